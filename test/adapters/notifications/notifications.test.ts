import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { inspect } from 'node:util';
import { certificates } from '../../../sandbox/kit/certificates';
import { createAddressGuard } from '../../../src/adapters/http/addressGuard';
import { createHttp } from '../../../src/adapters/http/http';
import { createNotifications } from '../../../src/adapters/notifications/createNotifications';
import { readChannels, TARGETS } from '../../../src/config/notificationSettings';
import type { News } from '../../../src/core/report/news';
import { aPrivateHosts } from '../../support/aPrivateHosts';
import { day, NOW } from '../../support/seen';
import { startWebhookReceiver, type WebhookReceiver } from '../../support/webhookReceiver';

const KEY = Buffer.from('a key of twenty-eight bytes.');
const CANARY = 'sig-canary';
let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await startWebhookReceiver();
});
afterEach(() => receiver.close());

const news = (changes: Partial<News> = {}): News => ({
  kind: 'renewed',
  at: NOW,
  goesOn: true,
  problems: [],
  secretExpiresAt: day(700),
  troubledSince: undefined,
  ...changes,
});
const EVIL = '<!channel> [click](https://evil.example) <https://evil.example|here>';
const failed = news({
  kind: 'failed',
  goesOn: false,
  problems: [{ code: 'espocrm-url-differs', detail: EVIL }],
  troubledSince: NOW,
});

/** Tells over the channels with that name and answers what was logged. */
async function tell(
  told: News,
  names: readonly string[],
  { allow = 'localhost=127.0.0.0/8', timeoutMs = 20_000 } = {},
) {
  const url = (name: string) => (names.includes(name) ? `${receiver.url}/${name}?sig=${CANARY}` : '');
  const addresses = TARGETS.map(({ kind, settings: [setting] }) => [setting, url(kind)]);
  const read = readChannels({
    ...Object.fromEntries(addresses),
    NOTIFY_WEBHOOK_SECRET: `whsec_${KEY.toString('base64')}`,
  });
  if ('problems' in read) throw new Error(read.problems.join());
  const channels = read.value;
  const { ca } = await certificates();
  const privateHosts = aPrivateHosts(allow);
  const guard = createAddressGuard({ privateHosts, identityEndpoint: undefined, ownHost: undefined });
  const lines: string[] = [];
  const write = (event: string, fields: object) => void lines.push(`${event} ${inspect(fields)}`);
  const notifications = createNotifications({
    channels,
    http: createHttp({ ca, guard, timeoutMs }),
    clock: { now: () => NOW, sleep: async () => undefined },
    statusUrl: 'https://app.example.com/api/status',
  });
  const connection = { name: 'acme', espocrmUrl: 'https://crm.example.com' };
  await notifications.tell(connection, [told], { info: write, warn: write, error: write });
  expect(inspect([channels, lines], { depth: 9 })).not.toContain(CANARY);
  expect(lines.join()).not.toContain('localhost');
  return lines;
}

test('every channel that is set up gets the news, and no other', async () => {
  const all = TARGETS.map(({ kind }) => kind);
  await tell(news(), all);
  const paths = all.map((name) => `/${name}?sig=${CANARY}`);
  expect(receiver.received.map(({ path }) => path).sort()).toEqual(paths.sort());
  await tell(news(), ['slack']);
  expect(receiver.received).toHaveLength(all.length + 1);
});

