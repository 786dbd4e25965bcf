/** Serves the token service and Graph on their own, over plain HTTP, for people with curl. */
import { type RunningServer, serve } from '../kit/serve';
import type { Simulator } from '../kit/simulator';
import { createWorld } from '../kit/world';
import { createEntra } from './createEntra';
import type { Entra } from './entra';

export interface StartAloneOptions {
  /** The token service's port; Graph takes the next one. 0: any free ports. */
  readonly port: number;
}

export interface EntraAlone {
  readonly entra: Entra;
  readonly tenantId: string;
  readonly sts: RunningServer;
  readonly graph: RunningServer;
  close(): Promise<void>;
}

/** `curl -H 'Authorization: Bearer sandbox' http://localhost:<port>/v1.0/applications` */
const FIXED_TOKEN = 'Bearer sandbox';

const tenantId = '7e4a4700-0000-4000-8000-000000000001';
const principal = { oid: 'c0ffee00-0000-4000-8000-000000000001', appId: 'c0ffee00-0000-4000-8000-000000000002' };

/** Lets the fixed token stand for a real one made on the spot, which no moved clock can expire. */
function withFixedToken(simulator: Simulator, { issueToken }: Entra): Simulator {
  return {
    ...simulator,
    routes: simulator.routes.map((route) => ({
      ...route,
      async handle(request, params, stale) {
        if (request.headers['authorization'] !== FIXED_TOKEN) return route.handle(request, params, stale);
        const { token } = await issueToken({ principal, audience: 'https://graph.microsoft.com' });
        const headers = { ...request.headers, authorization: `Bearer ${token}` };
        return route.handle({ ...request, headers }, params, stale);
      },
    })),
  };
}

export async function startAlone({ port }: StartAloneOptions): Promise<EntraAlone> {
  const world = createWorld(1);
  const urls = { sts: '', graph: '' };
  const entra = await createEntra(world, { tenantId, stsUrl: () => urls.sts, graphUrl: () => urls.graph });
  const sts = await serve(world, entra.sts, { port });
  const graph = await serve(world, withFixedToken(entra.graph, entra), { port: port === 0 ? 0 : port + 1 });
  urls.sts = sts.url;
  urls.graph = graph.url;
  const close = async () => void (await Promise.all([sts.close(), graph.close()]));
  return { entra, tenantId, sts, graph, close };
}
