/** Fuzzing: few inputs in `npm test`, as many as `npm run proof` asks for, always with the seed in the test's name. */
import fc from 'fast-check';

/** How many boundaries share the inputs of `npm run proof`. */
const BOUNDARIES = 17;
const FEW = 100;

const { PROOF_SEED, PROOF_INPUTS } = process.env;
const seed = Number(PROOF_SEED ?? 20_261_124);
const numRuns = PROOF_INPUTS ? Math.ceil(Number(PROOF_INPUTS) / BOUNDARIES) : FEW;

/** Only for what never ends: how fast a machine is says nothing about an input. */
const WATCHDOG_MS = 600_000;

/** One boundary: what must hold for every input that arrives there. */
export function fuzz<T>(name: string, inputs: fc.Arbitrary<T>, holds: (input: T) => void | Promise<void>): void {
  test(
    `${name} (${numRuns} inputs, seed ${seed})`,
    () =>
      fc.assert(
        fc.asyncProperty(inputs, async (input) => holds(input)),
        { seed, numRuns },
      ),
    WATCHDOG_MS,
  );
}

/** Values near to right ones, so that every rule is reached, beside complete nonsense. */
export const almost = (good: unknown) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(good) }, fc.jsonValue({ maxDepth: 2 }), fc.string());

/** A right value of which any one part, at any depth, is something else or missing. */
export const damaged = (good: unknown): fc.Arbitrary<unknown> =>
  fc.tuple(fc.nat(1_000), almost(undefined)).map(([part, instead]) => replacePart(good, part, instead));

function replacePart(value: unknown, part: number, instead: unknown): unknown {
  if (part % 4 === 0 || typeof value !== 'object' || value === null) return instead;
  const keys = Object.keys(value);
  const chosen = keys[part % Math.max(keys.length, 1)];
  const rest = Math.floor(part / 4);
  if (Array.isArray(value))
    return value.map((each, at) => (String(at) === chosen ? replacePart(each, rest, instead) : each));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, key === chosen ? replacePart(each, rest, instead) : each]),
  );
}
