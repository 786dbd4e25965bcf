/**
 * Builds the app and packs what runs, and only that, into one archive that can be deployed as it is.
 * Fails when a file is in it that does not belong there, or when it is too large for a quick cold start.
 *
 * `--unpack FOLDER` also unpacks the archive there.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { unzip, zip } from './zip.mjs';

const MAX_BYTES = 400 * 1000;
/** azd and Core Tools leave the same behind: dist/app/.funcignore says so. */
const isLeftBehind = (/** @type {string} */ name) => name === '.funcignore' || name.endsWith('.js.map');
/** What several others share, or is needed now and then only. */
const isPart = (/** @type {string} */ name) => /^part-[A-Z0-9]{8}\.js$/.test(name);
const EXPECTED = ['LICENSE', 'event.js', 'everything.js', 'host.json', 'main.js', 'package.json'];

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const app = join(root, 'dist/app');
const { values: options } = parseArgs({ options: { unpack: { type: 'string' } } });

execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
const names = readdirSync(app, { encoding: 'utf8', recursive: true }).filter((name) => !isLeftBehind(name));
const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(app, name))]));
const archive = zip(files);
const { version } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'));
const path = join(root, 'dist', `espocrm-entra-connector-${version}.zip`);
writeFileSync(path, archive);

const kilobytes = (/** @type {Uint8Array} */ bytes) => `${(bytes.length / 1024).toFixed(1)} KB`.padStart(10);
for (const [name, bytes] of Object.entries(files)) console.log(`${kilobytes(bytes)}  ${name}`);
console.log(`${kilobytes(archive)}  dist/${path.split(/[\\/]/).at(-1)}, compressed`);
console.log(`sha256 ${createHash('sha256').update(archive).digest('hex')}`);

const problems = [
  ...names
    .filter((name) => !EXPECTED.includes(name) && !isPart(name))
    .map((name) => `${name} does not belong into the package`),
  ...EXPECTED.filter((name) => !names.includes(name)).map((name) => `${name} is missing`),
  ...(archive.length > MAX_BYTES ? [`${archive.length} bytes are more than ${MAX_BYTES}`] : []),
];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

if (options.unpack !== undefined) {
  mkdirSync(options.unpack, { recursive: true });
  for (const [name, bytes] of Object.entries(unzip(readFileSync(path))))
    writeFileSync(join(options.unpack, name), bytes);
}
