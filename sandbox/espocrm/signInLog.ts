/** EspoCRM's log of sign-ins (AuthLogRecord), and the ban of addresses that follows from it. */
import type { Clock } from '../kit/clock';
import type { Microtime } from './microtime';

/** `Oidc`: a code from the provider; `Espo`: a password, whichever method EspoCRM is set to. */
export type SignInMethod = 'Oidc' | 'Espo' | 'ApiKey';

/** What the sandbox knows of a sign-in, also where EspoCRM's log has no row. */
export interface SignInAttempt {
  /** As given, or of the user a code turned out to be for; undefined when neither is known. */
  readonly userName: string | undefined;
  readonly method: SignInMethod;
  readonly succeeded: boolean;
  readonly at: Date;
  readonly address: string;
}

/** EspoCRM source, Entities/AuthLogRecord.php. A refused code is always `CREDENTIALS`, whatever was wrong. */
export type DenialReason =
  | 'CREDENTIALS'
  | 'WRONG_CODE'
  | 'INACTIVE_USER'
  | 'IS_PORTAL_USER'
  | 'IS_NOT_PORTAL_USER'
  | 'USER_IS_NOT_IN_PORTAL'
  | 'FORBIDDEN';

/** A row as the API shows it. */
export interface SignInRow {
  readonly id: string;
  /** As it was sent, `**oidc` for every code; of an API key the user's. */
  readonly username: string | null;
  readonly userId: string | null;
  readonly portalId: string | null;
  readonly ipAddress: string;
  /** The method EspoCRM is set to, also for passwords beside it. */
  readonly authenticationMethod: string;
  /** When the request came, in seconds with six digits. */
  readonly requestTime: number;
  readonly requestMethod: string;
  readonly requestUrl: string;
  readonly isDenied: boolean;
  readonly denialReason: DenialReason | null;
  readonly createdAt: string;
}

export type NewSignInRow = Omit<SignInRow, 'id' | 'createdAt' | 'isDenied'>;

export interface SignInLog {
  readonly attempts: readonly SignInAttempt[];
  /** In the order of their requests. */
  rows(): readonly SignInRow[];
  /** `row` is undefined for what leaves none: errors, and whoever maintenance keeps out. */
  add(attempt: Omit<SignInAttempt, 'at'>, row: NewSignInRow | undefined): void;
  /** An administrator deletes a row, which then counts no more. */
  remove(id: string): void;
  isBanned(address: string): boolean;
  /** As if that address had failed once too often just now. */
  ban(address: string): void;
  forgetFailures(): void;
}

/** Measured on 9.2.7 and 10.0.0: the eleventh failure within 60 s from one address bans it, blocked tries do not count. */
const ALLOWED_FAILURES = 10;
const WINDOW_SECONDS = 60;

/** EspoCRM source, Classes/Jobs/Cleanup.php: two months. */
const KEPT_SECONDS = 60 * 86_400;

const PAST = /^(.*)T(.*)\.\d+Z$/;

export function createSignInLog(clock: Clock, microtime: Microtime): SignInLog {
  const attempts: SignInAttempt[] = [];
  let rows: SignInRow[] = [];
  let made = 0;
  const seconds = () => Math.floor(clock.now().getTime() / 1000);

  /** A row is saved when its request ends, and found by when that began. */
  const insert = (row: NewSignInRow) => {
    made += 1;
    const id = made.toString(16).padStart(17, '0');
    const createdAt = clock.now().toISOString().replace(PAST, '$1 $2');
    const kept = rows.findIndex(({ requestTime }) => requestTime > seconds() - KEPT_SECONDS);
    if (kept !== 0) rows = kept < 0 ? [] : rows.slice(kept);
    const before = rows.findLastIndex(({ requestTime }) => requestTime <= row.requestTime);
    rows.splice(before + 1, 0, { ...row, id, createdAt, isDenied: row.denialReason !== null });
  };

  const failuresOf = (address: string) => {
    const since = rows.findLastIndex(({ requestTime }) => requestTime <= seconds() - WINDOW_SECONDS) + 1;
    return rows.slice(since).filter(({ ipAddress, isDenied }) => isDenied && ipAddress === address).length;
  };

  return {
    attempts,
    rows: () => rows,
    add(attempt, row) {
      attempts.push({ ...attempt, at: clock.now() });
      if (row) insert(row);
    },
    remove(id) {
      rows = rows.filter((row) => row.id !== id);
    },
    isBanned: (address) => failuresOf(address) > ALLOWED_FAILURES,
    ban(address) {
      for (let failure = 0; failure <= ALLOWED_FAILURES; failure += 1)
        insert({
          username: null,
          userId: null,
          portalId: null,
          ipAddress: address,
          authenticationMethod: 'Espo',
          requestTime: microtime(),
          requestMethod: 'GET',
          requestUrl: '',
          denialReason: 'CREDENTIALS',
        });
    },
    forgetFailures() {
      rows = rows.filter(({ isDenied }) => !isDenied);
    },
  };
}
