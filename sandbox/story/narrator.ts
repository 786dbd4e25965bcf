/** Tells a story on a terminal: a line per step, progress while it runs, and the count of what was not true. */
import { bold, cyan, dim, green, red } from 'yoctocolors';

export interface Narrator {
  heading(text: string): void;
  /** Runs a step and prints how it went; one that throws is counted and told, and ends the story. */
  step<T>(text: string, run: () => Promise<T>): Promise<T>;
  /** A fact below the last step. */
  fact(text: string): void;
  /** Throws Untrue unless the claim holds. */
  claim(text: string, holds: boolean): void;
  line(text?: string): void;
}

/** Something the story claims is not so. */
class Untrue extends Error {
  override readonly name = 'Untrue';
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

export function createNarrator(out: NodeJS.WriteStream): Narrator {
  const line = (text = '') => void out.write(`${text}\n`);
  const claim = (text: string, holds: boolean) => {
    if (!holds) throw new Untrue(text);
    line(`    ${green('✓')} ${text}`);
  };
  /** Only a terminal can take a line back. */
  const spin = (text: string) => {
    if (!out.isTTY) return () => undefined;
    let frame = 0;
    const draw = () => {
      frame += 1;
      out.write(`\r${cyan(SPINNER[frame % SPINNER.length] ?? '')} ${text} `);
    };
    const timer = setInterval(draw, 80);
    draw();
    return () => {
      clearInterval(timer);
      out.write('\r\x1b[K');
    };
  };
  return {
    heading: (text) => line(`\n${bold(text)}`),
    fact: (text) => line(`    ${dim(text)}`),
    claim,
    line,
    async step(text, run) {
      const started = performance.now();
      const stop = spin(text);
      try {
        const result = await run();
        stop();
        line(`${green('●')} ${text} ${dim(`${((performance.now() - started) / 1000).toFixed(1)} s`)}`);
        return result;
      } catch (error) {
        stop();
        line(`${red('✗')} ${text}`);
        throw error;
      }
    },
  };
}
