/** How often one caller may write, and how often one connection may be written: a loop somewhere must not become ours. */
import type { Caller } from './access';
import { RequestRefused } from './problem';
import { createTokenBuckets, type Rate } from './tokenBuckets';

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
    if (waitS > 0) throw tooMany(waitS);
  };
}

const tooMany = (waitS: number) =>
  new RequestRefused(
    {
      type: 'too-many-requests',
      status: 429,
      title: 'There are too many requests.',
      detail: `Nothing was done. Send the request again in ${waitS} s.`,
    },
    { 'Retry-After': String(waitS) },
  );
