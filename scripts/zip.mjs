/** Zip archives of a few small files, the same bytes for the same content (APPNOTE.TXT 6.3.10, sections 4.3.7 to 4.3.16). */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const DEFLATED = 8;
/** 1980-01-01 00:00, the earliest there is: when it was packed is nobody's business and would change the bytes. */
const DATE = 0x21;
/** A plain file that everybody may read, made on Unix. */
const ATTRIBUTES = (0o100644 << 16) >>> 0;
const MADE_BY = (3 << 8) | 20;

/** @param {Readonly<Record<string, Uint8Array>>} files Contents by path, with slashes. */
export function zip(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [path, bytes] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const name = Buffer.from(path);
    const data = deflateRawSync(bytes, { level: 9 });
    // Version needed, flags, method, time, date, checksum, sizes, length of name and of extra field: the same in both headers.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(DEFLATED, 4);
    common.writeUInt16LE(DATE, 8);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([uint32(LOCAL), common, name, data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(ATTRIBUTES, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([uint32(CENTRAL), uint16(MADE_BY), common, rest, name]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, uint32(END), end]);
}

/**
 * The files of an archive that `zip` made, by path.
 * @param {Buffer} archive
 */
export function unzip(archive) {
  /** @type {Record<string, Buffer>} */
  const files = {};
  for (let at = 0; archive.readUInt32LE(at) === LOCAL; ) {
    const size = archive.readUInt32LE(at + 18);
    const nameLength = archive.readUInt16LE(at + 26);
    const name = archive.toString('utf8', at + 30, at + 30 + nameLength);
    const start = at + 30 + nameLength;
    const bytes = inflateRawSync(archive.subarray(start, start + size));
    if (crc32(bytes) !== archive.readUInt32LE(at + 14)) throw new Error(`${name} is damaged.`);
    files[name] = bytes;
    at = start + size;
  }
  return files;
}

function uint16(/** @type {number} */ value) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(/** @type {number} */ value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
