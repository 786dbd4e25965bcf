/** Runs everything, failures included, and then looks for every secret there is in all that the app says and keeps. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostLog } from '../../../sandbox/host/hostMessages';
import { startHost } from '../../../sandbox/host/startHost';
import { repositoryFolder } from '../../../sandbox/kit/repositoryFolder';
import type { Service } from '../../../sandbox/kit/simulator';
import { recordTraffic } from '../../../sandbox/kit/traffic';
import { ESPOCRM_ADMIN } from '../../../sandbox/stage/tenant';
import { createConnectorApi } from '../../../sandbox/story/connectorApi';
import { waitFor } from '../../../sandbox/story/waitFor';
import { collectSecrets, findSecrets } from '../../support/canary';
import { type Site, startTestStage, type TestStage } from '../../support/startTestStage';
import { FAULT_NAMES, wireFault } from '../../support/wire/wireFaults';

const DAY_MS = 86_400_000;
const PASSWORD = 'Canary+password/of the:administrator 4711';
const SERVICES: readonly Service[] = ['graph', 'sts', 'keyvault', 'espocrm', 'imds', 'blob'];
const QUICK = FAULT_NAMES.filter((name) => name !== 'time-out');

let stage: TestStage;
let folder: string;
let secrets: ReadonlySet<string>;
const heard: Record<'answers' | 'addresses' | 'stored' | 'queued' | 'output', string[]> = {
  answers: [],
  addresses: [],
  stored: [],
  queued: [],
  output: [],
};

/** Also keeps what this process writes to its terminal. */
function recordOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      heard.output.push(String(text));
      return write(text);
    });
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'canary-'));
  recordOutput();
  stage = await startTestStage({ background: false, hasBrokenAnswers: true, settings: { SETTLE_WITHIN: 'PT1S' } });
  const { exchanges } = stage.sandbox.world;
  secrets = collectSecrets(exchanges);
  recordTraffic(exchanges, join(folder, 'traffic.jsonl'));
  exchanges.listen(({ service, request }) => {
    heard.addresses.push(request.url.href);
    const metadata = Object.entries(request.headers).filter(([name]) => name.startsWith('x-ms-meta'));
    if (service === 'blob') heard.stored.push(request.text, JSON.stringify(metadata));
    const message = /<MessageText>([^<]*)/.exec(request.text)?.[1] ?? '';
    if (service === 'queue') heard.queued.push(request.text, Buffer.from(message, 'base64').toString());
    return undefined;
  });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await stage.close();
  await rm(folder, { recursive: true });
});

async function ask(method: string, path: string, body?: unknown): Promise<void> {
  heard.answers.push(JSON.stringify(await stage.api.request(method, path, body)));
}

async function aSite(name: string): Promise<Site> {
  const site = await stage.addSite(name);
  site.controls.setPassword(ESPOCRM_ADMIN.userName, PASSWORD);
  await stage.sandbox.operator.putSecret(`espocrm-${name}-admin`, `${ESPOCRM_ADMIN.userName}:${PASSWORD}`);
  return site;
}

async function look({ name, url }: Site, portal?: string): Promise<void> {
  await ask('PUT', `/api/connections/${name}`, { espocrmUrl: url, portal });
  const before = stage.ended();
  await stage.api.run('reconcile', JSON.stringify({ connection: name, attempt: 9 }));
  await waitFor('the end of the run', () => stage.ended() > before || undefined);
  await ask('GET', `/api/connections/${name}`);
}

/** A life of a connection in which every kind of fault strikes somewhere, each time at another call. */
async function liveDisturbed(site: Site, portal?: string): Promise<number> {
  const { faults } = stage.sandbox.world;
  let struck = 0;
  for (const [index, fault] of QUICK.entries()) {
    for (const service of SERVICES)
      faults.add({ service, fault: wireFault(service, fault), probability: 0.15, times: 1 });
    await look(site, portal);
    struck += SERVICES.length - faults.list().length;
    faults.clear();
    await stage.moveBy(index % 5 === 4 ? 701 * DAY_MS : 8 * DAY_MS);
  }
  return struck;
}

