/** Builds the app that is deployed (`dist/app`), its command line (`dist/cli`), the hooks of its deployment (`dist/hooks`) and the sandbox, which never is (`dist/sandbox`). */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');

/** @typedef {import('esbuild').BuildOptions} BuildOptions */
/** @typedef {import('esbuild').Plugin} Plugin */
/** @typedef {{ readonly path: string, readonly contents: string | Uint8Array }} File */

const common = /** @satisfies {BuildOptions} */ ({
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // Half of a cold start is reading and parsing: a third of the size is two thirds of that time saved.
  minify: true,
  // Some packages go by the names of their classes (@azure/storage-blob, Pipeline).
  keepNames: true,
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'error',
  // Bundled ES modules (@azure/storage-common) ask for their own address, which CommonJS does not know by that name.
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: `"use strict";\nconst bundleUrl = require('node:url').pathToFileURL(__filename).href;` },
});

/**
 * Heavy modules that nothing in the app comes to, though something it needs names them. Together a fifth of the package.
 * What stands in for one fails as soon as anything does come to it, or answers as the module would.
 * @type {Readonly<Record<string, string>>}
 */
const LEFT_OUT = {
  // Checksums of blobs in transit, which no upload or download of ours asks for.
  './crc64.js': `export default () => Promise.reject(new Error('CRC64 is left out of this package.'));`,
  // Results of queries inside a blob; nothing of ours sends one.
  '../internal-avro/index.js': `const left = class { constructor() { throw new Error('Queries of blobs are left out of this package.'); } };
export { left as AvroReader, left as AvroReadableFromStream };`,
  // axios, for multipart forms; it only asks whether a body is one.
  'form-data': `module.exports = class { constructor() { throw new Error('Forms are left out of this package.'); } };`,
  // The agents for proxies; without DEBUG it writes nothing.
  debug: 'module.exports = () => Object.assign(() => undefined, { enabled: false });',
  // @azure/identity, for signing in with a browser window.
  open: `module.exports = () => Promise.reject(new Error('Windows are left out of this package.'));`,
  // jsonwebtoken asks whether Node is at least 16.9, of which engines makes sure.
  semver: 'exports.satisfies = () => true;',
};

/**
 * The storage packages go by the names of their classes (Pipeline.js); kept in all packages, they are a sixteenth of the whole.
 * @type {Plugin}
 */
const keepNamesOfStorage = {
  name: 'keep names of storage',
  setup({ onLoad }) {
    const filter = /@azure[\\/]storage-(blob|queue|common)[\\/]dist[\\/].*(Factory|Policy|Credential|Pipeline)\.js$/;
    onLoad({ filter }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { keepNames: true, target: common.target });
      return { contents: code };
    });
  },
};

/** @type {Plugin} */
const leaveOut = {
  name: 'leave out',
  setup({ onResolve, onLoad }) {
    const names = Object.keys(LEFT_OUT).map((name) => name.replaceAll('.', '\\.'));
    const filter = new RegExp(`^(${names.join('|')})$`);
    onResolve({ filter }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({ contents: LEFT_OUT[path] ?? '' }));
  },
};

/**
 * Two builds may run at once and a child may be starting: a file is never seen half written, nor touched in vain.
 * @param {string} path
 * @param {File['contents']} contents
 * @returns {Promise<number>} Its length.
 */
async function put(path, contents) {
  const bytes = Buffer.from(contents);
  const held = await readFile(path).catch(() => undefined);
  if (held?.equals(bytes)) return bytes.length;
  await mkdir(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, bytes);
  await rename(fresh, path);
  return bytes.length;
}

/** @param {BuildOptions} options */
async function bundle(options) {
  const { outputFiles } = await build({ ...common, ...options, write: false });
  return putAll(outputFiles);
}

/** For what every cold start reads; nothing in it asks for names or its own address. */
const lean = { keepNames: false, banner: { js: '"use strict";' } };

/** Nothing is a module of its own for the worker: what is imported dynamically is read by `require` too. */
const supported = { 'dynamic-import': false };

/**
 * What triggers run is no part of what registers them: it is read when the first is set off.
 * @type {Plugin}
 */
const apart = {
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/app\// }, ({ path }) => ({ path: `./${basename(path)}.js`, external: true }));
  },
};

/**
 * Entries and what several of them share, in as many files. esbuild splits ES modules only, so each file is turned into
 * CommonJS afterwards.
 * @param {BuildOptions} options
 * @returns {Promise<File[]>}
 */
async function bundleInParts(options) {
  const { banner, target, minify, ...rest } = common;
  const { outputFiles } = await build({
    ...rest,
    ...options,
    target,
    minify,
    format: 'esm',
    splitting: true,
    chunkNames: 'part-[hash]',
    keepNames: false,
    sourcemap: 'inline',
    write: false,
  });
  const files = await Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const made = await transform(text, {
        banner: banner.js,
        format: 'cjs',
        target,
        minify,
        supported,
        sourcemap: true,
      });
      const contents = `${made.code}//# sourceMappingURL=${basename(path)}.map\n`;
      return [
        { path, contents },
        { path: `${path}.map`, contents: made.map },
      ];
    }),
  );
  return files.flat();
}

/**
 * Removes what an earlier build has left in the folder.
 * @param {string} folder
 * @param {ReadonlySet<string>} kept
 */
