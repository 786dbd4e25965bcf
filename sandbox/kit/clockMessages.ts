/** What parent and child process say to each other about the time. */

/** The setting with which a child process starts out. */
export const clockOffsetSetting = 'SANDBOX_CLOCK_OFFSET_MS';

export interface ClockMove {
  readonly kind: 'clock';
  readonly id: number;
  readonly offsetMs: number;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export const isClockMove = (message: unknown): message is ClockMove =>
  isRecord(message) &&
  message['kind'] === 'clock' &&
  typeof message['id'] === 'number' &&
  typeof message['offsetMs'] === 'number';

/** The id of a move that the child has taken; undefined for any other message. */
export const takenMove = (message: unknown): number | undefined =>
  isRecord(message) && message['kind'] === 'clockTaken' && typeof message['id'] === 'number'
    ? message['id']
    : undefined;
