/** How often one caller may write, and how often one connection may be written: a loop somewhere must not become ours. */
import type { Caller } from './access';
import { refusal } from './problem';

type Rate = { readonly burst: number; readonly perSecond: number };

/** Setting up a thousand connections one after the other stays below it: each takes seconds. */
const PER_CALLER: Rate = { burst: 120, perSecond: 4 };
const PER_CONNECTION: Rate = { burst: 30, perSecond: 0.5 };
/** Longer is no name of a connection, and need not be remembered whole. */
const MAX_NAME_LENGTH = 41;

/** Throws RequestRefused with 429 when it is too much. `now`: milliseconds of any clock that does not run backwards. */
export function createWriteLimit(now: () => number): (caller: Caller, connection: string) => void {
  const takeForCaller = createTokenBuckets(PER_CALLER, now);
  const takeForConnection = createTokenBuckets(PER_CONNECTION, now);
  return (caller, connection) => {
    const waitS = takeForCaller(caller) || takeForConnection(connection.slice(0, MAX_NAME_LENGTH));
    const detail = `Nothing was done. Send the request again in ${waitS} s.`;
    if (waitS > 0) throw refusal('too-many-requests', detail, { 'Retry-After': String(waitS) });
  };
}

type Bucket = { readonly tokens: number; readonly atMs: number };

/** So that made-up keys cannot fill the memory; the bucket untouched for longest goes first. */
const MAX_BUCKETS = 10_000;
/** Takes a token and answers 0, or takes none and answers after how many seconds there will be one. */
type Take = (key: string) => number;

/** Each key by itself: a burst, then a steady rate. Lives in memory, so it counts for one instance. */
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
