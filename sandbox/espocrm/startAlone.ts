/** Serves an EspoCRM on its own, over plain HTTP, for people with curl and for the recorded conversations. */
import { type RunningServer, serve } from '../kit/serve';
import { createWorld } from '../kit/world';
import { createEspoCrm } from './createEspoCrm';
import type { EspoCrmVersion } from './espoCrmVersion';

export interface StartAloneOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly version: '9.2' | '10.0';
  readonly admin: { readonly userName: string; readonly password: string };
  /** PEM of the authority with which it trusts the identity provider. */
  readonly ca?: string;
}

const RELEASES: Readonly<Record<StartAloneOptions['version'], EspoCrmVersion>> = { '9.2': '9.2.7', '10.0': '10.0.0' };

export async function startAlone({ port, version, admin, ca }: StartAloneOptions): Promise<RunningServer> {
  const world = createWorld(1);
  let url = '';
  const { simulator } = createEspoCrm(world, {
    siteUrl: () => url,
    version: RELEASES[version],
    admin,
    ...(ca !== undefined && { ca }),
  });
  const server = await serve(world, simulator, { port });
  url = server.url;
  return server;
}
