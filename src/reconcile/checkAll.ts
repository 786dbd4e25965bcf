/** Puts every connection on the queue and says in one line how they are doing. */
import type { Log } from './ports';
import type { Services } from './services';

/** Sent at once; more would only wait for each other. */
const BATCH = 32;

export async function checkAll({ connections, queue }: Services, log: Log): Promise<void> {
  const all = await connections.list();
  for (let from = 0; from < all.length; from += BATCH) {
    const batch = all.slice(from, from + BATCH);
    await Promise.all(batch.map(({ name }) => queue.add({ connection: name, attempt: 0 }, 0)));
  }
  const count = (status: 'pass' | 'warn' | 'fail') => all.filter(({ health }) => health === status).length;
  log.info('health.started', {
    connections: all.length,
    pass: count('pass'),
    warn: count('warn'),
    fail: count('fail'),
  });
}
