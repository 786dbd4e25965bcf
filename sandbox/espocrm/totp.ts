/** Time-based one-time passwords (RFC 6238), six digits every 30 seconds. */
import { createHmac } from 'node:crypto';

export const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_SECONDS = 30;

function bytesOf(base32: string): Buffer {
  const bits = [...base32].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

function codeAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const number = hash.readUInt32BE((hash[19] ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** The code before and the one after are good too, for clocks that differ a little. */
export function isCode(secret: string, code: string, at: Date): boolean {
  const step = Math.floor(at.getTime() / 1000 / STEP_SECONDS);
  return [-1, 0, 1].some((offset) => codeAt(secret, step + offset) === code);
}
