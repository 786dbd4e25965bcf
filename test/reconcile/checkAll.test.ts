import { CHECKED_IN_A_SECOND, checkAll } from '../../src/reconcile/checkAll';
import type { ConnectionSummary, Connector } from '../../src/reconcile/connector';
import { createMemoryWorld } from '../support/memoryWorld';
import { NOW } from '../support/seen';

const summary = (name: string): ConnectionSummary => ({
  ...{ name, espocrmUrl: 'https://crm.example.com', state: 'settled', health: 'pass' },
  ...{ secretExpiresAt: undefined, renewsAt: undefined, checkedAt: NOW },
});
const names = Array.from({ length: 1_234 }, (_, index) => `crm-${index}`);

/** A sweep over all of them, in which some messages cannot be sent. */
async function sweep(isLost: (index: number) => boolean) {
  const { connector, log } = createMemoryWorld();
  const sent: string[] = [];
  const delays: { readonly names: number; readonly delayMs: number }[] = [];
  let messages = 0;
  const sweeping: Connector = {
    ...connector,
    connections: { ...connector.connections, list: async () => names.map(summary) },
    queue: {
      async add(work, delayMs) {
        messages += 1;
        if (isLost(messages - 1)) throw new Error('lost');
        const asked = 'check' in work ? work.check : [work.connection];
        sent.push(...asked);
        delays.push({ names: asked.length, delayMs });
      },
    },
  };
  const failure: unknown = await checkAll(sweeping, log).catch((error: unknown) => error);
  return { sent, messages, delays, failure };
}

describe('the sweep of the timer', () => {
  test('asks for each connection once, with few messages', async () => {
    const { sent, messages, failure } = await sweep(() => false);
    expect([sent, failure]).toEqual([names, undefined]);
    expect(messages).toBeLessThan(names.length / 9);
  });

  test('asks in a second for a third of what Graph allows, and begins at once', async () => {
    const { delays } = await sweep(() => false);
    const bySecond = new Map<number, number>();
    for (const { names, delayMs } of delays) bySecond.set(delayMs, (bySecond.get(delayMs) ?? 0) + names);
    expect([...bySecond.keys()]).toEqual(Array.from({ length: 11 }, (_, second) => 1_000 * second));
    expect(Math.max(...bySecond.values())).toBe(CHECKED_IN_A_SECOND);
    expect(CHECKED_IN_A_SECOND).toBeLessThan(0.35 * 350);
  });

  test('goes on after a message that cannot be sent, and fails in the end', async () => {
    const { sent, messages, failure } = await sweep((index) => index === 0);
    expect(failure).toBeInstanceOf(Error);
    expect(sent).toEqual(names.slice(Math.ceil(names.length / messages)));
  });
});
