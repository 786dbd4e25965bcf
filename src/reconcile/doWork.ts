/** What a message of the work queue sets off. */
import type { Log } from './ports';
import type { Services, Work } from './services';
import { goOn, settle } from './settle';

/**
 * Throws for storage only; the queue then delivers the message again, and parks it after a few times. `isLastTry`: this
 * is the last of them.
 */
export async function doWork(work: Work, services: Services, log: Log, isLastTry = false): Promise<void> {
  try {
    await look(work, services, log);
  } catch (error) {
    if (isLastTry) log.error('work.parked', { connection: work.connection });
    throw error;
  }
}

async function look(work: Work, services: Services, log: Log): Promise<void> {
  const held = await services.connections.hold(work.connection);
  if (held === undefined)
    return log.info('work.ignored', { connection: work.connection, reason: 'no such connection' });
  // The other worker may have looked before the change this message is about, so look again after it.
  if (held === 'busy') return goOn(work, services);
  await settle(held, work, services, log);
}
