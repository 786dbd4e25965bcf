/** Judges the credentials of a request in EspoCRM's order: ban, token, method, user, second step, address. */
import type { SimRequest } from '../kit/simulator';
import type { World } from '../kit/world';
import type { AuthToken, AuthTokens } from './authTokens';
import type { ConfigStore } from './configStore';
import { type Credentials, cookieOf, credentialsOf } from './credentials';
import { addressRefused, denied, inMaintenance, secondStepRequired, unauthenticated } from './espoRefusal';
import { OIDC_USER_NAME, type UserOfLogin } from './logins';
import { isTrue, textsOf } from './phpValues';
import type { EntityRecord, Records } from './records';
import type { SignInLog, SignInMethod } from './signInLog';
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
  readonly userOfLogin: UserOfLogin;
}

/** `open`: without good credentials the request goes on as nobody's. */
export type Authenticate = (
  request: SimRequest,
  portal: EntityRecord | undefined,
  open: boolean,
) => Promise<Caller | undefined>;

/** One sign-in on its way. */
interface Attempt {
  readonly request: SimRequest;
  readonly portal: EntityRecord | undefined;
  readonly credentials: Credentials;
  readonly method: SignInMethod;
  readonly userName: string;
  readonly token: AuthToken | undefined;
  /** `counts`: refused, so that it counts towards the ban. A sign-in by token is not logged. */
  note(result: 'succeeded' | 'failed' | 'counts', user?: UserRecord): void;
}

type Outcome =
  | { readonly kind: 'refused' }
  | { readonly kind: 'secondStep'; readonly user: UserRecord }
  | { readonly kind: 'admitted'; readonly user: UserRecord };

const REFUSED: Outcome = { kind: 'refused' };

export function createAuthenticate(deps: AuthenticateDeps): Authenticate {
  const { world, config, records, tokens, log, userOfLogin } = deps;
  const { users } = records;

  /** Undefined: refused before anything is logged. */
  const begin = (credentials: Credentials, request: SimRequest, portal: EntityRecord | undefined) => {
    const { headers, remoteAddress: address } = request;
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
        const name = user?.userName ?? (method === 'Espo' ? userName : undefined);
        const succeeded = result === 'succeeded';
        if (!known) log.add({ userName: name, method, succeeded, address }, result === 'counts');
      },
    };
    return attempt;
  };

  const userOf = async ({ credentials, userName, token, request, portal, note }: Attempt) => {
    if (credentials.kind === 'apiKey') return users.byApiKey(credentials.apiKey);
    try {
      return await userOfLogin({ userName, password: credentials.secret, token, request, portal });
    } catch (error) {
      // What crashes never gets as far as EspoCRM's log.
      note('failed');
      throw error;
    }
  };

  const belongsHere = (user: UserRecord, portal: EntityRecord | undefined) => {
    if (!user.isActive) return false;
    return portal ? user.type === 'portal' && user.portalIds.includes(portal.id) : user.type !== 'portal';
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
    if (user && user.type !== 'admin' && isTrue(config.get('maintenanceMode'))) {
      note('failed', user);
      throw inMaintenance();
    }
    const factor = user && secondFactorOf(user, attempt);
    const code = request.headers['espo-authorization-code'];
    const wrongCode = factor && code !== undefined && !isCode(factor.secret, code, world.clock.now());
    if (!user || !belongsHere(user, portal) || wrongCode) {
      note('counts', user);
      return REFUSED;
    }
    if (!isAddressAllowed(attempt)) {
      note('counts', user);
      throw addressRefused();
    }
    if (factor && code === undefined) {
      note('failed', user);
      return { kind: 'secondStep', user };
    }
    note('succeeded', user);
    return { kind: 'admitted', user };
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

  return async (request, portal, open) => {
    const credentials = credentialsOf(request);
    if (!credentials && !open) throw unauthenticated(request);
    const attempt = credentials && begin(credentials, request, portal);
    const outcome = attempt ? await judge(attempt) : REFUSED;
    if (attempt && outcome.kind === 'admitted') return callerOf(outcome.user, attempt);
    if (outcome.kind === 'secondStep') {
      if (!open) throw secondStepRequired();
      // Open routes take the password alone for good enough.
      return { user: outcome.user, token: undefined, tokenSecret: undefined };
    }
    if (!open) throw denied();
    return undefined;
  };
}
