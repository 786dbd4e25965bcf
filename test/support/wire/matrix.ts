/** Every call of every part of a life with everything that can befall it, dealt out to as few lives as possible. */
import { createRandom } from '../../../sandbox/kit/random';
import type { Service } from '../../../sandbox/kit/simulator';
import type { Call } from './callsOf';
import { FLOW_NAMES } from './flows';
import type { Combination, Life } from './runLives';
import { FAULT_NAMES, type FaultName } from './wireFaults';

/** Only these simulators can answer from before the last change. */
const CAN_BE_STALE: ReadonlySet<Service> = new Set<Service>(['graph', 'espocrm']);

const befalls = (fault: FaultName, { service }: Call) => fault !== 'stale' || CAN_BE_STALE.has(service);

/** Each single call once; and from its first call on, each operation three times in a row. */
export function combinationsOf(calls: readonly Call[]): readonly Combination[] {
  return FAULT_NAMES.flatMap((fault) =>
    calls
      .filter((call) => befalls(fault, call))
      .flatMap(({ flow, service, operation, count }) => [
        ...Array.from({ length: count }, (_, after) => ({ flow, service, operation, after, fault, times: 1 })),
        { flow, service, operation, after: 0, fault, times: 3 },
      ]),
  );
}

/** Each life takes one combination of each part; those of one fault stay together. */
export function livesOf(combinations: readonly Combination[]): readonly Life[] {
  const byFlow = FLOW_NAMES.map((flow) => combinations.filter((each) => each.flow === flow));
  const length = Math.max(...byFlow.map((each) => each.length));
  return Array.from({ length }, (_, index) =>
    Object.fromEntries(byFlow.flatMap((each) => (each[index] ? [[each[index].flow, each[index]]] : []))),
  );
}

/** That many of them, drawn by the seed. */
export function sampleOf(combinations: readonly Combination[], count: number, seed: number): readonly Combination[] {
  const random = createRandom(seed);
  const rest = [...combinations];
  return Array.from(
    { length: Math.min(count, rest.length) },
    () => rest.splice(random.integer(rest.length), 1)[0],
  ).flatMap((each) => each ?? []);
}