async function tidy(folder, kept) {
  const isStale = (/** @type {string} */ name) => /\.js(\.map)?$/.test(name) && !kept.has(join(folder, name));
  const stale = (await readdir(folder)).filter(isStale);
  await Promise.all(stale.map((name) => rm(join(folder, name), { force: true })));
}

/**
 * @param {readonly File[]} files
 * @returns {Promise<number>} Their length, source maps left out.
 */
async function putAll(files) {
  const sizes = await Promise.all(
    files.map(async ({ path, contents }) => {
      const size = await put(path, contents);
      return path.endsWith('.map') ? 0 : size;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** A folder that can be deployed as it is: bundle, host.json and the few fields of package.json that the platform reads. */
async function buildApp() {
  const entry = join(root, 'src/main.ts');
  if (!existsSync(entry)) return 0;
  const { name, version, description, license, engines } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  );
  const manifest = { name, version, description, license, private: true, type: 'commonjs', main: 'main.js', engines };
  const hostJson = join(root, 'host.json');
  const outdir = join(dist, 'app');
  // The platform's worker supplies @azure/functions-core; it is in no package.
  const external = ['@azure/functions-core'];
  const [main, parts] = await Promise.all([
    build({
      ...common,
      ...lean,
      entryPoints: { main: entry },
      outdir,
      external,
      supported,
      plugins: [apart],
      write: false,
    }),
    bundleInParts({
      entryPoints: ['everything', 'event'].map((name) => join(root, 'src/app', `${name}.ts`)),
      outdir,
      external,
      plugins: [leaveOut, keepNamesOfStorage],
    }),
  ]);
  const files = [...main.outputFiles, ...parts];
  const [size] = await Promise.all([
    putAll(files).then(async (bytes) => {
      await tidy(outdir, new Set(files.map(({ path }) => path)));
      return bytes;
    }),
    put(join(outdir, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`),
    put(join(outdir, 'LICENSE'), await readFile(join(root, 'LICENSE'))),
    // For azd and Core Tools, which read it here and leave it behind too.
    put(join(outdir, '.funcignore'), '*.map\n'),
    existsSync(hostJson) ? put(join(outdir, 'host.json'), await readFile(hostJson)) : undefined,
  ]);
  return size;
}

/** The entries of child processes, by the names under which their parents look for them. */
const children = {
  hostChild: 'sandbox/host/child.ts',
  azuriteChild: 'sandbox/storage/azuriteChild.ts',
  shiftedDate: 'sandbox/kit/shiftedDate.ts',
};

async function buildSandbox() {
  const sandbox = join(root, 'sandbox');
  const commands = (await readdir(sandbox)).filter((file) => file.endsWith('.ts'));
  const entryPoints = Object.fromEntries([
    ...commands.map((file) => [file.slice(0, -'.ts'.length), join(sandbox, file)]),
    ...Object.entries(children).map(([name, file]) => [name, join(root, file)]),
  ]);
  return bundle({
    entryPoints,
    outdir: join(dist, 'sandbox'),
    outExtension: { '.js': '.cjs' },
    external: ['@azure/functions-core', 'azurite'],
  });
}

/** They run where only Node is, so each is one file. */
function buildHooks() {
  const hooks = join(root, 'infra/hooks');
  return bundle({
    entryPoints: ['beforeProvision', 'afterProvision'].map((name) => join(hooks, `${name}.ts`)),
    outdir: join(dist, 'hooks'),
    outExtension: { '.js': '.cjs' },
    sourcemap: false,
  });
}

const buildCli = () =>
  bundle({
    entryPoints: { connections: join(root, 'cli/connections.ts') },
    outdir: join(dist, 'cli'),
    outExtension: { '.js': '.cjs' },
  });

/** The measurements, and the empty app they measure against: built as the app's own entry is. */
async function buildBench() {
  const outdir = join(dist, 'bench');
  const external = ['@azure/functions-core'];
  const entryPoints = ['bench', 'loadOnce'].map((name) => join(root, 'bench', `${name}.ts`));
  const others = ['straightforward', 'oneByOne'];
  await Promise.all([
    bundle({ ...lean, entryPoints: { emptyApp: join(root, 'bench/emptyApp.ts') }, outdir, external }),
    ...others.map(async (name) => {
      const folder = join(outdir, name);
      await put(join(folder, 'host.json'), await readFile(join(root, 'host.json')));
      await put(join(folder, 'package.json'), '{ "main": "main.js" }');
      await bundle({ entryPoints: { main: join(root, `bench/${name}.ts`) }, outdir: folder, external });
    }),
    bundle({ entryPoints, outdir, outExtension: { '.js': '.cjs' }, external: [...external, 'azurite'] }),
  ]);
}

if (process.argv.includes('--bench')) await buildBench();
const started = performance.now();
const [app, cli, sandbox] = await Promise.all([buildApp(), buildCli(), buildSandbox(), buildHooks()]);
const kilobytes = (/** @type {number} */ bytes) => `${Math.round(bytes / 1024)} KB`;
console.log(
  `Built ${relative(process.cwd(), dist) || dist} in ${Math.round(performance.now() - started)} ms: app ${app === 0 ? 'missing' : kilobytes(app)}, command line ${kilobytes(cli)}, sandbox ${kilobytes(sandbox)}`,
);
