/** Judges the credentials of a request in EspoCRM's order: ban, token, method, user, second step, address. */
import type { SimRequest } from '../kit/simulator';
import type { World } from '../kit/world';
import type { AuthToken, AuthTokens } from './authTokens';
import type { ConfigStore } from './configStore';
import { type Credentials, cookieOf, credentialsOf } from './credentials';
import { addressRefused, type Door, denied, inMaintenance, secondStepRequired, unauthenticated } from './espoRefusal';
import { OIDC_USER_NAME, type UserOfLogin } from './logins';
import type { Microtime } from './microtime';
import type { SignInSetupOf } from './oidcConfig';
import { isTrue, textsOf } from './phpValues';
import type { EntityRecord, Records } from './records';
import type { DenialReason, SignInAttempt, SignInLog, SignInMethod } from './signInLog';
import { isCode } from './totp';
import type { UserRecord } from './users';

export interface Caller {
  readonly user: UserRecord;
  /** Only with `Espo-Authorization`: the token that came in or was made. */
  readonly token: string | undefined;
  /** The secret of a token made just now, for the browser's cookies. */
  readonly tokenSecret: string | undefined;
}

export interface AuthenticateDeps {
  readonly world: World;
  readonly config: ConfigStore;
  readonly records: Records;
  readonly tokens: AuthTokens;
  readonly log: SignInLog;
  readonly microtime: Microtime;
  readonly setupOf: SignInSetupOf;
  readonly userOfLogin: UserOfLogin;
}

/** Undefined only at an open door, where a request without good credentials goes on as nobody's. */
export type Authenticate = (
  request: SimRequest,
  portal: EntityRecord | undefined,
  door: Door,
) => Promise<Caller | undefined>;

/** One sign-in on its way. */
interface Attempt {
  readonly request: SimRequest;
  readonly portal: EntityRecord | undefined;
  readonly credentials: Credentials;
  readonly method: SignInMethod;
  readonly userName: string;
  readonly token: AuthToken | undefined;
  note(result: Result, user?: UserRecord): void;
}

/** How a sign-in ended. `unlogged`: with an error, of which EspoCRM's log knows nothing. */
type Result = 'admitted' | 'secondStep' | 'unlogged' | DenialReason;

type Outcome =
  | { readonly kind: 'refused' }
  | { readonly kind: 'secondStep'; readonly user: UserRecord }
  | { readonly kind: 'admitted'; readonly user: UserRecord };

const REFUSED: Outcome = { kind: 'refused' };

