/** `npm run walk`: runs every command of the documents beside the sandbox, and compares the answers with those shown. */
import * as z from 'zod';
import { type CommandLine, parseOptions } from '../cli/parseOptions';
import { runCommand } from './cli/runCommand';
import { createNarrator } from './story/narrator';
import { WALKED } from './walk/documents';
import { walkDocument } from './walk/walkDocument';

const schema = z.object({
  operands: z.array(z.string()).transform((given) => (given.length > 0 ? given : [...WALKED])),
});
type Options = z.infer<typeof schema>;

const line: CommandLine<Options> = {
  usage: 'npm run walk -- [document…]',
  about: `Runs every command of the documents beside the sandbox, and compares what is answered with what they show.\nWithout a name: ${WALKED.join(', ')}.`,
  help: [],
  options: {},
  schema,
  takesOperands: true,
};

const narrator = createNarrator(process.stdout);

async function main({ operands: documents }: Options): Promise<void> {
  for (const document of documents) {
    const count = await narrator.step(`Walking ${document}`, () => walkDocument(document));
    narrator.claim(`${count} blocks of commands do what the document says`, true);
  }
}

runCommand(parseOptions(process.argv.slice(2), line), narrator, main);
