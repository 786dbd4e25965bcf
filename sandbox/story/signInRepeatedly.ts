/** Signs in over and over, so that an outage however short shows. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../stage/startSandbox';

export interface SignIns {
  /** Waits for the one under way. */
  stop(): Promise<{ readonly succeeded: number; readonly failed: number }>;
}

export interface SignInsOptions {
  readonly sandbox: Sandbox;
  readonly espocrmUrl: string;
}

export function signInRepeatedly({ sandbox, espocrmUrl }: SignInsOptions, userPrincipalName: string): SignIns {
  let stopped = false;
  const counts = { succeeded: 0, failed: 0 };
  const loop = async () => {
    while (!stopped) {
      const startedAt = sandbox.world.clock.offsetMs();
      // No answer at all is a failed sign-in too.
      const signIn = await sandbox.browser(espocrmUrl, userPrincipalName).catch(() => undefined);
      const succeeded = signIn?.kind === 'signedIn';
      // One that a move of the clock made last for minutes fails as it should: its code has expired.
      if (succeeded || sandbox.world.clock.offsetMs() === startedAt) counts[succeeded ? 'succeeded' : 'failed'] += 1;
      await sleep(50);
    }
  };
  const ended = loop();
  return {
    async stop() {
      stopped = true;
      await ended;
      return counts;
    },
  };
}
