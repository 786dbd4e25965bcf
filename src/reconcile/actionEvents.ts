/** What the log calls each action once it is done. */
import type { Action } from '../core/action';
import type { LogEvent } from './logEvents';

export const ACTION_EVENTS = {
  register: 'registration.written',
  issue: 'credential.issued',
  deliver: 'credential.delivered',
  retire: 'credential.retired',
  detach: 'espocrm.detached',
  deregister: 'registration.deleted',
  discard: 'secret.deleted',
} as const satisfies Record<Action['kind'], LogEvent>;
