/** Puts every connection on the queue and says in one line how they are doing. */
import type { Log } from './ports';
import type { Check, ConnectionSummary, Services, Work } from './services';

/** Sent at once; more would only wait for each other. */
const TOGETHER = 32;
/** Connections that one message asks to glance at: few requests to the queue, and soon done. */
const IN_A_MESSAGE = 20;

/** Every connection is asked for even where one message cannot be sent; then throws what the first of those threw. */
export async function checkAll({ connections, queue }: Services, log: Log): Promise<void> {
  const all = await connections.list();
  const failed: unknown[] = [];
  for (const some of inGroups(messagesFor(all), TOGETHER)) {
    const sent = await Promise.allSettled(some.map((message) => queue.add(message, 0)));
    failed.push(...sent.flatMap((each) => (each.status === 'rejected' ? [each.reason] : [])));
  }
  const count = (status: 'pass' | 'warn' | 'fail') => all.filter(({ health }) => health === status).length;
  log.info('health.started', {
    connections: all.length,
    pass: count('pass'),
    warn: count('warn'),
    fail: count('fail'),
  });
  if (failed.length > 0) throw failed[0];
}

/** What is not settled gets a whole look at once. */
function messagesFor(all: readonly ConnectionSummary[]): readonly (Work | Check)[] {
  const settled = all.filter(({ state }) => state === 'settled').map(({ name }) => name);
  const others = all.filter(({ state }) => state !== 'settled');
  return [
    ...others.map(({ name }) => ({ connection: name, attempt: 0 })),
    ...inGroups(settled, IN_A_MESSAGE).map((check) => ({ check })),
  ];
}

const inGroups = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
