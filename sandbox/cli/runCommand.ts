/** Runs a command of the sandbox: its help, a wrong option or a failure each become one clear text and an exit code. */
import type { Said } from '../../cli/parseOptions';
import type { Narrator } from '../story/narrator';

export function runCommand<T>(
  options: { readonly kind: 'options'; readonly value: T } | Said,
  narrator: Narrator,
  main: (options: T) => Promise<void>,
): void {
  if (options.kind === 'said') {
    process.stdout.write(options.text);
    process.exitCode = options.exitCode;
    return;
  }
  main(options.value).catch((error: unknown) => {
    narrator.line(narrator.paint('red', error instanceof Error ? error.message : String(error)));
    process.exitCode = 1;
  });
}
