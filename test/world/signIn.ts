/** Entra's token endpoint, under the product's own adapter, and as EspoCRM asks it. */
import type { Http, HttpReply } from '../../src/adapters/http/http';
import type { Entra, Replica } from './entra';
import { operationOf } from './operations';
import type { Worker } from './worker';

export const AUTHORITY = 'https://login.example.com';
export const TENANT = 'tenant';
const at = (path: string) => `${AUTHORITY}/${TENANT}/${path}`;
export const ENDPOINTS = { authorization: at('authorize'), token: at('token'), jwks: at('keys') };
const DISCOVERY = {
  issuer: at('v2.0'),
  authorization_endpoint: ENDPOINTS.authorization,
  token_endpoint: ENDPOINTS.token,
  jwks_uri: ENDPOINTS.jwks,
};

export interface TokenEndpoint {
  readonly entra: Entra;
  readonly replica: Replica;
  /** Of a request that has both; nobody knows which it is. */
  readonly judgesFirst: () => 'secret' | 'code';
}

interface TokenRequest {
  readonly grant: 'client_credentials' | 'authorization_code';
  readonly clientId: unknown;
  readonly secret: string | undefined;
}

const refusal = (status: number, code: number): HttpReply => ({ status, headers: {}, json: { error_codes: [code] } });

/**
 * Every code that the world redeems is made up. Statuses and codes have their sources where the sandbox simulates them
 * (sandbox/entra/createSts.ts).
 */
export function tokenReply({ entra, replica, judgesFirst }: TokenEndpoint, request: TokenRequest): HttpReply {
  const { grant, clientId, secret } = request;
  const { registration } = entra.held;
  if (!registration || registration.appId !== clientId || !replica.knows(registration.knownMs))
    return refusal(400, 700016);
  if (registration.principalKnownMs === undefined || !replica.knows(registration.principalKnownMs))
    return refusal(401, 7000229);
  if (grant === 'authorization_code' && judgesFirst() === 'code') return refusal(400, 9002313);
  const verdict = replica.accepts(secret);
  if (verdict !== 'accepted') return refusal(401, verdict === 'expired' ? 7000222 : 7000215);
  if (grant === 'authorization_code') return refusal(400, 9002313);
  return { status: 200, headers: {}, json: { access_token: 'token' } };
}

export function createSignInHttp(endpoint: TokenEndpoint, { call }: Worker): Http {
  return ({ operation, method, body }) => {
    const serve = () => {
      if (method === 'GET') return { status: 200, headers: {}, json: DISCOVERY };
      const form = body instanceof URLSearchParams ? body : new URLSearchParams();
      return tokenReply(endpoint, {
        grant: form.get('grant_type') === 'client_credentials' ? 'client_credentials' : 'authorization_code',
        clientId: form.get('client_id'),
        secret: form.get('client_secret') ?? undefined,
      });
    };
    const refusal = (status: number): HttpReply => ({ status, headers: {}, json: undefined });
    return call('Entra', operationOf(operation), serve, { refusal });
  };
}
