/** Sends one request and stays with it: waits when the app asks for that, until it has settled or the patience ends. */
import { PROBLEMS } from '../src/contract/problemDetails';
import { type ApiAnswer, type ApiRequest, type ConnectorClient, requestTo, Unanswered } from './connectorClient';
import { type Outcome, outcomeOf } from './outcome';

export interface Waiting {
  /** How long to stay with what is under way. */
  readonly patienceMs: number;
  /** Milliseconds of any clock that does not run backwards. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Told of every pause. */
  readonly waits: (name: string, why: string, ms: number) => void;
}

/** Where the app does not say when to ask again. */
const PAUSE_MS = 30_000;
const TOO_MANY = PROBLEMS['too-many-requests'].status;
const BUSY = PROBLEMS['connection-busy'].status;
const NOT_FOUND = PROBLEMS['not-found'].status;

export async function bringAbout(
  name: string,
  request: ApiRequest,
  client: ConnectorClient,
  { patienceMs, now, sleep, waits }: Waiting,
): Promise<Outcome> {
  const giveUpAt = now() + patienceMs;
  let asked = request;
  try {
    for (;;) {
      const answer = await client(asked);
      const outcome = outcomeOf(name, answer);
      // Gone is what a removal that was under way comes to.
      if (answer.status === NOT_FOUND && request.method === 'DELETE' && asked !== request)
        return { ...outcome, outcome: 'removed', problems: [] };
      const why = reasonToWait(answer, outcome);
      if (why === undefined) return outcome;
      const pauseMs = answer.retryAfterMs ?? PAUSE_MS;
      // Too many requests are this program's own doing, whatever its patience with the connection.
      if (answer.status !== TOO_MANY && now() + pauseMs > giveUpAt) return outcome;
      waits(name, why, pauseMs);
      await sleep(pauseMs);
      if (outcome.outcome === 'settling') asked = requestTo('show', name);
    }
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    const nothing = { status: undefined, actions: [], notes: [], answer: undefined };
    return { ...nothing, name, outcome: 'failed', problems: [error.message] };
  }
}

/** A request that was refused for now is sent again; one that was taken is looked after. */
function reasonToWait({ status, retryAfterMs }: ApiAnswer, { outcome }: Outcome): string | undefined {
  if (outcome === 'settling') return 'still settling';
  if (outcome !== 'failed' || retryAfterMs === undefined) return undefined;
  if (status === TOO_MANY) return 'too many requests';
  return status === BUSY ? 'another run has it' : 'another system failed';
}
