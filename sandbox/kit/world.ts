/** What every simulator is given: one clock, one source of randomness, one set of faults, one view of the traffic. */
import type { Clock } from './clock';
import { createClock } from './clock';
import { createExchanges, type Exchanges } from './exchanges';
import { createFaults, type Faults } from './faults';
import { createRandom, type Random } from './random';

export interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly faults: Faults;
  readonly exchanges: Exchanges;
}

export function createWorld(seed: number): World {
  const random = createRandom(seed);
  return { clock: createClock(), random, faults: createFaults(random), exchanges: createExchanges() };
}
