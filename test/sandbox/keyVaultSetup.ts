/** A vault over TLS on loopback and a real client for it. */
import { SecretClient, type SecretClientOptions } from '@azure/keyvault-secrets';
import { createKeyVault, type KeyVault, type KeyVaultOptions } from '../../sandbox/keyVault/createKeyVault';
import { certificates } from '../../sandbox/kit/certificates';
import type { Exchange } from '../../sandbox/kit/exchanges';
import { serve } from '../../sandbox/kit/serve';
import { createWorld, type World } from '../../sandbox/kit/world';

const GOOD_TOKEN = 'a-good-token';
export const CALLER = { oid: '22222222-2222-4222-8222-222222222222', appId: '11111111-1111-4111-8111-111111111111' };
export const TENANT = '33333333-3333-4333-8333-333333333333';

export interface TestVault extends KeyVault {
  readonly world: World;
  readonly url: string;
  readonly client: SecretClient;
  /** A client of its own, with another token. */
  clientWith(token: string): SecretClient;
  /** Everything sent and answered so far. */
  readonly exchanges: readonly Exchange[];
  /** How many tokens the clients asked for. */
  tokens(): number;
  close(): Promise<void>;
}

export async function startVault(
  options: Partial<KeyVaultOptions> = {},
  world: World = createWorld(7),
): Promise<TestVault> {
  const { ca, cert, key } = await certificates();
  let url = '';
  const vault = createKeyVault(world, {
    name: 'sandbox-vault',
    url: () => url,
    authority: () => `https://localhost:1/${TENANT}`,
    verify: async (authorization) => (authorization === `Bearer ${GOOD_TOKEN}` ? CALLER : undefined),
    ...options,
  });
  const exchanges: Exchange[] = [];
  world.exchanges.listen((exchange) => {
    exchanges.push(exchange);
    return undefined;
  });
  const server = await serve(world, vault.simulator, { tls: { cert, key } });
  url = server.url;

  let tokens = 0;
  const clientWith = (token: string) => {
    const credential = {
      getToken: async () => {
        tokens += 1;
        return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    };
    const clientOptions: SecretClientOptions = {
      disableChallengeResourceVerification: true,
      tlsOptions: { ca },
      retryOptions: { retryDelayInMs: 5, maxRetryDelayInMs: 20 },
    };
    return new SecretClient(url, credential, clientOptions);
  };
  return {
    ...vault,
    world,
    url,
    client: clientWith(GOOD_TOKEN),
    clientWith,
    exchanges,
    tokens: () => tokens,
    close() {
      vault.controls.close();
      return server.close();
    },
  };
}

/** What the service would say, for `rejects.toMatchObject`. */
export const refusal = (statusCode: number, code: string, innerCode?: string) => ({
  statusCode,
  code,
  ...(innerCode && { details: { error: { innerError: { code: innerCode } } } }),
});

export async function all<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}
