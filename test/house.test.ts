/** What holds the house together and no compiler sees. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';

const root = join(__dirname, '..');
const filesOf = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

/** Without its types; what is left of types and tables of constants is no function. */
function decides(file: string): boolean {
  const { code } = transformSync(readFileSync(join(root, file), 'utf8'), { loader: 'ts' });
  return /=>|function/.test(code);
}

test.each(['core', 'reconcile'])('every file of %s that decides something has a test file of its own', (room) => {
  const tests = new Set(filesOf(`test/${room}`));
  const missing = filesOf(`src/${room}`)
    .filter((file) => decides(`src/${room}/${file}`))
    .filter((file) => !tests.has(file.replace(/\.ts$/, '.test.ts')));
  expect(missing).toEqual([]);
});
