/** A text that must never be shown: prints, serialises and inspects as `[secret]`. */

export interface Secret {
  /** The text itself. Called only where it goes onto the wire. */
  reveal(): string;
}

const HIDDEN = '[secret]';

export function createSecret(text: string): Secret {
  const hidden = () => HIDDEN;
  // Not enumerable, so that spreading, listing or cloning a secret shows nothing either, and says why.
  return Object.defineProperties(
    { reveal: () => text, shown: HIDDEN },
    {
      reveal: { enumerable: false },
      toString: { value: hidden },
      toJSON: { value: hidden },
      [Symbol.for('nodejs.util.inspect.custom')]: { value: hidden },
    },
  );
}
