/** Auth tokens: made by signing in, used in place of a password, ended by idleness, age or hand. */
import type { World } from '../kit/world';
import type { ConfigStore } from './configStore';
import { isTrue } from './phpValues';
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

export function createAuthTokens({ clock, random }: World, config: ConfigStore): AuthTokens {
  const all = new Map<string, AuthToken>();
  const now = () => clock.now().getTime();
  const text = () => random.text(32, '0123456789abcdef');
  /** With both limits set, a token ends when both are over (measured); without any it never does. */
  const isOver = ({ lastUsedAt, madeAt }: AuthToken) => {
    const limits = [
      { hours: Number(config.get('authTokenMaxIdleTime')), since: lastUsedAt },
      { hours: Number(config.get('authTokenLifetime')), since: madeAt },
    ].filter(({ hours }) => hours > 0);
    return limits.length > 0 && limits.every(({ hours, since }) => now() - since > hours * HOUR_MS);
  };
  return {
    /** EspoCRM ends tokens in a job of its own every few minutes; here they end on time. */
    find(wanted) {
      const found = all.get(wanted);
      if (found && isOver(found)) found.isActive = false;
      return found;
    },
    make({ id, passwordVersion }, portalId, withSecret) {
      const at = now();
      if (isTrue(config.get('authTokenPreventConcurrent')))
        for (const token of all.values()) if (token.userId === id) token.isActive = false;
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
