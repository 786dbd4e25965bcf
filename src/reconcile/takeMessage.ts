/** What a message of the work queue sets off. */
import { withAdminAsked } from './adminAsked';
import type { CheckMessage, Connector, Message, ReconcileMessage } from './connector';
import { mayWait } from './fingerprint';
import type { Log } from './ports';
import { askAgain, settle } from './settle';

/**
 * Throws for storage only; the queue then delivers the message again, and parks it after a few times. `isLastTry`: this
 * is the last of them.
 */
export async function takeMessage(message: Message, connector: Connector, log: Log, isLastTry = false): Promise<void> {
  try {
    await ('check' in message ? check(message, connector, log) : reconcile(message, connector, log));
  } catch (error) {
    const names = 'check' in message ? message.check : [message.connection];
    if (isLastTry) for (const connection of names) log.error('work.parked', { connection });
    throw error;
  }
}

async function reconcile({ connection, attempt }: ReconcileMessage, given: Connector, log: Log): Promise<void> {
  const connector = withAdminAsked(given, connection);
  const leased = await connector.connections.lease(connection);
  if (leased === undefined) return log.info('work.ignored', { connection, reason: 'no such connection' });
  // The other worker may have looked before the change this message is about, so look again after it.
  if (leased === 'busy') return askAgain(connection, attempt, connector);
  await settle(leased, attempt, connector, log);
}

/** One after the other, so that what an instance asks at once is as much as host.json lets it take messages. */
async function check(message: CheckMessage, connector: Connector, log: Log): Promise<void> {
  const looked: string[] = [];
  const failed: unknown[] = [];
  for (const connection of message.check) {
    try {
      if (await mayWait(connection, connector)) continue;
      looked.push(connection);
      await connector.queue.add({ connection, attempt: 0 }, 0);
    } catch (error) {
      // One document that cannot be read keeps no other from being looked at.
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
  log.info('health.glanced', { waiting: message.check.length - looked.length, looked });
}
