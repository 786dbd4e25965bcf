/** Just enough DER (X.690) to write a certificate: a tag, a length and the contents. */

const encode = (tag: number, contents: Uint8Array): Buffer => {
  const { length } = contents;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), contents]);
};

const constructed =
  (tag: number) =>
  (...parts: readonly Uint8Array[]) =>
    encode(tag, Buffer.concat(parts));

function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const base128 = (arc: number): number[] => {
    const digits = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
    return digits;
  };
  return encode(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** RFC 5280 §4.1.2.5: two digits for the year until 2049, four from 2050 on. */
function time(at: Date): Buffer {
  const text = at.toISOString().replace(/\.\d+|[-:T]/g, '');
  return at.getUTCFullYear() < 2050 ? encode(0x17, Buffer.from(text.slice(2))) : encode(0x18, Buffer.from(text));
}

export const der = {
  sequence: constructed(0x30),
  set: constructed(0x31),
  /** An explicit context tag around its contents. */
  explicit: (tag: number, ...parts: readonly Uint8Array[]) => constructed(0xa0 | tag)(...parts),
  /** An implicit context tag in place of the type's own. */
  implicit: (tag: number, contents: Uint8Array) => encode(0x80 | tag, contents),
  /** Positive; the caller sees to a first bit of 0. */
  integer: (bytes: Uint8Array) => encode(0x02, bytes),
  boolean: (value: boolean) => encode(0x01, Buffer.from([value ? 0xff : 0])),
  bits: (bytes: Uint8Array, unused = 0) => encode(0x03, Buffer.concat([Buffer.from([unused]), bytes])),
  octets: (bytes: Uint8Array) => encode(0x04, bytes),
  text: (value: string) => encode(0x0c, Buffer.from(value)),
  objectIdentifier,
  time,
};
