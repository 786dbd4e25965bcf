/** Repeatable randomness: everything random in the sandbox comes from one printed seed. */

export interface Random {
  /** A number from 0 up to, not including, 1. */
  next(): number;
  integer(below: number): number;
  /** An RFC 9562 version 4 identifier. */
  uuid(): string;
  /** A text of that many characters of the alphabet. */
  text(length: number, alphabet: string): string;
}

/** mulberry32: small, fast, good enough to vary tests; never used for anything real. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (below: number) => Math.floor(next() * below);
  const text = (length: number, alphabet: string) =>
    Array.from({ length }, () => alphabet.charAt(integer(alphabet.length))).join('');
  const hex = (length: number) => text(length, '0123456789abcdef');
  const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-${text(1, '89ab')}${hex(3)}-${hex(12)}`;
  return { next, integer, uuid, text };
}
