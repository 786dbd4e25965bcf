/** Reads connections from a file or a folder; everything that is wrong in any file is told at once. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { connectionBodySchema, connectionNameSchema } from '../src/contract/connectionSpec';
import { fieldProblems } from '../src/http/problem';

/** What is sent is what the file says, without its name. */
export interface SpecFile {
  readonly name: string;
  readonly body: object;
}

export type SpecsRead =
  | { readonly kind: 'specs'; readonly specs: readonly SpecFile[] }
  /** Each a line that begins with the file. */
  | { readonly kind: 'wrong'; readonly problems: readonly string[] };

interface Read {
  readonly file: string;
  readonly spec: SpecFile | undefined;
  readonly problems: readonly string[];
}

const SUFFIX = '.json';
const objectSchema = z.looseObject({ name: z.unknown().optional() });

export async function readSpecs(path: string): Promise<SpecsRead> {
  const files = await filesAt(path);
  if (typeof files === 'string') return { kind: 'wrong', problems: [`${path}: ${files}`] };
  const all = await Promise.all(files.map(readSpec));
  const problems = [
    ...all.flatMap(({ file, problems }) => problems.map((problem) => `${file}: ${problem}`)),
    ...namedTwice(all),
  ];
  const specs = all.flatMap(({ spec }) => spec ?? []);
  return problems.length > 0 ? { kind: 'wrong', problems } : { kind: 'specs', specs };
}

/** Or what is wrong with the path. */
async function filesAt(path: string): Promise<readonly string[] | string> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter((name) => name.endsWith(SUFFIX)).sort();
    return names.length > 0 ? names.map((name) => join(path, name)) : `has no *${SUFFIX} in it`;
  } catch (error) {
    return unreadable(error);
  }
}

const systemErrorSchema = z.object({ code: z.string() });

function unreadable(error: unknown): string {
  const code = systemErrorSchema.safeParse(error).data?.code ?? 'unknown error';
  return code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
}

async function readSpec(file: string): Promise<Read> {
  const wrong = (...problems: string[]): Read => ({ file, spec: undefined, problems });
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    return wrong(error instanceof SyntaxError ? `is not JSON: ${error.message}` : unreadable(error));
  }
  const object = objectSchema.safeParse(json);
  if (!object.success) return wrong('must be a JSON object');
  const { name: given = basename(file, SUFFIX), ...body } = object.data;
  const name = connectionNameSchema.safeParse(given, { reportInput: true });
  const checked = connectionBodySchema.safeParse(body, { reportInput: true });
  if (name.success && checked.success) return { file, spec: { name: name.data, body }, problems: [] };
  return wrong(
    ...fieldProblems(name.error?.issues ?? []).map(({ detail }) => `name ${detail}`),
    ...fieldProblems(checked.error?.issues ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`),
  );
}

function namedTwice(all: readonly Read[]): string[] {
  const first = new Map<string, string>();
  return all.flatMap(({ file, spec }) => {
    if (!spec) return [];
    const other = first.get(spec.name);
    if (other === undefined) first.set(spec.name, file);
    return other === undefined ? [] : [`${file}: names ${JSON.stringify(spec.name)}, as ${other} does`];
  });
}
