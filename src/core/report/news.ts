/** What is worth telling people: the change from one outcome to the next, so that nothing is told twice. */
import type { Standing } from '../outcome';
import type { Problem, ProblemCode } from '../problem';

export interface News {
  /**
   * `renewed`: EspoCRM holds a newer client secret. `failed`: something new stands in the way. `expiring`: the secret
   * expires soon and is not renewed. `recovered`: what was told before is over.
   */
  readonly kind: 'renewed' | 'failed' | 'expiring' | 'recovered';
  readonly at: Date;
  /** Whether the app goes on by itself; else somebody has to act first. */
  readonly goesOn: boolean;
  readonly problems: readonly Problem[];
  readonly secretExpiresAt: Date | undefined;
  readonly troubledSince: Date | undefined;
}

/**
 * Between trouble and well lies a standing that is neither: a first provisioning that is still going on, a repair that
 * has begun. It begins no trouble and ends none, so it is no news.
 */
export function troubledSince(before: Standing | undefined, { state, health, at }: Omit<Standing, 'troubledSince'>) {
  const isBad = state === 'blocked' || health.status === 'fail';
  if (isBad && health.problems.length > 0) return before?.troubledSince ?? at;
  return isBad ? before?.troubledSince : undefined;
}

/** `after` has its own `troubledSince`. */
export function newsOf(before: Standing | undefined, after: Standing): News[] {
  const { at, state, health } = after;
  const facts = { at, goesOn: state !== 'blocked', problems: health.problems, secretExpiresAt: health.secretExpiresAt };
  const trouble = troubleOf(before, after);
  const kinds: News['kind'][] = [
    ...(isRenewed(before, after) ? ['renewed' as const] : []),
    ...(trouble ? [trouble] : []),
    ...(before?.troubledSince && !after.troubledSince ? ['recovered' as const] : []),
  ];
  return kinds.map((kind) => ({ kind, ...facts, troubledSince: after.troubledSince ?? before?.troubledSince }));
}

/** By its expiry: the one thing known of the secret that EspoCRM holds, also when a look in between failed. */
function isRenewed(before: Standing | undefined, { health }: Standing): boolean {
  const [old, current] = [before?.health.secretExpiresAt, health.secretExpiresAt];
  return old !== undefined && current !== undefined && current > old;
}

/** A problem is told when it begins, and another that comes on top of it; its wording may change meanwhile. */
function troubleOf(before: Standing | undefined, after: Standing): 'failed' | 'expiring' | undefined {
  if (!after.troubledSince) return undefined;
  const told = new Set<ProblemCode>(before?.troubledSince ? before.health.problems.map(({ code }) => code) : []);
  const fresh = after.health.problems.filter(({ code }) => !told.has(code));
  if (fresh.length === 0) return undefined;
  return fresh.some(({ code }) => code === 'secret-expires-soon') ? 'expiring' : 'failed';
}
