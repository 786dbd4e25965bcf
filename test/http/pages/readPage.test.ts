/** A page reads the summaries of all and the documents of those it shows; one that cannot be read hides no other. */
import { readView } from '../../../src/http/pages/fleet';
import { readPage } from '../../../src/http/pages/readPage';
import type { Connections } from '../../../src/reconcile/connector';
import { aFailure } from '../../support/memoryWorld';
import { aSpec, day, NOW } from '../../support/seen';
import { aConnection } from '../../support/statusFleet';

const all = Array.from({ length: 120 }, (_, index) => aConnection(`c${String(index).padStart(3, '0')}`));
const read = (find: Connections['find'], query = '') =>
  readPage({ list: async () => all, find }, readView(new URLSearchParams(query)), NOW);

test('only the documents of those shown are read, a few at a time', async () => {
  const names: string[] = [];
  let [reading, most] = [0, 0];
  await read(async (name) => {
    names.push(name);
    reading += 1;
    most = Math.max(most, reading);
    await new Promise(setImmediate);
    reading -= 1;
    return undefined;
  }, 'page=2');
  expect([names.length, names[0], names.at(-1), most]).toEqual([50, 'c050', 'c099', 16]);
});

const one = async (find: Connections['find']) => (await read(find)).connections[0];

test('what the document says is shown beside the summary', async () => {
  const problems = [{ code: 'sign-in-refused', detail: 'Store another.' }] as const;
  const health = { status: 'warn', problems, secretExpiresAt: day(100) } as const;
  const outcome = {
    kind: 'ended',
    state: 'blocked',
    health,
    done: [],
    at: NOW,
    confirmedAt: day(-1),
    recheckAt: day(1),
  } as const;
  expect(await one(async () => ({ spec: aSpec(), outcome }))).toMatchObject({
    name: 'c000',
    problems,
    confirmedAt: day(-1),
    nextCheckBy: day(1),
    renewsAt: day(70),
  });
});

test('one that was forgotten since the list was read is shown as it was', async () => {
  expect(await one(async () => undefined)).toMatchObject({ name: 'c000', problems: [], renewsAt: day(370) });
});

test('one that cannot be read is shown with the reason', async () => {
  const failure = aFailure({ system: 'Storage' });
  expect(await one(() => Promise.reject(failure))).toMatchObject({
    name: 'c000',
    problems: [{ code: 'outside-failure', detail: failure.message }],
  });
});

test('a fault of the app is not taken for a connection that cannot be read', async () => {
  await expect(read(() => Promise.reject(new TypeError('canary')))).rejects.toThrow('canary');
});
