/** A message that asks to glance at several connections. */

import type { Connector } from '../../src/reconcile/connector';
import { takeMessage } from '../../src/reconcile/takeMessage';
import { aFailure, createMemoryWorld } from '../support/memoryWorld';

const names = Array.from({ length: 10 }, (_, index) => `crm-${index}`);

/** Each of them is new, and so needs a whole look; `find` may go wrong. */
function aWorld(find: (name: string) => Promise<void>) {
  const { connector, log, queue, lines, document } = createMemoryWorld();
  const { spec } = document;
  if (!spec) throw new Error('The world has no connection.');
  const checking: Connector = {
    ...connector,
    connections: {
      ...connector.connections,
      async find(name) {
        await find(name);
        return { spec: { ...spec, name }, outcome: undefined };
      },
    },
  };
  const check = (isLastTry = false) => takeMessage({ check: names }, checking, log, isLastTry);
  return { check, asked: () => queue.map((work) => 'connection' in work && work.connection), lines };
}

describe('a message of the sweep', () => {
  test('asks for one connection at a time', async () => {
    let underWay = 0;
    let most = 0;
    const { check, asked } = aWorld(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
    });
    await check();
    expect(most).toBe(1);
    expect(asked()).toEqual(names);
  });

  test('looks at all others where the document of one cannot be read, and fails', async () => {
    const { check, asked, lines } = aWorld(async (name) => {
      if (name === 'crm-3') throw aFailure({ system: 'Storage', code: 'unreadable-document', retry: 'never' });
    });
    await expect(check()).rejects.toMatchObject({ facts: { code: 'unreadable-document' } });
    expect(asked()).toEqual(names.filter((name) => name !== 'crm-3'));
    expect(lines).toEqual([]);
    await expect(check(true)).rejects.toThrow();
    expect(lines.map(({ event }) => event)).toEqual(names.map(() => 'work.parked'));
  });
});
