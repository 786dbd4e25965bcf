/** Options that every command has which starts the sandbox. */
import * as z from 'zod';
import { type OptionHelp, wholeNumber } from './parseOptions';

/** Room for the highest port of all. */
const MAX_OFFSET = 50_000;

export const commonOptions = {
  'port-offset': { type: 'string' },
  seed: { type: 'string' },
  traffic: { type: 'string' },
} as const;

export const commonSchema = {
  'port-offset': wholeNumber(0, MAX_OFFSET).default(0),
  seed: wholeNumber(0, 2 ** 32 - 1).default(1),
  traffic: z.string().min(1, 'needs the name of a file').exactOptional(),
};

export const commonHelp: readonly OptionHelp[] = [
  { usage: '--port-offset N', meaning: 'add N to every port (8440 to 8445, 10000, 10001, 7071)' },
  { usage: '--seed N', meaning: 'where everything random comes from; 1 when left out' },
  { usage: '--traffic FILE', meaning: 'write every exchange with the simulators there, secrets blacked out' },
];
