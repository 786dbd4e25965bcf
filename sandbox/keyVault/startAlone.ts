/** Serves a vault on its own, over plain HTTP, for people with curl. */
import { type RunningServer, serve } from '../kit/serve';
import { createWorld } from '../kit/world';
import { createKeyVault } from './createKeyVault';

export interface StartAloneOptions {
  /** 0 for any free port. */
  readonly port: number;
}

/** The one token the vault accepts: `Authorization: Bearer sandbox`. */
export const STANDALONE_TOKEN = 'sandbox';

const caller = { oid: '22222222-2222-4222-8222-222222222222', appId: '11111111-1111-4111-8111-111111111111' };

export async function startAlone({ port }: StartAloneOptions): Promise<RunningServer> {
  const world = createWorld(1);
  let url = '';
  const { simulator } = createKeyVault(world, {
    name: 'sandbox',
    url: () => url,
    // The challenge must name some authority; the token above comes from nowhere.
    authority: () => `${url}/33333333-3333-4333-8333-333333333333`,
    verify: async (authorization) => (authorization === `Bearer ${STANDALONE_TOKEN}` ? caller : undefined),
  });
  const server = await serve(world, simulator, { port });
  url = server.url;
  return server;
}
