/** The authentication methods: which user a name with a password, a token or a code stands for. */
import type { SimRequest } from '../kit/simulator';
import type { AuthToken } from './authTokens';
import { SignInCrash } from './espoRefusal';
import type { OidcConfig, SignInSetupOf } from './oidcConfig';
import type { OidcSignIn } from './oidcSignIn';
import { isPassword } from './passwords';
import type { EntityRecord, Records } from './records';
import type { UserRecord } from './users';

/** In this name the browser brings the provider's code where others bring a password. */
export const OIDC_USER_NAME = '**oidc';

const LOGINS = 'Espo\\Core\\Authentication\\Logins\\';

export interface Login {
  readonly userName: string;
  /** Or a code; empty beside a token. */
  readonly password: string;
  /** A token that is good by itself. */
  readonly token: AuthToken | undefined;
  readonly request: SimRequest;
  readonly portal: EntityRecord | undefined;
}

/** Undefined: refused. */
export type UserOfLogin = (login: Login) => Promise<UserRecord | undefined>;

export interface LoginsDeps {
  readonly records: Records;
  readonly setupOf: SignInSetupOf;
  readonly signInByCode: OidcSignIn;
}

export function createLogins({ records, setupOf, signInByCode }: LoginsDeps): UserOfLogin {
  const { users } = records;

  const byPassword = ({ userName, password }: Login) => {
    const user = users.byName(userName);
    return user && user.type !== 'api' && isPassword(user.password, password) ? user : undefined;
  };

  const byToken = (userName: string, token: AuthToken) => {
    const user = users.byName(userName);
    return user?.id === token.userId && user.passwordVersion === token.passwordVersion ? user : undefined;
  };

  /** The password login beside OIDC: off, or for administrators, or for regular users too; never in portals. */
  const byFallback = (login: Login, { fallback, allowRegularUserFallback }: OidcConfig) => {
    if (!fallback || login.portal) return undefined;
    const user = byPassword(login);
    if (user?.type === 'admin') return user;
    return user?.type === 'regular' && allowRegularUserFallback ? user : undefined;
  };

  return async (login) => {
    const { userName, password, token, request, portal } = login;
    const { method, oidc } = setupOf(portal);
    switch (method) {
      case 'Oidc':
        if (userName === OIDC_USER_NAME) return signInByCode(password, oidc, request, portal);
        return token ? byToken(userName, token) : byFallback(login, oidc);
      case 'Espo':
        return token ? byToken(userName, token) : byPassword(login);
      case 'LDAP': {
        if (token) return byToken(userName, token);
        // There is no directory server here; EspoCRM lets administrators in by their own passwords even so.
        const user = byPassword(login);
        return user?.type === 'admin' ? user : undefined;
      }
      case 'ApiKey':
      case 'Hmac':
        return undefined;
      default:
        // Any name can be stored, and an unknown one breaks every sign-in.
        throw new SignInCrash(
          `InjectableFactory: Class '${LOGINS}${method.replace(/[^a-z0-9]/gi, '')}' does not exist.`,
        );
    }
  };
}
