/** Auth tokens: made by signing in, used in place of a password, ended by idleness, age or hand. */
import type { World } from '../kit/world';
import type { ConfigStore } from './configStore';
import type { UserRecord } from './users';

export interface AuthToken {
  readonly token: string;
  /** Must come along as a cookie when there is one. */
  readonly secret: string | undefined;
  readonly userId: string;
  readonly portalId: string | undefined;
  readonly passwordVersion: number;
  readonly madeAt: number;
  lastUsedAt: number;
  isActive: boolean;
}

export interface AuthTokens {
  find(token: string): AuthToken | undefined;
  make(user: UserRecord, portalId: string | undefined, withSecret: boolean): AuthToken;
  renew(token: AuthToken): void;
  /** How many may still be used. */
  active(): number;
}

const HOUR_MS = 3_600_000;
const hoursOf = (value: unknown) => (Number(value) > 0 ? Number(value) * HOUR_MS : Number.POSITIVE_INFINITY);

export function createAuthTokens({ clock, random }: World, config: ConfigStore): AuthTokens {
  const all = new Map<string, AuthToken>();
  const now = () => clock.now().getTime();
  const text = () => random.text(32, '0123456789abcdef');
  return {
    /** EspoCRM ends tokens in a job of its own every few minutes; here they end on time. */
    find(wanted) {
      const found = all.get(wanted);
      if (!found) return undefined;
      const idle = now() - found.lastUsedAt > hoursOf(config.get('authTokenMaxIdleTime'));
      const old = now() - found.madeAt > hoursOf(config.get('authTokenLifetime'));
      if (idle || old) found.isActive = false;
      return found;
    },
    make({ id, passwordVersion }, portalId, withSecret) {
      const at = now();
      const made: AuthToken = {
        token: text(),
        secret: withSecret ? text() : undefined,
        userId: id,
        portalId,
        passwordVersion,
        madeAt: at,
        lastUsedAt: at,
        isActive: true,
      };
      all.set(made.token, made);
      return made;
    },
    renew(token) {
      token.lastUsedAt = now();
    },
    active: () => [...all.values()].filter(({ isActive }) => isActive).length,
  };
}
