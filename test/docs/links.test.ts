/** Whoever follows a link arrives, and whoever copies a command runs something that is there. */
import { WALKED } from '../../sandbox/walk/documents';
import { readWalk } from '../../sandbox/walk/readWalk';
import { jsonOf, textOf } from '../infra/repository';
import { codesIn, DOCUMENTS, isThere, pathFrom, proseOf } from './documents';

/** As GitHub makes anchors of headings: small letters, no punctuation, a hyphen for each space. */
const anchorOf = (heading: string) =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
const anchorsIn = (document: string) =>
  [...proseOf(document).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));

const linksIn = (document: string) =>
  [...proseOf(document).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

test('there are documents', () => {
  expect(DOCUMENTS).toEqual(expect.arrayContaining(['README.md', 'docs/architecture.md', 'SECURITY.md']));
});

test.each(DOCUMENTS)('every link of %s leads to a file that is there, and to a heading in it', (document) => {
  const lost = linksIn(document).filter((target) => {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? document : pathFrom(document, path);
    return !isThere(file) || (anchor !== undefined && !anchorsIn(file).includes(anchor));
  });
  expect(lost).toEqual([]);
});

test.each(DOCUMENTS)('every npm script that %s names is one', (document) => {
  const scripts = Object.keys(jsonOf('package.json')['scripts'] ?? {});
  const named = [...textOf(document).matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)];
  expect(named.map(([, run, short]) => run ?? short).filter((name) => !scripts.includes(name ?? ''))).toEqual([]);
});

/** Of the repository, each a word that a path may begin with. */
const FOLDERS = /^(src|test|sandbox|cli|infra|scripts|bench|docs|\.github|\.ci)\//;
/** A room of src, of which the whole path is to be told. */
const ROOMS = /^(core|reconcile|contract|adapters|http|functions|config|app)\/[\w./-]+$/;

test.each(DOCUMENTS)('every file and folder that %s names is there, by its whole path', (document) => {
  const named = codesIn(proseOf(document)).filter((code) => /^[\w./-]+$/.test(code));
  expect(named.filter((path) => ROOMS.test(path) || (FOLDERS.test(path) && !isThere(path)))).toEqual([]);
});

test.each(WALKED)('every block of commands in %s is run by the walk, or says why it is not', (document) => {
  const { sections, notRun } = readWalk(textOf(document));
  expect(sections.flatMap(({ steps }) => steps).length).toBeGreaterThan(2);
  for (const { reason } of notRun) expect(reason).not.toBe('');
});

test('the README can be read in one sitting', () => {
  expect(Buffer.byteLength(textOf('README.md'))).toBeLessThanOrEqual(10_000);
});

test('one word stands for one thing', () => {
  // Names of events are for ever.
  const others = /\b(glanc|sweep|likeness|persever)\w*/gi;
  const found = DOCUMENTS.flatMap((document) =>
    [...textOf(document).replaceAll('health.glanced', '').matchAll(others)].map(([word]) => `${document}: ${word}`),
  );
  expect(found).toEqual([]);
});
