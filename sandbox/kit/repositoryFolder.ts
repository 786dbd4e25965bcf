/** Where the repository is, seen from a source file under test as well as from a bundle in `dist/sandbox`. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

function above(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`No package.json above ${__dirname}.`);
  return above(parent);
}

export const repositoryFolder = above(__dirname);
