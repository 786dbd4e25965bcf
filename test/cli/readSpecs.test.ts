/** Files of connections: everything wrong in any of them is told before anything is sent. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSpecs } from '../../cli/readSpecs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'specs-'));
});
afterEach(() => rm(folder, { recursive: true }));

const put = (file: string, content: unknown) =>
  writeFile(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
const espocrmUrl = 'https://crm.example.com';

test('a folder holds a connection in every *.json, named by the file or by itself, and sent as it is written', async () => {
  await put('acme.json', { espocrmUrl, secret: { validity: 'P12M' } });
  await put('other.json', { name: 'berlin', espocrmUrl });
  await put('notes.txt', 'not a connection');
  expect(await readSpecs(folder)).toEqual({
    kind: 'specs',
    specs: [
      { name: 'acme', body: { espocrmUrl, secret: { validity: 'P12M' } } },
      { name: 'berlin', body: { espocrmUrl } },
    ],
  });
});

test('one file is a connection', async () => {
  await put('acme.json', { espocrmUrl });
  expect(await readSpecs(join(folder, 'acme.json'))).toEqual({
    kind: 'specs',
    specs: [{ name: 'acme', body: { espocrmUrl } }],
  });
});

test('all that is wrong in all files is told at once, each with its file', async () => {
  await put('a.json', { espocrmUrl: 'http://crm.example.com', colour: 'red' });
  await put('B.json', { espocrmUrl });
  await put('c.json', '{');
  await put('d.json', []);
  await put('e.json', { name: 7 });
  await put('f.json', { espocrmUrl });
  await put('g.json', { name: 'f', espocrmUrl });
  const read = await readSpecs(folder);
  const at = (file: string, problem: string) => `${join(folder, file)}: ${problem}`;
  expect(read).toEqual({
    kind: 'wrong',
    problems: expect.arrayContaining([
      at('a.json', '#/espocrmUrl must begin with https://, because the client secret travels over it'),
      at('a.json', '#/colour is not a field of a connection'),
      expect.stringMatching(/B\.json: name must consist of small letters/),
      expect.stringMatching(/c\.json: is not JSON: /),
      at('d.json', 'must be a JSON object'),
      at('e.json', 'name must be of type string'),
      at('e.json', '#/espocrmUrl is missing'),
      at('g.json', `names "f", as ${join(folder, 'f.json')} does`),
    ]),
  });
});

test('a path that is not there, and a folder without a connection, are wrong', async () => {
  expect(await readSpecs(join(folder, 'none'))).toMatchObject({ problems: [expect.stringMatching(/does not exist$/)] });
  expect(await readSpecs(folder)).toMatchObject({ problems: [expect.stringMatching(/has no \*\.json in it$/)] });
});