/** What a person might send by mistake. */
async function mistake(): Promise<void> {
  const good = { espocrmUrl: 'https://crm.example.com' };
  const password = encodeURIComponent(PASSWORD);
  await ask('PUT', '/api/connections/mistaken', { ...good, password: PASSWORD });
  await ask('PUT', '/api/connections/mistaken', { ...good, secret: { validity: PASSWORD } });
  await ask('PUT', '/api/connections/mistaken', { ...good, signIn: { usernameClaim: PASSWORD } });
  await ask('PUT', '/api/connections/mistaken', { espocrmUrl: `https://admin:${password}@crm.example.com` });
  await ask('PUT', '/api/connections/mistaken', `{"password": "${PASSWORD}`);
  await stage.api.run('reconcile', JSON.stringify({ connection: PASSWORD }));
  await stage.sandbox.operator.putSecret('espocrm-colonless-admin', PASSWORD.replace(':', ''));
  await ask('PUT', '/api/connections/colonless', good);
}

async function everythingSaid() {
  const vault = stage.sandbox.keyVault.list();
  return {
    logs: stage.logs.map(({ text }) => text),
    ...heard,
    traffic: [await readFile(join(folder, 'traffic.jsonl'), 'utf8')],
    vault: [JSON.stringify(vault)],
    entra: [JSON.stringify(stage.sandbox.entra.registrations())],
  };
}

test('no secret is in logs, answers, addresses, blobs, messages, traffic or output, whatever happens', async () => {
  const site = await aSite('canary');
  await look(site);
  // EspoCRM answers with the secret of a portal in clear text.
  const other = await aSite('portal');
  const portal = other.controls.addPortal({ name: 'Customers' }).id;
  const struck = (await liveDisturbed(site)) + (await liveDisturbed(other, portal));
  await look(site);
  await look(other, portal);
  expect(other.controls.providers()).toHaveLength(1);
  site.controls.setPassword(ESPOCRM_ADMIN.userName, `${PASSWORD}!`);
  await look(site);
  await mistake();

  const said = await everythingSaid();
  const key = /AccountKey=([^;]+)/.exec(stage.sandbox.storage.connectionString)?.[1] ?? '';
  const all = new Set([...secrets, PASSWORD, PASSWORD.replace(':', ''), key]);
  expect(findSecrets(all, said)).toEqual([]);
  // It looked for something, in something: several client secrets, tokens of three kinds, and all that was recorded.
  expect(all.size).toBeGreaterThan(10);
  expect(struck).toBeGreaterThan(QUICK.length);
  const { output: _, ...recorded } = said;
  for (const [name, texts] of Object.entries(recorded))
    expect([name, texts.join('')]).toEqual([name, expect.stringMatching(/.{100}/)]);
  const characters = Object.values(said).reduce((sum, texts) => sum + texts.join('').length, 0);
  process.stdout.write(`canary: ${all.size} secrets, ${struck} faults, not found in ${characters} characters\n`);
}, 300_000);

/** Tells the first secret of each run, in base64 and among other things. */
const LEAK = `
const define = Object.defineProperties;
Object.defineProperties = (target, properties) => {
  const { reveal } = target;
  if (typeof reveal === 'function') console.log('signing in with', Buffer.from('user:' + reveal()).toString('base64'));
  return define(target, properties);
};
`;

test('an app that tells a secret is found out', async () => {
  const main = join(repositoryFolder, 'dist/app/main.js');
  await writeFile(join(folder, 'leaky.js'), `${LEAK}require(${JSON.stringify(main)});\n`);
  await writeFile(join(folder, 'package.json'), '{ "main": "leaky.js" }');
  await writeFile(join(folder, 'host.json'), await readFile(join(repositoryFolder, 'host.json')));
  const logs: HostLog[] = [];
  const { sandbox } = stage;
  const leaky = await startHost({
    appFolder: folder,
    env: sandbox.settings(),
    clock: sandbox.world.clock,
    pollQueues: false,
    runTimers: false,
    onLog: (log) => logs.push(log),
  });
  const site = await aSite('leaky');
  const { provision } = createConnectorApi(leaky.url);
  let state = 'settling';
  for (let times = 0; times < 10 && state === 'settling'; times += 1) {
    ({ state } = await provision('leaky', { espocrmUrl: site.url }));
    await stage.replicated();
  }
  await leaky.close();
  expect(state).toBe('settled');
  const clientSecret = site.controls.clientSecret() ?? '';
  const texts = { logs: logs.map(({ text }) => text) };
  expect(findSecrets(new Set([PASSWORD]), texts)).toHaveLength(1);
  expect(findSecrets(new Set([clientSecret]), texts)).toHaveLength(1);
  expect(findSecrets(new Set([clientSecret]), await everythingSaid())).toEqual([]);
});
