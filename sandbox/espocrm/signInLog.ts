/** EspoCRM's log of sign-ins, and the ban of addresses that follows from it. */
import type { Clock } from '../kit/clock';

/** `Oidc`: a code from the provider; `Espo`: a password, whichever method EspoCRM is set to. */
export type SignInMethod = 'Oidc' | 'Espo' | 'ApiKey';

export interface SignInAttempt {
  /** As given, or of the user a code turned out to be for; undefined when neither is known. */
  readonly userName: string | undefined;
  readonly method: SignInMethod;
  readonly succeeded: boolean;
  readonly at: Date;
  readonly address: string;
}

export interface SignInLog {
  readonly attempts: readonly SignInAttempt[];
  /** `counts`: EspoCRM's log has it as refused, so that it counts towards the ban. */
  add(attempt: Omit<SignInAttempt, 'at'>, counts: boolean): void;
  isBanned(address: string): boolean;
  /** As if that address had failed once too often just now. */
  ban(address: string): void;
  forgetFailures(): void;
}

/** Measured on 9.2.7 and 10.0.0: the eleventh failure within 60 s from one address bans it, blocked tries do not count. */
const ALLOWED_FAILURES = 10;
const WINDOW_MS = 60_000;

export function createSignInLog(clock: Clock): SignInLog {
  const attempts: SignInAttempt[] = [];
  const failures = new Map<string, readonly number[]>();
  const now = () => clock.now().getTime();
  const recent = (address: string) => (failures.get(address) ?? []).filter((at) => at > now() - WINDOW_MS);
  return {
    attempts,
    add(attempt, counts) {
      attempts.push({ ...attempt, at: clock.now() });
      if (counts) failures.set(attempt.address, [...recent(attempt.address), now()]);
    },
    isBanned: (address) => recent(address).length > ALLOWED_FAILURES,
    ban: (address) => void failures.set(address, Array.from({ length: ALLOWED_FAILURES + 1 }, now)),
    forgetFailures: () => failures.clear(),
  };
}