export function createAuthenticate(deps: AuthenticateDeps): Authenticate {
  const { world, config, records, tokens, log, microtime, setupOf, userOfLogin } = deps;
  const { users } = records;

  /** Undefined: refused before anything is logged. */
  const begin = (credentials: Credentials, request: SimRequest, portal: EntityRecord | undefined) => {
    const { headers, url, remoteAddress: address } = request;
    const requestTime = microtime();
    const isApiKey = credentials.kind === 'apiKey';
    const byToken = headers['espo-authorization-by-token'] === 'true';
    // Whoever says that it comes with a token passes, even if the token turns out to be none.
    if ((isApiKey || !byToken) && log.isBanned(address)) throw addressRefused();
    const sent = credentials.kind === 'apiKey' ? '' : credentials.secret;
    const found = tokens.find(sent);
    const known = found?.secret && found.secret !== cookieOf(request, 'auth-token-secret') ? undefined : found;
    const token = known?.isActive ? known : undefined;
    if (token && token.portalId !== portal?.id) return undefined;
    if ((byToken || credentials.kind === 'cookie') && !token) return undefined;

    const owner = token && users.all.get(token.userId);
    const userName = credentials.kind === 'password' ? credentials.userName : (owner?.userName ?? '');
    const method = isApiKey ? 'ApiKey' : userName === OIDC_USER_NAME ? 'Oidc' : 'Espo';
    const attempt: Attempt = {
      request,
      portal,
      credentials,
      method,
      userName,
      token,
      note(result, user) {
        // A sign-in by token is not logged, not even by one that has ended.
        if (known) return;
        const name = user?.userName ?? (method === 'Espo' ? userName : undefined);
        const seen: Omit<SignInAttempt, 'at'> = { userName: name, method, succeeded: result === 'admitted', address };
        if (result === 'unlogged') return log.add(seen, undefined);
        log.add(seen, {
          username: userName || (user?.userName ?? null),
          userId: user?.id ?? null,
          portalId: portal?.id ?? null,
          ipAddress: address,
          authenticationMethod: isApiKey ? 'ApiKey' : setupOf(portal).method,
          requestTime,
          requestMethod: request.method,
          requestUrl: `${url.protocol}//${url.hostname}${url.pathname}`,
          denialReason: result === 'admitted' || result === 'secondStep' ? null : result,
        });
      },
    };
    return attempt;
  };

  const userOf = async ({ credentials, userName, token, request, portal, note }: Attempt) => {
    if (credentials.kind === 'apiKey') return users.byApiKey(credentials.apiKey);
    try {
      return await userOfLogin({ userName, password: credentials.secret, token, request, portal });
    } catch (error) {
      note('unlogged');
      throw error;
    }
  };

  /** Undefined: nothing speaks against the user here. */
  const denialOf = (user: UserRecord, portal: EntityRecord | undefined): DenialReason | undefined => {
    if (!user.isActive) return 'INACTIVE_USER';
    if (!portal) return user.type === 'portal' ? 'IS_PORTAL_USER' : undefined;
    if (user.type !== 'portal') return 'IS_NOT_PORTAL_USER';
    return user.portalIds.includes(portal.id) ? undefined : 'USER_IS_NOT_IN_PORTAL';
  };

  /** Signing in by code or token needs no second step, and the switch for all wins over the user's own. */
  const secondFactorOf = ({ twoFactor }: UserRecord, { method, token }: Attempt) => {
    const asked = method !== 'Oidc' && !token && isTrue(config.get('auth2FA'));
    return asked && twoFactor && textsOf(config.get('auth2FAMethodList')).includes(twoFactor.method)
      ? twoFactor
      : undefined;
  };

  const isAddressAllowed = ({ request, portal }: Attempt) =>
    portal !== undefined ||
    !isTrue(config.get('authIpAddressCheck')) ||
    textsOf(config.get('authIpAddressWhitelist')).includes(request.remoteAddress);

  const judge = async (attempt: Attempt): Promise<Outcome> => {
    const { portal, request, note } = attempt;
    const user = await userOf(attempt);
    if (!user) {
      note('CREDENTIALS');
      return REFUSED;
    }
    if (user.type !== 'admin' && isTrue(config.get('maintenanceMode'))) {
      note('unlogged', user);
      throw inMaintenance();
    }
    const factor = secondFactorOf(user, attempt);
    const code = request.headers['espo-authorization-code'];
    const wrongCode = factor && code !== undefined && !isCode(factor.secret, code, world.clock.now());
    const denial = denialOf(user, portal) ?? (wrongCode ? 'WRONG_CODE' : undefined);
    if (denial) {
      note(denial, user);
      return REFUSED;
    }
    if (!isAddressAllowed(attempt)) {
      note('FORBIDDEN', user);
      throw addressRefused();
    }
    const kind = factor && code === undefined ? 'secondStep' : 'admitted';
    note(kind, user);
    return { kind, user };
  };

  const callerOf = (user: UserRecord, { token, portal, request: { headers } }: Attempt): Caller => {
    if (headers['espo-authorization'] === undefined) return { user, token: undefined, tokenSecret: undefined };
    if (token) {
      tokens.renew(token);
      return { user, token: token.token, tokenSecret: undefined };
    }
    const made = tokens.make(user, portal?.id, headers['espo-authorization-create-token-secret'] === 'true');
    return { user, token: made.token, tokenSecret: made.secret };
  };

  return async (request, portal, door) => {
    const isOpen = door === 'openApi';
    const credentials = credentialsOf(request);
    if (!credentials && !isOpen) throw unauthenticated(request, door);
    const attempt = credentials && begin(credentials, request, portal);
    const outcome = attempt ? await judge(attempt) : REFUSED;
    if (attempt && outcome.kind === 'admitted') return callerOf(outcome.user, attempt);
    if (outcome.kind === 'secondStep') {
      if (!isOpen) throw secondStepRequired();
      // Open routes take the password alone for good enough.
      return { user: outcome.user, token: undefined, tokenSecret: undefined };
    }
    if (!isOpen) throw door === 'entryPoint' ? denied(request) : denied();
    return undefined;
  };
}
