import http from 'node:http';
import https from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { gzipSync } from 'node:zlib';
import { certificates } from '../../../sandbox/kit/certificates';
import { createAddressGuard, type Resolve } from '../../../src/adapters/http/addressGuard';
import { createHttp, type HttpOptions } from '../../../src/adapters/http/http';
import { Failure } from '../../../src/core/failure';
import { aPrivateHosts } from '../../support/aPrivateHosts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** An https server that remembers what reached it. */
async function startServer(answer: http.RequestListener) {
  const { cert, key } = await certificates();
  const seen: http.IncomingHttpHeaders[] = [];
  const server = https.createServer({ cert, key }, (request, response) => {
    seen.push(request.headers);
    answer(request, response);
  });
  const port = await listening(server);
  closing.push(() => server.closeAllConnections());
  return { port, seen };
}

const ok: http.RequestListener = (_request, response) => response.end('{"ok":true}');
const PRIVATE = 'localhost=127.0.0.0/8,crm.test=127.0.0.0/8';

async function client(setting: string, options: HttpOptions = {}, resolve?: Resolve) {
  const { ca } = await certificates();
  const privateHosts = aPrivateHosts(setting);
  const guard = createAddressGuard({ privateHosts, identityEndpoint: undefined, ownHost: undefined }, resolve);
  const send = createHttp({ ca, guard, timeoutMs: 2_000, ...options });
  const headers = { Authorization: 'Basic canary', 'Espo-Authorization': 'canary', 'X-Api-Key': 'canary' };
  return (url: string) => send({ system: 'EspoCRM', operation: 'test', method: 'GET', url, headers });
}

const failureOf = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof Failure ? error.facts : undefined;
};

describe('a request to an address that an operator gave', () => {
  test('reaches an EspoCRM in a network that is allowed', async () => {
    const { port } = await startServer(ok);
    const ask = await client(PRIVATE);
    expect(await ask(`https://localhost:${port}/`)).toMatchObject({ status: 200, json: { ok: true } });
  });

  test.each(['localhost', '127.0.0.1', '127.1', '0x7f000001', '[::ffff:127.0.0.1]'])(
    'does not even connect to %s where nothing is allowed',
    async (host) => {
      let connections = 0;
      const port = await listening(createTcpServer(() => (connections += 1)));
      // The port is one of those that are allowed in public, so that only the address stands in the way.
      const resolve: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];
      const ask = await client('', {}, resolve);
      expect(await failureOf(ask(`https://${host}:8443/`))).toMatchObject({
        code: 'address-not-allowed',
        retry: 'never',
      });
      expect(await failureOf(ask(`https://${host}:${port}/`))).toMatchObject({ code: 'address-not-allowed' });
      expect(connections).toBe(0);
    },
  );

  test('connects to the very address that was judged, whatever the name leads to a moment later', async () => {
    const { port, seen } = await startServer(ok);
    const answers = ['127.0.0.1', '169.254.169.254'];
    let lookups = 0;
    const resolve: Resolve = async () => [{ address: answers[lookups++] ?? '169.254.169.254', family: 4 }];
    const ask = await client(PRIVATE, {}, resolve);
    expect(await ask(`https://localhost:${port}/`)).toMatchObject({ status: 200 });
    expect([lookups, seen.length]).toEqual([1, 1]);
  });

  test('does not connect when a name has changed its answer to an address that is not allowed', async () => {
    const { port, seen } = await startServer((_request, response) => {
      response.setHeader('Connection', 'close');
      response.end('{}');
    });
    let address = '127.0.0.1';
    const ask = await client('localhost=127.0.0.1/32', {}, async () => [{ address, family: 4 }]);
    await ask(`https://localhost:${port}/`);
    address = '127.0.0.2';
    expect(await failureOf(ask(`https://localhost:${port}/`))).toMatchObject({ code: 'address-not-allowed' });
    expect(seen).toHaveLength(1);
  });

  test.each([301, 302, 303, 307, 308])(
    'does not follow a redirect (%i), so no credential goes along',
    async (status) => {
      const target = await startServer(ok);
      const { port } = await startServer((_request, response) => {
        response.writeHead(status, { Location: `https://localhost:${target.port}/stolen` }).end();
      });
      const ask = await client(PRIVATE);
      expect(await ask(`https://localhost:${port}/`)).toMatchObject({ status });
      expect(target.seen).toEqual([]);
    },
  );

  test('does not go through a proxy that the environment names', async () => {
    let proxied = 0;
    const proxy = http.createServer(() => (proxied += 1)).on('connect', () => (proxied += 1));
    const proxyPort = await listening(proxy);
    closing.push(() => proxy.closeAllConnections());
    const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];
    const before = { ...process.env };
    try {
      for (const name of names) process.env[name] = `http://127.0.0.1:${proxyPort}`;
      process.env['NODE_USE_ENV_PROXY'] = '1';
      const { port } = await startServer(ok);
      const ask = await client(PRIVATE);
      expect(await ask(`https://localhost:${port}/`)).toMatchObject({ status: 200 });
      const strict = await client('');
      expect(await failureOf(strict('https://localhost:8443/'))).toMatchObject({ code: 'address-not-allowed' });
      expect(proxied).toBe(0);
    } finally {
      for (const name of [...names, 'NODE_USE_ENV_PROXY']) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    }
  });

  test('gives up on a server that trickles for ever', async () => {
    const { port } = await startServer((_request, response) => {
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    const ask = await client(PRIVATE, { timeoutMs: 300 });
    expect(await failureOf(ask(`https://localhost:${port}/`))).toMatchObject({ code: 'timed-out', retry: 'soon' });
  });

  test('gives up on a server that accepts and says nothing', async () => {
    const port = await listening(createTcpServer((socket) => closing.push(() => socket.destroy())));
    const ask = await client(PRIVATE, { timeoutMs: 300 });
    expect(await failureOf(ask(`https://localhost:${port}/`))).toMatchObject({ code: 'timed-out' });
  });

  test('stops reading an endless reply at the limit', async () => {
    let sent = 0;
    const { port } = await startServer((_request, response) => {
      const block = Buffer.alloc(64 * 1024, 32);
      const more = () => {
        while (!response.destroyed && response.write(block)) sent += block.length;
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const ask = await client(PRIVATE, { maxReplyBytes: 256 * 1024 });
    expect(await failureOf(ask(`https://localhost:${port}/`))).toMatchObject({ retry: 'soon' });
    expect(sent).toBeLessThan(32 * 1024 * 1024);
  });

  test('counts a compressed reply by what it becomes', async () => {
    const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024, 32));
    const { port } = await startServer((_request, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb);
    });
    const ask = await client(PRIVATE, { maxReplyBytes: 256 * 1024 });
    expect(bomb.length).toBeLessThan(256 * 1024);
    expect(await failureOf(ask(`https://localhost:${port}/`))).toBeDefined();
  });

  test('refuses a server whose certificate is for another name', async () => {
    const { port, seen } = await startServer(ok);
    const ask = await client(PRIVATE, {}, async () => [{ address: '127.0.0.1', family: 4 }]);
    expect(await failureOf(ask(`https://crm.test:${port}/`))).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(seen).toEqual([]);
  });
});
