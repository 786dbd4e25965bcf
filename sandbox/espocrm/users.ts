/** EspoCRM's users. */
import type { Random } from '../kit/random';

export type UserType = 'admin' | 'regular' | 'api' | 'portal';

export interface UserRecord {
  readonly id: string;
  userName: string;
  type: UserType;
  isActive: boolean;
  /** Undefined: no password opens the account. */
  password: string | undefined;
  /** Goes up with each new password, which ends the tokens from before. */
  passwordVersion: number;
  apiKey: string | undefined;
  firstName: string | null;
  lastName: string | null;
  emailAddress: string | null;
  phoneNumber: string | null;
  teamIds: readonly string[];
  portalIds: readonly string[];
  /** The user's own time-based codes; the secret is base32. */
  twoFactor: { readonly method: string; readonly secret: string } | undefined;
}

export type NewUser = Pick<UserRecord, 'userName' | 'type'> & Partial<Omit<UserRecord, 'id'>>;

export interface Users {
  readonly all: Map<string, UserRecord>;
  /** Login names are not case-sensitive. */
  byName(userName: string): UserRecord | undefined;
  byApiKey(apiKey: string): UserRecord | undefined;
  add(user: NewUser): UserRecord;
  setPassword(user: UserRecord, password: string): void;
}

/** Seventeen hexadecimal digits, as EspoCRM gives to all its records. */
export const newId = (random: Random): string => random.text(17, '0123456789abcdef');

export function createUsers(random: Random): Users {
  const all = new Map<string, UserRecord>();
  const where = (holds: (user: UserRecord) => boolean) => [...all.values()].find(holds);
  return {
    all,
    byName: (userName) => where((user) => user.userName.toLowerCase() === userName.toLowerCase()),
    byApiKey: (apiKey) => where((user) => user.type === 'api' && user.apiKey === apiKey),
    add(user) {
      const record: UserRecord = {
        id: newId(random),
        isActive: true,
        password: undefined,
        passwordVersion: 1,
        apiKey: user.type === 'api' ? random.text(32, '0123456789abcdef') : undefined,
        firstName: null,
        lastName: null,
        emailAddress: null,
        phoneNumber: null,
        teamIds: [],
        portalIds: [],
        twoFactor: undefined,
        ...user,
      };
      all.set(record.id, record);
      return record;
    },
    setPassword(user, password) {
      user.password = password;
      user.passwordVersion += 1;
    },
  };
}
