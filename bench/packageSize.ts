/** How large what is deployed is, compressed. */
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from '../sandbox/kit/repositoryFolder';
import type { Figure } from './figure';

const BYTES = 1_000;

export function packageSize(): readonly Figure[] {
  execFileSync(process.execPath, [join(repositoryFolder, 'scripts/package.mjs')]);
  const dist = join(repositoryFolder, 'dist');
  const archive = readdirSync(dist).find((name) => name.endsWith('.zip')) ?? '';
  const { size } = statSync(join(dist, archive));
  return [{ name: 'deployment package, in KB', value: size / BYTES, limit: 400, detail: `${size} bytes compressed` }];
}
