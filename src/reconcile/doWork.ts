/** What a message of the work queue sets off. */
import { mayWait } from './glance';
import type { Log } from './ports';
import type { Check, Services, Work } from './services';
import { goOn, settle } from './settle';
import { withAdminOnce } from './withAdminOnce';

/**
 * Throws for storage only; the queue then delivers the message again, and parks it after a few times. `isLastTry`: this
 * is the last of them.
 */
export async function doWork(work: Work | Check, services: Services, log: Log, isLastTry = false): Promise<void> {
  try {
    await ('check' in work ? glanceAtEach(work, services, log) : look(work, services, log));
  } catch (error) {
    const names = 'check' in work ? work.check : [work.connection];
    if (isLastTry) for (const connection of names) log.error('work.parked', { connection });
    throw error;
  }
}

async function look(work: Work, given: Services, log: Log): Promise<void> {
  const services = withAdminOnce(given, work.connection);
  const held = await services.connections.hold(work.connection);
  if (held === undefined)
    return log.info('work.ignored', { connection: work.connection, reason: 'no such connection' });
  // The other worker may have looked before the change this message is about, so look again after it.
  if (held === 'busy') return goOn(work, services);
  await settle(held, work, services, log);
}

/** One after the other, so that what an instance asks at once is as much as host.json lets it take messages. */
async function glanceAtEach({ check }: Check, services: Services, log: Log): Promise<void> {
  const looked: string[] = [];
  const failed: unknown[] = [];
  for (const connection of check) {
    try {
      if (await mayWait(connection, services)) continue;
      looked.push(connection);
      await services.queue.add({ connection, attempt: 0 }, 0);
    } catch (error) {
      // One document that cannot be read keeps no other from being looked at.
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
  log.info('health.glanced', { waiting: check.length - looked.length, looked });
}