test('a receiver can verify who sent the event, when, and that nothing was changed', async () => {
  await tell(failed, ['webhook']);
  const [first] = receiver.received;
  const headers: IncomingHttpHeaders = first?.headers ?? {};
  expect(headers['content-type']).toMatch(/^application\/cloudevents\+json/);
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${first?.text}`;
  const expected = Buffer.from(`v1,${createHmac('sha256', KEY).update(signed).digest('base64')}`);
  expect(timingSafeEqual(Buffer.from(String(headers['webhook-signature'])), expected)).toBe(true);
  expect(Number(headers['webhook-timestamp'])).toBe(NOW.getTime() / 1_000);
  expect(first?.json).toEqual({
    specversion: '1.0',
    id: headers['webhook-id'],
    source: 'https://app.example.com/api/status',
    type: 'espocrm-entra-connector.connection.failed',
    subject: 'acme',
    time: NOW.toISOString(),
    datacontenttype: 'application/json',
    data: {
      connection: 'acme',
      espocrmUrl: 'https://crm.example.com',
      goesOn: false,
      problems: failed.problems,
      secretExpiresAt: day(700).toISOString(),
      troubledSince: NOW.toISOString(),
    },
  });
});

test('Teams gets an Adaptive Card in which nothing that others say becomes a link', async () => {
  await tell(failed, ['teams']);
  const content = {
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      { style: 'attention', items: [{ inlines: [{ text: 'acme: somebody has to act' }] }] },
      { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: EVIL }] },
    ],
    actions: [{ url: 'https://crm.example.com' }, { url: 'https://app.example.com/api/status' }],
  };
  const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }];
  expect(receiver.received[0]?.json).toMatchObject({ type: 'message', attachments });
  expect(receiver.received[0]?.text).not.toContain('"TextBlock"');
});

test('Slack gets plain text only', async () => {
  await tell(failed, ['slack']);
  expect(receiver.received[0]?.json).toMatchObject({
    text: expect.stringContaining('acme: somebody has to act'),
    blocks: expect.arrayContaining([{ type: 'section', text: { type: 'plain_text', text: EVIL, emoji: false } }]),
  });
  expect(receiver.received[0]?.text).not.toContain('mrkdwn');
});

test.each<[string, News, RegExp]>([
  ['a renewal', news(), /until 2028-10-24/],
  ['a failure that needs nobody', news({ ...failed, goesOn: true }), /acme: failed, and tried again/],
  ['a recovery', news({ kind: 'recovered', troubledSince: day(-3) }), /began on 2026-11-21 is over/],
  [
    'a very long story',
    news({ ...failed, problems: [{ code: 'outside-failure', detail: 'x'.repeat(9_000) }] }),
    /x{800}…/,
  ],
])('%s is told in words', async (_what, told, expected) => {
  await tell(told, ['slack', 'teams']);
  for (const { text } of receiver.received) expect(text).toMatch(expected);
});

describe('a webhook that', () => {
  test('fails once is tried again, with the same id', async () => {
    receiver.answer(503, 202);
    expect(await tell(news(), ['webhook'])).toEqual([expect.stringContaining('notification.sent')]);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual([ids[0], ids[0]]);
  });

  test.each([
    ['goes on failing', 500],
    ['is gone', 404],
    ['redirects', 307],
  ])('%s is given up after two tries, and the log says why', async (_what, status) => {
    receiver.answer(status);
    const [line] = await tell(news(), ['teams']);
    expect(line).toMatch(/^notification.failed/);
    expect(line).toContain(`status ${status}`);
    expect(receiver.received.map(({ path }) => path)).toEqual(Array(2).fill(`/teams?sig=${CANARY}`));
  });

  test('never answers is given up when its time is over', async () => {
    receiver.answer('never');
    const [line] = await tell(news(), ['teams'], { timeoutMs: 100 });
    expect(line).toMatch(/^notification.failed.*timed-out/s);
  });

  test('leads into the network is not called', async () => {
    const [line] = await tell(news(), ['slack'], { allow: '' });
    expect(line).toContain('address-not-allowed');
    expect(receiver.received).toEqual([]);
  });

  test('fails does not keep the others from being told', async () => {
    receiver.answer(500, 500, 202);
    const lines = await tell(news(), ['teams', 'slack', 'webhook']);
    expect(lines).toHaveLength(3);
    expect(lines.filter((line) => line.startsWith('notification.sent')).length).toBeGreaterThanOrEqual(2);
  });
});
