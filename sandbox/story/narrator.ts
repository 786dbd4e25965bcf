/** Tells a story on a terminal: a line per step, progress while it runs, and the count of what was not true. */
import { type Paint, paintFor, type Screen } from '../../cli/terminal';

export interface Narrator {
  heading(text: string): void;
  /** Runs a step and prints how it went; one that throws is counted and told, and ends the story. */
  step<T>(text: string, run: () => Promise<T>): Promise<T>;
  /** A fact below the last step. */
  fact(text: string): void;
  /** Throws Untrue unless the claim holds. */
  claim(text: string, holds: boolean): void;
  line(text?: string): void;
  /** Colours, where the story is told on a terminal that has them. */
  readonly paint: Paint;
}

/** Where a story is told: a terminal, a file, a pipe. */
export interface Output extends Screen {
  write(text: string): unknown;
}

/** Something the story claims is not so. */
class Untrue extends Error {
  override readonly name = 'Untrue';
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

export function createNarrator(out: Output): Narrator {
  const paint = paintFor(out);
  const line = (text = '') => void out.write(`${text}\n`);
  const claim = (text: string, holds: boolean) => {
    if (!holds) throw new Untrue(text);
    line(`    ${paint('green', '✓')} ${text}`);
  };
  /** Only a terminal can take a line back. */
  const spin = (text: string) => {
    if (out.isTTY !== true) return () => undefined;
    let frame = 0;
    const draw = () => {
      frame += 1;
      out.write(`\r${paint('cyan', SPINNER[frame % SPINNER.length] ?? '')} ${text} `);
    };
    const timer = setInterval(draw, 80);
    draw();
    return () => {
      clearInterval(timer);
      out.write('\r\x1b[K');
    };
  };
  return {
    heading: (text) => line(`\n${paint('bold', text)}`),
    fact: (text) => line(`    ${paint('dim', text)}`),
    claim,
    line,
    paint,
    async step(text, run) {
      const started = performance.now();
      const stop = spin(text);
      try {
        const result = await run();
        stop();
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        line(`${paint('green', '●')} ${text} ${paint('dim', `${seconds} s`)}`);
        return result;
      } catch (error) {
        stop();
        line(`${paint('red', '✗')} ${text}`);
        throw error;
      }
    },
  };
}
