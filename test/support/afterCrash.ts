/** What must hold after a crash, now, after the next look, and once the overlap has passed. */
import { waitFor } from '../../sandbox/story/waitFor';
import type { CrashPoint } from './crashPoints';
import type { Site, TestStage } from './startTestStage';

const QUARTER_HOUR_MS = 900_000;
const DAY_MS = 86_400_000;
/** More than the lease of a process that died lasts. */
const LEASE_MS = 61_000;

export interface AfterCrash {
  /** The next look settles every one, and no secret that Entra refuses is in EspoCRM at any time. */
  settles(points: readonly CrashPoint[]): Promise<void>;
  /** Once the overlap has passed, each has one live credential of ours, and EspoCRM holds it. */
  oneCredentialEach(sites: readonly Site[]): Promise<void>;
}

export function createAfterCrash(stage: TestStage): AfterCrash {
  const { clock } = stage.sandbox.world;
  /** Not yet signing in through Entra is no outage. */
  const expectNoOutage = ({ site, when }: CrashPoint) =>
    expect([when, stage.holdsGoodSecret(site)]).not.toEqual([when, false]);
  // The request again: a crash may have come before the first one was stored.
  const again = ({ site }: CrashPoint) => stage.api.provision(site.name, { espocrmUrl: site.url });

  return {
    async settles(points) {
      for (const point of points) expectNoOutage(point);
      await clock.moveBy(LEASE_MS);
      const answers = await Promise.all(points.map(again));
      for (const point of points) expectNoOutage(point);
      // A renewed secret is not delivered before it has had time to reach all of Entra.
      const waiting = points.filter((_, index) => answers[index]?.state === 'settling');
      if (waiting.length > 0) await clock.moveBy(QUARTER_HOUR_MS);
      const settled = [
        ...answers.filter(({ state }) => state !== 'settling'),
        ...(await Promise.all(waiting.map(again))),
      ];
      for (const { site, when } of points) {
        const { state, problems } = settled.find(({ name }) => name === site.name) ?? {};
        expect([when, state, problems]).toEqual([when, 'settled', []]);
        expect([when, stage.holdsGoodSecret(site)]).toEqual([when, true]);
      }
    },
    async oneCredentialEach(sites) {
      await clock.moveBy(8 * DAY_MS);
      const before = stage.logged('connection.reconciled');
      for (const { name } of sites) await stage.api.run('reconcile', JSON.stringify({ connection: name }));
      await waitFor(
        'the looks',
        () => stage.logged('connection.reconciled') >= before + sites.length || undefined,
        90_000,
      );
      for (const site of sites) {
        expect([site.name, stage.ownCredentials(site.name).length]).toEqual([site.name, 1]);
        expect([site.name, stage.holdsGoodSecret(site)]).toEqual([site.name, true]);
      }
    },
  };
}
