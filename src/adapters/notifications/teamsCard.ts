/** News as an Adaptive Card for a Teams workflow (Microsoft Teams, "Create incoming webhooks with Workflows"). */
import { inWords, type Message, type Notice } from './notice';

/** Text runs rather than text blocks: those would read Markdown, and with it links, out of what other systems say. */
const paragraph = (text: string, more: object = {}) => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text, ...more }],
});

export function teamsCard(notice: Notice): Message {
  const { tone, title, paragraphs } = inWords(notice);
  const { connection, statusUrl } = notice;
  const link = (label: string, url: string) => ({ type: 'Action.OpenUrl', title: label, url });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    // What Teams shows everywhere; later ones are not shown on phones.
    version: '1.4',
    body: [
      { type: 'Container', style: tone, bleed: true, items: [paragraph(title, { size: 'Medium', weight: 'Bolder' })] },
      ...paragraphs.map((text) => paragraph(text)),
    ],
    actions: [
      link('EspoCRM', connection.espocrmUrl),
      ...(statusUrl ? [link('Status of all connections', statusUrl)] : []),
    ],
    msteams: { width: 'Full' },
  };
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
  return { headers: {}, body: { type: 'message', attachments: [attachment] } };
}
