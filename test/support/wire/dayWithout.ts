/** Takes one outside system away for the day on which a connection's client secret is due, and counts what it is asked. */
import type { Fault } from '../../../sandbox/kit/faults';
import type { Service } from '../../../sandbox/kit/simulator';
import { waitFor } from '../../../sandbox/story/waitFor';
import type { Site, TestStage } from '../startTestStage';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The queue's own pauses, so that nothing comes late: twice as long each time, an hour at most, a day in all. */
const PAUSES_MS = Array.from({ length: 28 }, (_, attempt) => Math.min(MINUTE_MS * 2 ** attempt, HOUR_MS) + 1_000);

export interface DayWithout {
  /** How many requests the system that was away got. */
  readonly requests: number;
  /** What the API said of the connection at the end of the day. */
  readonly shown: Awaited<ReturnType<TestStage['api']['show']>>;
  /** Ends the outage and waits, a day at most, until the connection has its new secret. */
  recover(): Promise<void>;
}

export async function dayWithout(stage: TestStage, site: Site, service: Service, fault: Fault): Promise<DayWithout> {
  const { name, url } = site;
  const { clientSecret } = await stage.api.show(name);
  // Entra's sign-in service is asked only where something is to be delivered, so there the renewal begins the day.
  const daysBefore = service === 'sts' ? 30 : 31;
  await stage.moveTo(new Date((clientSecret?.expiresAt.getTime() ?? 0) - daysBefore * DAY_MS));
  let requests = 0;
  const end = stage.sandbox.world.faults.add({
    service,
    fault,
    matches(request) {
      const isAway = service !== 'espocrm' || request.url.host === new URL(url).host;
      if (isAway) requests += 1;
      return isAway;
    },
  });
  await stage.api.run('reconcile', JSON.stringify({ connection: name, attempt: 0 }));
  for (const pauseMs of PAUSES_MS) await stage.moveBy(pauseMs);
  const shown = await stage.api.show(name);
  return {
    requests,
    shown,
    async recover() {
      end();
      for (let hours = 0; hours < 24; hours += 4) await stage.moveBy(4 * HOUR_MS);
      await waitFor('the new secret', () => stage.ownCredentials(name).length === 2 || undefined);
      await stage.untilSettled(name);
    },
  };
}
