/** The options of `npm run fleet`. */
import * as z from 'zod';
import { type CommandLine, parseOptions, wholeNumber } from '../../cli/parseOptions';

const schema = z.object({
  connections: wholeNumber(1, 1_000).default(200),
  days: wholeNumber(1, 3_650).default(730),
  seed: wholeNumber(0, 2 ** 32 - 1).default(1),
});
export type FleetOptions = z.infer<typeof schema>;

const text = { type: 'string' } as const;
const line: CommandLine<FleetOptions> = {
  usage: 'npm run fleet -- [options]',
  about:
    'Runs a fleet of connections of mixed kinds on this machine, from a folder of files to the last day,\nand checks that nobody was ever kept out and that nothing is left behind.',
  help: [
    { usage: '--connections N', meaning: 'how many; 200 when left out' },
    { usage: '--days N', meaning: 'how long they live, in simulated days; 730 when left out' },
    { usage: '--seed N', meaning: 'where everything random comes from; 1 when left out' },
  ],
  options: { connections: text, days: text, seed: text },
  schema,
};

export const readFleetOptions = (args: readonly string[]) => parseOptions(args, line);
