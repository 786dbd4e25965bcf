/** Keeps the last versions of every object, so that readers can lag behind the writer as in Entra. */
import type { World } from '../kit/world';
import type { Replication } from './tenantSettings';

export interface ReplicatedStore<T> {
  write(id: string, value: T): void;
  /** Gone at once and for every reader. */
  erase(id: string): void;
  /** What the writer sees. */
  latest(id: string): T | undefined;
  ids(): readonly string[];
  /** Every state a reader may be shown now; undefined stands for "not there yet". */
  possible(id: string): readonly (T | undefined)[];
  /** One of them; `stale` asks for the state before the last write instead. */
  read(id: string, stale?: boolean): T | undefined;
}

interface Version<T> {
  readonly at: number;
  readonly value: T;
}

/** More writes than this within one lag are not expected. */
const KEPT_VERSIONS = 32;

/** `behind` makes the lagging view of an object from its latest state and from the one that has arrived. */
export function createReplicatedStore<T>(
  { clock, random }: World,
  replication: () => Replication,
  behind: (latest: T, arrived: T | undefined) => T | undefined,
): ReplicatedStore<T> {
  const histories = new Map<string, readonly Version<T>[]>();

  const possible = (id: string) => {
    const history = histories.get(id) ?? [];
    const latest = history.at(-1);
    if (!latest) return [undefined];
    const { lagMs, monotonic } = replication();
    const now = clock.now().getTime();
    const settled = history.findLastIndex(({ at }) => at + lagMs <= now);
    const arrived = history[settled]?.value;
    const arriving = monotonic ? [] : history.slice(settled + 1).map(({ value }) => value);
    return [arrived, ...arriving].map((value) => behind(latest.value, value));
  };

  return {
    write(id, value) {
      const history = histories.get(id) ?? [];
      histories.set(id, [...history, { at: clock.now().getTime(), value }].slice(-KEPT_VERSIONS));
    },
    erase: (id) => histories.delete(id),
    latest: (id) => histories.get(id)?.at(-1)?.value,
    ids: () => [...histories.keys()],
    possible,
    read(id, stale = false) {
      if (stale) return histories.get(id)?.at(-2)?.value;
      const states = possible(id);
      return states.length === 1 ? states[0] : states[random.integer(states.length)];
    },
  };
}
