/** Walks a document: runs its commands as a reader would, and holds each answer to what the document shows. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryFolder } from '../kit/repositoryFolder';
import { readWalk, type Step } from './readWalk';
import { createShell, type Shell } from './shell';
import { comparedWith } from './shownAnswer';
import { startBeside } from './startBeside';

const ASK_EVERY_MS = 500;
const ASK_FOR_MS = 60_000;

/** Whether it may be asked again without changing anything: requests with no more than an address and headers. */
const onlyReads = (commands: string) => /^(curl \S+( -H "[^"]*")*(\n|$))+$/.test(commands);
/** Whether what is shown is a refusal. */
const isRefusal = ({ answer }: Step) => /"status": 4\d\d/.test(answer?.shown ?? '');

/** What is wrong; asks again for a while what only reads, because the app goes on by itself. */
async function walkStep(step: Step, shell: Shell): Promise<readonly string[]> {
  const giveUpAt = performance.now() + ASK_FOR_MS;
  for (;;) {
    const { asOnTerminal } = step;
    const { exitCode, output, complaints } = await shell.run(step.commands, {
      strict: !asOnTerminal && !isRefusal(step),
      asOnTerminal,
    });
    if (exitCode !== 0 && !asOnTerminal) return [`failed with ${exitCode}: ${complaints}${output}`];
    const wrong = step.answer ? comparedWith(step.answer, output) : [];
    if (wrong.length === 0 || !onlyReads(step.commands) || performance.now() > giveUpAt) return wrong;
    await sleep(ASK_EVERY_MS);
  }
}

/** How many blocks were run. Throws an Error at the first that is not as the document has it. */
export async function walkDocument(document: string): Promise<number> {
  const { sections } = readWalk(await readFile(join(repositoryFolder, document), 'utf8'));
  let count = 0;
  for (const { beside, steps } of sections.filter((section) => section.steps.length > 0)) {
    const end = await startBeside(beside);
    const shell = await createShell();
    try {
      for (const step of steps) {
        const wrong = await walkStep(step, shell);
        if (wrong.length > 0) throw new Error(`${document}, line ${step.line}:\n${step.commands}\n${wrong.join('\n')}`);
        count += 1;
      }
    } finally {
      await shell.close();
      await end();
    }
  }
  return count;
}
