import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { certificates } from '../../sandbox/kit/certificates';
import { serve } from '../../sandbox/kit/serve';
import type { Simulator } from '../../sandbox/kit/simulator';
import { createWorld } from '../../sandbox/kit/world';

const run = promisify(execFile);

let parent: string;
let folder: string;
let close: () => Promise<void>;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'certificates-'));
  folder = join(parent, 'certificates');
  close = async () => {};
});
afterEach(async () => {
  await close();
  await rm(parent, { recursive: true, force: true });
});

const greeter: Simulator = {
  service: 'graph',
  routes: [{ operation: 'greet', method: 'GET', path: /^\/$/, handle: () => ({ status: 200, body: 'hello' }) }],
  unmatched: () => ({ status: 404 }),
};

const fetchText = (url: string, env: Record<string, string>) =>
  run(
    process.execPath,
    ['-e', `fetch('${url}').then(r => r.text()).then(console.log, e => console.log(e.cause.code))`],
    {
      env,
    },
  ).then(({ stdout }) => stdout.trim());

test('a process that trusts the authority reads from a server over TLS, by name and by address; another does not', async () => {
  const made = await certificates(folder);
  const server = await serve(createWorld(1), greeter, { tls: made });
  close = server.close;
  const trusting = { NODE_EXTRA_CA_CERTS: made.caPath };
  expect(await fetchText(server.url, trusting)).toBe('hello');
  expect(await fetchText(server.url.replace('localhost', '127.0.0.1'), trusting)).toBe('hello');
  expect(await fetchText(server.url, {})).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED/);
});

test('the certificate is for this machine alone and lasts longer than any moved clock needs', async () => {
  const made = await certificates(folder);
  const server = new X509Certificate(made.cert);
  expect(server.checkHost('localhost')).toBe('localhost');
  for (const address of ['127.0.0.1', '::1']) expect(server.checkIP(address)).toBe(address);
  expect(server.checkHost('example.org')).toBeUndefined();
  expect(server.ca).toBe(false);
  expect(new X509Certificate(made.ca).ca).toBe(true);
  expect(Date.parse(server.validFrom)).toBeLessThan(Date.now() - 300 * 86_400_000);
  expect(Date.parse(server.validTo)).toBeGreaterThan(Date.now() + 10 * 365 * 86_400_000);
});

test('good certificates are used again', async () => {
  const first = await certificates(folder);
  expect(await certificates(folder)).toEqual(first);
});

test('unreadable or mismatched certificates are made anew', async () => {
  const first = await certificates(folder);
  await writeFile(join(folder, 'ca.pem'), 'not a certificate');
  const second = await certificates(folder);
  expect(second.cert).not.toBe(first.cert);
  const other = await certificates(join(parent, 'other'));
  await cp(join(parent, 'other', 'server.key'), join(folder, 'server.key'));
  const third = await certificates(folder);
  expect([second.cert, other.cert]).not.toContain(third.cert);
  expect(await readFile(third.caPath, 'utf8')).toBe(third.ca);
});

test('many that start at once end up with the same certificates and leave nothing behind', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => certificates(folder)));
  expect(new Set(all.map(({ cert }) => cert)).size).toBe(1);
  expect(await certificates(folder)).toEqual(all[0]);
});
