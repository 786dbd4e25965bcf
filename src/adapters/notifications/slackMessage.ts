/** News as a Slack message (Slack, "Sending messages using incoming webhooks"). */
import { inWords, type Message, type Notice } from './notice';

const SIGNS = { good: '✅', warning: '⚠️', attention: '🚨' } as const;
/** The text of a pop-up is read as markup, the blocks are not (Slack, "Formatting text": escape these three). */
const escapeMarkup = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export function slackMessage(notice: Notice): Message {
  const { tone, title, paragraphs } = inWords(notice);
  const { connection, statusUrl } = notice;
  const heading = `${SIGNS[tone]} ${title}`;
  const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });
  const addresses = [connection.espocrmUrl, ...(statusUrl ? [statusUrl] : [])];
  const blocks = [
    { type: 'header', text: plain(heading) },
    ...paragraphs.map((text) => ({ type: 'section', text: plain(text) })),
    { type: 'context', elements: addresses.map(plain) },
  ];
  return { headers: {}, body: { text: escapeMarkup(heading), blocks } };
}
