/** Watches every request of the app, adds the same time to each, and tells how they follow one another. */

import type { Service, SimRequest } from '../sandbox/kit/simulator';
import type { Sandbox } from '../sandbox/stage/startSandbox';

/** What is added to every request. */
export const DELAY_MS = 50;

const SERVICES: readonly Service[] = ['blob', 'queue', 'keyvault', 'graph', 'sts', 'espocrm', 'imds'];

export interface Traced {
  readonly service: Service;
  readonly operation: string;
  /** EspoCRM's own request to Entra, made while it answers one of ours. */
  readonly isOfEspoCrm: boolean;
  readonly startMs: number;
  readonly endMs: number;
}

export interface Trace {
  readonly requests: readonly Traced[];
  /** From the first request to the last answer. */
  readonly wallMs: number;
}

/** The simulated EspoCRM asks as curl does, which does not name itself; every client of ours does. */
const isOfEspoCrm = ({ headers }: SimRequest) => headers['user-agent'] === undefined;

export async function traced({ world }: Sandbox, run: () => Promise<unknown>): Promise<Trace> {
  const requests: Traced[] = [];
  const starts = new Map<SimRequest, number>();
  const stops = SERVICES.map((service) =>
    world.faults.add({
      service,
      fault: { kind: 'slow', delayMs: DELAY_MS },
      matches(request) {
        starts.set(request, performance.now());
        return true;
      },
    }),
  );
  const stop = world.exchanges.listen(({ service, operation, request }) => {
    const startMs = starts.get(request);
    starts.delete(request);
    if (startMs !== undefined)
      requests.push({ service, operation, isOfEspoCrm: isOfEspoCrm(request), startMs, endMs: performance.now() });
    return undefined;
  });
  await run();
  for (const end of [...stops, stop]) end();
  return traceOf(requests);
}

function traceOf(requests: readonly Traced[]): Trace {
  const firstMs = Math.min(...requests.map(({ startMs }) => startMs));
  const lastMs = Math.max(...requests.map(({ endMs }) => endMs));
  return { requests, wallMs: requests.length === 0 ? 0 : lastMs - firstMs };
}

/** What had ended when the last request of that kind did. */
export function until({ requests }: Trace, service: Service, operation: string): Trace {
  const last = requests.filter((each) => each.service === service && each.operation === operation).at(-1);
  if (!last) throw new Error(`There was no request ${service} ${operation}.`);
  return traceOf(requests.filter(({ endMs }) => endMs <= last.endMs));
}

/** The longest chain of requests of which each began after the one before had ended. */
export function criticalPath(requests: readonly Traced[]): readonly Traced[] {
  const ordered = [...requests].sort((a, b) => a.startMs - b.startMs);
  const chains: (readonly Traced[])[] = [];
  for (const [index, request] of ordered.entries()) {
    const before = chains.slice(0, index).filter((chain) => (chain.at(-1)?.endMs ?? 0) <= request.startMs);
    const longest = before.reduce<readonly Traced[]>((best, chain) => (chain.length > best.length ? chain : best), []);
    chains.push([...longest, request]);
  }
  return chains.reduce<readonly Traced[]>((best, chain) => (chain.length > best.length ? chain : best), []);
}

export const toText = ({ service, operation }: Traced): string => `${service} ${operation}`;
