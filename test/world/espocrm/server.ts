/** EspoCRM's server, under the product's own adapter: every request is an outside call of its own. */
import type { Http, HttpReply, HttpRequest } from '../../../src/adapters/http/http';
import { redirectUriOf } from '../../../src/core/siteUrl';
import type { Chances } from '../chances';
import { operationOf } from '../operations';
import { ENDPOINTS, type TokenEndpoint, tokenReply } from '../signIn';
import type { Worker } from '../worker';
import { type EspoCrmHeld, fieldNames, settingsOf, setupOf, siteUrlOf } from './held';
import { answerPortals } from './portals';
import { type Asked, askedBy, nameWanted, refusal, reply } from './wire';

export interface EspoCrmServer {
  readonly espocrm: EspoCrmHeld;
  readonly lossOfWrite: Chances['lossOfWrite'];
  readonly entra: TokenEndpoint;
  /** Whether EspoCRM reaches Entra now. */
  readonly reachesEntra: () => boolean;
}

export function createEspoCrmHttp(server: EspoCrmServer, { call }: Worker): Http {
  return (request) => {
    const serve = () => answer(server, askedBy(request), callerOf(server, request));
    return call('EspoCRM', operationOf(request.operation), serve, { refusal });
  };
}

type Caller =
  | { readonly kind: 'nobody' | 'refused' | 'administrator' | 'user' }
  | { readonly kind: 'code' }
  | { readonly kind: 'signingIn'; readonly isAdministrator: boolean };

/** A password is refused where people sign in elsewhere and the fallback is off; a token is not. */
function callerOf({ espocrm }: EspoCrmServer, { headers = {} }: HttpRequest): Caller {
  const { userName, password, type } = espocrm.administrator;
  const decoded = (text: string) => Buffer.from(text, 'base64').toString('utf8');
  const { setting } = setupOf(espocrm, undefined);
  const isLockedOut = () => setting('authenticationMethod') === 'Oidc' && setting('oidcFallback') !== true;
  const isPassword = (text: string) => text === `${userName}:${password}` && !isLockedOut();
  const who = type === 'admin' ? 'administrator' : 'user';

  const [, basic] = /^Basic (.*)$/.exec(headers['Authorization'] ?? '') ?? [];
  if (basic !== undefined) return { kind: isPassword(decoded(basic)) ? who : 'refused' };
  const own = headers['Espo-Authorization'];
  if (own === undefined) return { kind: 'nobody' };
  const text = decoded(own);
  if (text.startsWith('**oidc:')) return { kind: 'code' };
  if (headers['Espo-Authorization-By-Token'] === 'true')
    return { kind: espocrm.tokens.has(text.slice(userName.length + 1)) ? who : 'refused' };
  return isPassword(text) ? { kind: 'signingIn', isAdministrator: type === 'admin' } : { kind: 'refused' };
}

function answer(server: EspoCrmServer, asked: Asked, caller: Caller): HttpReply {
  const { espocrm } = server;
  const { method, path, portal } = asked;
  if (path === 'Oidc/authorizationData') return offer(server, portal);
  if (caller.kind === 'code') return reply(statusOfSignIn(server, portal));
  if (caller.kind === 'signingIn') return reply(200, signIn(espocrm, caller.isAdministrator));
  // A refused sign-in gets what everybody may read.
  if (path === 'Settings' && method === 'GET')
    return reply(200, caller.kind === 'administrator' ? shown(espocrm) : PUBLIC_SETTINGS);
  if (caller.kind === 'nobody' || caller.kind === 'refused') return reply(401);
  if (path === 'App/user') return reply(200, { user: { type: espocrm.administrator.type } });
  if (caller.kind !== 'administrator') return reply(403);
  return answerAdministrator(server, asked) ?? answerPortals(espocrm, asked) ?? reply(404);
}

const PUBLIC_SETTINGS = { applicationName: 'EspoCRM', cacheTimestamp: 1 };
const shown = (held: EspoCrmHeld) => ({ version: held.version, siteUrl: held.siteUrl, ...settingsOf(held) });

