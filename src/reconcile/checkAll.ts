/** Puts every connection on the queue and says in one line how they are doing. */
import type { Log } from './ports';
import type { Services } from './services';

/** Sent at once; more would only wait for each other. */
const TOGETHER = 32;
/** Connections that one message asks to glance at: few requests to the queue, and soon done. */
const IN_A_MESSAGE = 20;

/** Every connection is asked for even where one message cannot be sent; then throws what the first of those threw. */
export async function checkAll({ connections, queue }: Services, log: Log): Promise<void> {
  const all = await connections.list();
  const failed: unknown[] = [];
  const messages = inGroups(
    all.map(({ name }) => name),
    IN_A_MESSAGE,
  );
  for (const some of inGroups(messages, TOGETHER)) {
    const sent = await Promise.allSettled(some.map((check) => queue.add({ check }, 0)));
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

const inGroups = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
