/** Every event the app logs, by its name: alerts, workbook and operators' queries stand on these, so a name is for ever. */
import type { ActionKind } from '../core/action';

export const LOG_EVENTS = [
  /** A connection was stored by a request. */
  'connection.provisioned',
  /** A run has ended; the one line that says how the connection is doing. */
  'connection.reconciled',
  'registration.written',
  'credential.issued',
  'credential.delivered',
  'credential.retired',
  'espocrm.detached',
  'registration.deleted',
  'secret.deleted',
  /** The last of a connection: nothing of ours is left. */
  'connection.removed',
  /** Somebody asked for a new secret, and why. */
  'rotation.requested',
  'removal.requested',
  'notification.sent',
  'notification.failed',
  /** Another system did not do what was needed; the run goes on or ends. */
  'reconcile.failed',
  /** The timer has put every connection on the queue. */
  'health.started',
  /** Some connections were checked: how many may wait, and which are reconciled. */
  'health.glanced',
  'vaultEvent.nearExpiry',
  'vaultEvent.expired',
  'vaultEvent.ignored',
  /** A message named no connection that there is. */
  'work.ignored',
  'work.unreadable',
  /** A message has failed for good: the platform moves it to the poison queue. */
  'work.parked',
  /** Somebody asked for a change: who, and of which connection. */
  'write.requested',
  'request.refused',
  'request.failed',
  'request.crashed',
] as const;

export type LogEvent = (typeof LOG_EVENTS)[number];

/** What the log calls each action once it is done. */
export const ACTION_EVENTS = {
  register: 'registration.written',
  issue: 'credential.issued',
  deliver: 'credential.delivered',
  retire: 'credential.retired',
  detach: 'espocrm.detached',
  deregister: 'registration.deleted',
  discard: 'secret.deleted',
} as const satisfies Readonly<Record<ActionKind, LogEvent>>;