function signIn(espocrm: EspoCrmHeld, isAdministrator: boolean) {
  espocrm.signIns += 1;
  const token = `token-${espocrm.signIns}`;
  if (isAdministrator) espocrm.tokens.add(token);
  return { token, user: { type: espocrm.administrator.type } };
}

function answerAdministrator(server: EspoCrmServer, asked: Asked): HttpReply | undefined {
  const { espocrm } = server;
  const { method, path, body } = asked;
  switch (`${method} ${path}`) {
    case 'PUT Settings':
      write(server, Object.entries(body));
      return reply(200, {});
    case 'GET Metadata':
      return reply(200, Object.fromEntries(fieldNames(espocrm).map((name) => [name, {}])));
    case 'POST App/destroyAuthToken':
      espocrm.tokens.delete(String(body['token']));
      return reply(200, true);
    case 'GET Team':
      return reply(200, { list: espocrm.teams.filter(({ name }) => name === nameWanted(asked)) });
    case 'POST Team': {
      const team = { id: `team-${espocrm.teams.length + 1}`, name: String(body['name']) };
      espocrm.teams.push(team);
      return reply(200, team);
    }
    case 'GET Admin/fieldManager/User/userName':
      return espocrm.userNameLength === undefined ? reply(404) : reply(200, { maxLength: espocrm.userNameLength });
    case 'PUT Admin/fieldManager/User/userName':
      espocrm.userNameLength = Number(body['maxLength']);
      return reply(200, {});
    default:
      return undefined;
  }
}

/** Settings and secret go into two files, so that either may be lost alone. */
function write({ espocrm, lossOfWrite }: EspoCrmServer, fields: readonly (readonly [string, unknown])[]): void {
  const lost = lossOfWrite();
  for (const [name, value] of fields) {
    const isSecret = name === 'oidcClientSecret';
    if (lost === 'whole' || lost === (isSecret ? 'secret' : 'public')) continue;
    if (isSecret) {
      espocrm.secret = String(value);
      espocrm.secretBy = 'product';
      espocrm.secrets.add(espocrm.secret);
    } else {
      espocrm.settings[name] = value;
      espocrm.editedSettings.delete(name);
    }
  }
}

/** What it tells any browser that is about to sign in. */
function offer({ espocrm }: EspoCrmServer, portal: string | undefined): HttpReply {
  const { setting } = setupOf(espocrm, portal);
  const [clientId, endpoint] = ['oidcClientId', 'oidcAuthorizationEndpoint'].map(setting);
  if (setting('authenticationMethod') !== 'Oidc') return reply(403);
  if (!clientId || !endpoint) return reply(500);
  const scopes = setting('oidcScopes');
  const groups = setting('oidcGroupClaim');
  return reply(200, {
    clientId,
    endpoint,
    redirectUri: redirectUriOf(siteUrlOf(espocrm, portal)),
    scopes: ['openid', ...(Array.isArray(scopes) ? scopes : [])],
    claims: groups ? JSON.stringify({ id_token: groups }) : null,
    prompt: setting('oidcAuthorizationPrompt') ?? 'consent',
    maxAge: null,
  });
}

/** 500: Entra refused the code, or something of the setup is missing. 401: it refused EspoCRM itself, or was not reached, or the method is another. */
function statusOfSignIn({ espocrm, entra, reachesEntra }: EspoCrmServer, portal: string | undefined): number {
  const { setting, secret } = setupOf(espocrm, portal);
  const [clientId, endpoint] = ['oidcClientId', 'oidcTokenEndpoint'].map(setting);
  if (setting('authenticationMethod') !== 'Oidc') return 401;
  if (!clientId || !endpoint || !secret) return 500;
  if (endpoint !== ENDPOINTS.token || !reachesEntra()) return 401;
  return tokenReply(entra, { grant: 'authorization_code', clientId, secret }).status === 401 ? 401 : 500;
}
