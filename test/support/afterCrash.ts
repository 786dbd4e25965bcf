/** What must hold after a crash, now, after the next look, and once the overlap has passed. */
import { waitFor } from '../../sandbox/story/waitFor';
import type { Site, TestStage } from './startTestStage';

const QUARTER_HOUR_MS = 900_000;
const DAY_MS = 86_400_000;
/** More than the lease of a process that died lasts. */
const LEASE_MS = 61_000;

export interface AfterCrash {
  /** EspoCRM holds no secret that Entra refuses; not yet signing in through Entra is no outage. */
  noOutage(site: Site, when: string): void;
  /** The next look settles it. */
  settles(site: Site, when: string): Promise<void>;
  /** Once the overlap has passed, each has one live credential of ours, and EspoCRM holds it. */
  oneCredentialEach(sites: readonly Site[]): Promise<void>;
}

export function createAfterCrash(stage: TestStage): AfterCrash {
  const { clock } = stage.sandbox.world;
  return {
    noOutage(site, when) {
      expect([when, stage.holdsGoodSecret(site)]).not.toEqual([when, false]);
    },
    async settles(site, when) {
      await clock.moveBy(LEASE_MS);
      // The request again: a crash may have come before the first one was stored.
      const again = () => stage.api.provision(site.name, { espocrmUrl: site.url });
      let answer = await again();
      // A renewed secret is not delivered before it has had time to reach all of Entra.
      if (answer.state === 'settling') {
        this.noOutage(site, when);
        await clock.moveBy(QUARTER_HOUR_MS);
        answer = await again();
      }
      expect([when, answer.state, answer.problems]).toEqual([when, 'settled', []]);
      expect([when, stage.holdsGoodSecret(site)]).toEqual([when, true]);
    },
    async oneCredentialEach(sites) {
      // More than once, because a stray may have been made after the current secret came into use.
      for (let times = 0; times < 2; times += 1) {
        await clock.moveBy(8 * DAY_MS);
        const before = stage.logged('connection.reconciled');
        for (const { name } of sites) await stage.api.run('reconcile', JSON.stringify({ connection: name }));
        await waitFor('the looks', () => stage.logged('connection.reconciled') >= before + sites.length || undefined);
      }
      for (const site of sites) {
        expect([site.name, stage.ownCredentials(site.name).length]).toEqual([site.name, 1]);
        expect([site.name, stage.holdsGoodSecret(site)]).toEqual([site.name, true]);
      }
    },
  };
}
