/** Puts every connection on the queue, at a pace that Graph allows, and says in one line how they are doing. */
import type { HealthStatus } from '../core/outcome';
import type { Connector } from './connector';
import type { Log } from './ports';

/** Sent at once; more would only wait for each other. */
const TOGETHER = 32;
/**
 * Connections that one message asks to check, one after the other: few requests to the queue, and done within
 * half of host.json's functionTimeout where each EspoCRM is silent for as long as it is listened to.
 */
const IN_A_MESSAGE = 10;
/**
 * Messages that appear in a second, however many instances take them: 120 connections. Each costs Graph one unit, and
 * the smallest tenants have 3,500 in 10 s (Microsoft Graph, throttling-limits.md, identity and access). A check takes a
 * third of that: renewals cannot wait as well as it can.
 */
const IN_A_SECOND = 12;
const SECOND_MS = 1_000;
export const CHECKED_IN_A_SECOND = IN_A_MESSAGE * IN_A_SECOND;

/** Every connection is asked for even where one message cannot be sent; then throws what the first of those threw. */
export async function checkAll({ connections, queue }: Connector, log: Log): Promise<void> {
  const all = await connections.list();
  const failed: unknown[] = [];
  const messages = inGroups(
    all.map(({ name }) => name),
    IN_A_MESSAGE,
  );
  const paced = messages.map((check, index) => ({ check, delayMs: Math.floor(index / IN_A_SECOND) * SECOND_MS }));
  for (const some of inGroups(paced, TOGETHER)) {
    const sent = await Promise.allSettled(some.map(({ check, delayMs }) => queue.add({ check }, delayMs)));
    failed.push(...sent.flatMap((each) => (each.status === 'rejected' ? [each.reason] : [])));
  }
  const count = (status: HealthStatus) => all.filter(({ health }) => health === status).length;
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
