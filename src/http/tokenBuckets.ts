/** Token buckets by key: each allows a burst, then a steady rate. Lives in memory, so it counts for one instance. */

export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/** So that made-up keys cannot fill the memory; the bucket untouched for longest goes first. */
const MAX_BUCKETS = 10_000;

/** Takes a token and answers 0, or takes none and answers after how many seconds there will be one. */
export type Take = (key: string) => number;

/** `now`: milliseconds of any clock that does not run backwards. */
export function createTokenBuckets({ burst, perSecond }: Rate, now: () => number): Take {
  const buckets = new Map<string, Bucket>();
  return (key) => {
    const atMs = now();
    const held = buckets.get(key) ?? { tokens: burst, atMs };
    const tokens = Math.min(burst, held.tokens + (Math.max(0, atMs - held.atMs) / 1_000) * perSecond);
    const taken = tokens >= 1;
    // Set anew, so that the map stays in the order of use.
    buckets.delete(key);
    buckets.set(key, { tokens: taken ? tokens - 1 : tokens, atMs });
    const [oldest] = buckets.keys();
    if (buckets.size > MAX_BUCKETS && oldest !== undefined) buckets.delete(oldest);
    return taken ? 0 : Math.ceil((1 - tokens) / perSecond);
  };
}
