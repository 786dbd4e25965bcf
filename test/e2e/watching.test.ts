/** What those get to see who only watch: people at the status page and in a chat, programs through the contract. */
import { waitFor } from '../../sandbox/story/waitFor';
import { openApiDocument } from '../../src/http/openApi/openApiDocument';
import { startTestStage, type TestStage } from '../support/startTestStage';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhookReceiver';

const DAY_MS = 86_400_000;
let receiver: WebhookReceiver;
let stage: TestStage;
beforeAll(async () => {
  receiver = await startWebhookReceiver();
  const settings = {
    NOTIFY_TEAMS_URL: `${receiver.url}/teams?sig=canary`,
    NOTIFY_WEBHOOK_URL: `${receiver.url}/events`,
    NOTIFY_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  };
  stage = await startTestStage({ settings, background: false });
});
afterAll(async () => {
  await stage.close();
  receiver.close();
});

/** The kinds of event that came since the last time. */
let seen = 0;
function newEvents(): string[] {
  const events = receiver.received.filter(({ path }) => path === '/events').slice(seen);
  seen += events.length;
  return events.map(({ headers }) => String(headers['webhook-id']).replace(/-\d+$/, ''));
}

test('the document is served as it was made', async () => {
  const { body } = await stage.api.request('GET', '/api/openapi.json');
  expect(body).toEqual(openApiDocument());
});

test('a connection is told of when it is blocked, renewed and well again, each once, and shown meanwhile', async () => {
  const { api, sandbox } = stage;
  const site = await stage.aSettledSite('acme');
  const page = async () => String((await api.request('GET', '/api/status')).body);
  // Where Entra learns late, provisioning may have been in trouble; that is over.
  const told = newEvents();
  expect(told).toEqual(told.length === 0 ? [] : ['acme-failed', 'acme-recovered']);
  expect(await page()).toMatch(/class="group pass"[\s\S]*acme[\s\S]*planned renewal on/);

  await sandbox.operator.putSecret('espocrm-acme-admin', 'admin:wrong');
  const look = () => api.request('PUT', '/api/connections/acme', { espocrmUrl: site.url });
  expect(await look()).toMatchObject({ status: 424 });
  await look();
  expect(newEvents()).toEqual(['acme-failed']);
  expect(await page()).toMatch(/class="group warn"[\s\S]*acme[\s\S]*sign-in-refused/);

  await sandbox.operator.putSecret('espocrm-acme-admin', 'admin:sandbox-admin');
  await stage.moveBy(705 * DAY_MS);
  await look();
  await stage.moveBy(16 * 60_000);
  expect(await look()).toMatchObject({ status: 200 });
  expect(newEvents().sort()).toEqual(['acme-recovered', 'acme-renewed']);
  await look();
  expect(newEvents()).toEqual([]);
  expect(receiver.received.filter(({ path }) => path === '/teams?sig=canary')).toHaveLength(3 + told.length);
});

test('a webhook that is out of order does not keep a renewal from being done', async () => {
  const site = await stage.aSettledSite('told-in-vain');
  receiver.answer(500);
  await stage.moveBy(705 * DAY_MS);
  const look = () => stage.api.request('PUT', '/api/connections/told-in-vain', { espocrmUrl: site.url });
  await look();
  await stage.moveBy(16 * 60_000);
  expect(await look()).toMatchObject({ status: 200 });
  expect(stage.ownCredentials('told-in-vain')).toHaveLength(2);
  expect(await stage.signsIn(site)).toBe(true);
  receiver.answer(202);
});

test('a webhook that never answers does not keep the answer of a request, and its address is in no log', async () => {
  receiver.answer('never');
  const espocrm = await stage.sandbox.addEspoCrm();
  const answer = await stage.api.request('PUT', '/api/connections/quiet', { espocrmUrl: espocrm.url });
  expect(answer).toMatchObject({ status: 424 });
  await waitFor('the log', () => stage.logged('notification.failed') >= 2 || undefined);
  expect(stage.logs.map(({ text }) => text).join('\n')).not.toMatch(/canary|BwcHBw/);
  receiver.answer(202);
});
