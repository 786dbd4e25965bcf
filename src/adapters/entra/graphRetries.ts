/** Which answers of Graph its client bridges by itself, and how long it waits for them. */
import { RetryHandlerOptions } from '@microsoft/microsoft-graph-client';

/** Where Graph names no time. */
const PAUSE_S = 3;
const TIMES = 3;
/** An application's units are back within 10 seconds. For its writes, 150, the work queue waits, and nobody's lease. */
const LONGEST_WAIT_S = 15;
const THROTTLED = 429;

const comesBackSoon = ({ headers }: Response) => Number(headers.get('Retry-After') ?? PAUSE_S) <= LONGEST_WAIT_S;

export const BRIEFLY = new RetryHandlerOptions(PAUSE_S, TIMES, (_pause, _times, _request, _options, response) =>
  comesBackSoon(response),
);

/** For what would be there twice when it is done twice: what was throttled was not done. */
export const ONLY_WHEN_THROTTLED = new RetryHandlerOptions(
  PAUSE_S,
  TIMES,
  (_pause, _times, _request, _options, response) => response.status === THROTTLED && comesBackSoon(response),
);
