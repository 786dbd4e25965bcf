/** EspoCRM's server, under the product's own adapter: every request of a delivery is an outside call of its own. */
import type { Http, HttpReply } from '../../src/adapters/http/http';
import type { Chances } from './chances';
import type { Replica } from './entra';
import type { Probe, Truth } from './truth';
import type { Worker } from './worker';

export const SITE = 'https://crm.example.com';

export interface EspoCrmServer {
  readonly truth: Truth;
  readonly chances: Chances;
  readonly replica: Replica;
  readonly probe: Probe;
  /** Whether EspoCRM reaches Entra now. */
  readonly reachesEntra: () => boolean;
}

export function createEspoCrmHttp(server: EspoCrmServer, { call }: Worker): Http {
  const { espocrm } = server.truth;
  const settings = (): HttpReply => reply(200, { version: '10.0.0', siteUrl: SITE, ...espocrm.settings });
  return ({ operation, method, body }) => {
    // It serves glances only, and the looks of the model are whole ones.
    if (operation === 'read what it offers') return Promise.resolve(reply(403));
    return call('EspoCRM', operation, () => {
      if (operation === 'try a sign-in') return reply(signInStatus(server));
      if (operation === 'sign in as administrator') return reply(200, { token: 'token', user: { type: 'admin' } });
      if (method === 'PUT') write(server, Object.entries(body ?? {}));
      return operation === 'read the settings' ? settings() : reply(200, {});
    });
  };
}

const reply = (status: number, json?: unknown): HttpReply => ({ status, json, headers: {} });

/** Settings and secret go into two files, so that either may be lost alone. */
function write({ truth: { espocrm }, chances }: EspoCrmServer, fields: readonly (readonly [string, unknown])[]): void {
  const lost = chances.lossOfWrite();
  for (const [name, value] of fields) {
    const isSecret = name === 'oidcClientSecret';
    if (lost === 'whole' || lost === (isSecret ? 'secret' : 'public')) continue;
    if (isSecret) {
      espocrm.secret = String(value);
      espocrm.secretBy = 'product';
      espocrm.held.add(espocrm.secret);
    } else {
      espocrm.settings[name] = value;
      espocrm.editedSettings.delete(name);
    }
  }
}

/** 500: Entra refused the code. 401: it refused EspoCRM itself, or was not reached, or EspoCRM is not set up for it. */
function signInStatus({ truth: { espocrm }, replica, probe, reachesEntra }: EspoCrmServer): number {
  if (espocrm.settings['authenticationMethod'] !== 'Oidc' || !reachesEntra()) return 401;
  return probe !== 'tells' || replica.accepts(espocrm.secret) ? 500 : 401;
}
