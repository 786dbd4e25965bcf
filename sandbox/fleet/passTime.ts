/** Lets time pass for app and sandbox, and waits each time until the app has done what fell due. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostLog } from '../host/hostMessages';
import type { Sandbox } from '../stage/startSandbox';

export interface PassTime {
  /** For the host's log, to see what runs. */
  readonly onLog: (log: HostLog) => void;
  /** Moves the clock while the app does nothing: what runs would seem to have slept that long. */
  moveBy(ms: number): Promise<void>;
  idle(): Promise<void>;
}

/** Real time in which the app finds what a move of the clock made due. */
const LOOK_AROUND_MS = 100;
/** One may have been on its way while the last message was put. */
const EMPTY_POLLS = 2;

export function createPassTime({ world, eventGrid }: Pick<Sandbox, 'world' | 'eventGrid'>): PassTime {
  let running = 0;
  let emptyPolls = 0;
  world.exchanges.listen(({ service, operation, response }) => {
    if (service === 'queue' && operation === 'getMessages')
      emptyPolls = String(response.body).includes('<QueueMessage>') ? 0 : emptyPolls + 1;
    return undefined;
  });

  async function idle(): Promise<void> {
    await eventGrid.settled();
    emptyPolls = 0;
    while (running > 0 || emptyPolls < EMPTY_POLLS) await sleep(10);
  }

  return {
    onLog({ category, text }) {
      if (category !== 'host') return;
      const change = text.startsWith("Executing '") ? 1 : text.startsWith("Executed '") ? -1 : 0;
      running += change;
      if (change !== 0) emptyPolls = 0;
    },
    idle,
    async moveBy(ms) {
      await idle();
      await world.clock.moveBy(ms);
      await sleep(LOOK_AROUND_MS);
      await idle();
    },
  };
}
