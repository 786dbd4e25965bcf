/** Builds a proof with the product's code in it, or with one rule taken out of that code. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { applied } from '../mutants/change';
import { everything, parse, squeezed, type Tree } from '../mutants/tree';

/** Code that is found by name, wherever it stands: moving it changes nothing. */
export interface Mutation {
  /** The function, class or top-level constant around it; several, from the outermost in, where one is not enough. */
  readonly within: string;
  /** A whole expression, statement, argument or property, there exactly once; blanks and line breaks count for nothing. */
  readonly code: string;
  readonly instead: string;
}

const root = join(__dirname, '../..');

/** `entry`: a file in this folder; what it exports is the caller's to know. */
export async function buildMutated<Exports extends object>(
  entry: string,
  mutations: readonly Mutation[] = [],
): Promise<Exports> {
  const files = mutations.length > 0 ? await filesOf(entry) : [];
  const patches = mutations.map((mutation) => find(mutation, files, entry));
  const { outputFiles } = await build({
    ...bundled(entry),
    plugins: [
      {
        name: 'mutate',
        setup: ({ onLoad }) =>
          onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            const ofFile = patches.filter((each) => each.path === path).sort((one, other) => other.start - one.start);
            const contents = ofFile.reduce(applied, await readFile(path, 'utf8'));
            return { contents, loader: 'ts' };
          }),
      },
    ],
  });
  const built: { exports: Exports } = { exports: Object.create(null) };
  // In the world of the test, whose dates zod takes for dates; node:vm would compile it for another.
  new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')(built, built.exports, require);
  return built.exports;
}

const bundled = (entry: string) =>
  ({
    entryPoints: [join(__dirname, entry)],
    bundle: true,
    packages: 'external',
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'silent',
  }) satisfies BuildOptions;

/** Every source that is part of it. */
async function filesOf(entry: string): Promise<readonly string[]> {
  const { metafile } = await build({ ...bundled(entry), absWorkingDir: root, metafile: true });
  return Object.keys(metafile.inputs).map((name) => join(root, name));
}

function find({ within, code, instead }: Mutation, files: readonly string[], entry: string) {
  const names = within.split(' > ');
  const found = files.flatMap((path) =>
    readTree(path)
      .filter((tree) => isWithin(tree, names) && squeezed(tree.text) === squeezed(code))
      .map(({ start, end }) => ({ path, start, end, instead })),
  );
  const places = new Map(found.map((each) => [`${each.path} ${each.start} ${each.end}`, each]));
  const [place] = places.values();
  if (places.size !== 1 || !place) throw new Error(`${places.size} times in ${within}, as built for ${entry}: ${code}`);
  return place;
}

/** Whether they are among the names around it, in that order. */
const isWithin = ({ within }: Tree, names: readonly string[]): boolean =>
  names.reduce((from, name) => within.indexOf(name, from) + 1 || Number.POSITIVE_INFINITY, 0) <= within.length;

const trees = new Map<string, readonly Tree[]>();

function readTree(path: string): readonly Tree[] {
  const known = trees.get(path) ?? everything(parse(readFileSync(path, 'utf8')));
  trees.set(path, known);
  return known;
}
