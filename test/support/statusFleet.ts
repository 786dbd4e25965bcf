/** Connections as the status page is given them, and the page made of them. */
import { DEFAULTS } from '../../src/core/connection';
import type { Problem } from '../../src/core/problem';
import { readView } from '../../src/http/pages/fleet';
import { readPage } from '../../src/http/pages/readPage';
import { statusPage } from '../../src/http/pages/statusPage';
import type { ConnectionSummary, Connections } from '../../src/reconcile/connector';
import { aFailure } from './memoryWorld';
import { day, NOW } from './seen';

interface Known extends ConnectionSummary {
  readonly problems: readonly Problem[];
}

export const aConnection = (name: string, changes: Partial<Known> = {}): Known => ({
  name,
  espocrmUrl: `https://${name}.example.com`,
  state: 'settled',
  health: 'pass',
  secretExpiresAt: day(400),
  renewsAt: day(370),
  checkedAt: day(-0.2),
  problems: [],
  ...changes,
});

const storage = (all: readonly Known[]): Pick<Connections, 'list' | 'find'> => ({
  list: async () => all,
  async find(name) {
    const known = all.find((each) => each.name === name);
    if (known?.state === 'blocked' && known.problems.length === 0) throw aFailure({ system: 'Storage' });
    if (!known) return undefined;
    const { espocrmUrl, state, health, problems, secretExpiresAt } = known;
    return {
      spec: { name, espocrmUrl, displayName: name, ...DEFAULTS },
      outcome: {
        kind: 'ended',
        state,
        health: { status: health, problems, secretExpiresAt },
        done: [],
        at: NOW,
        recheckAt: day(1),
      },
    };
  },
});

export async function pageOf(all: readonly Known[], query = ''): Promise<string> {
  const view = readView(new URLSearchParams(query));
  return statusPage(await readPage(storage(all), view, NOW), view, NOW);
}

export const TROUBLE = { code: 'registration-not-owned', detail: `${'What to do. '.repeat(30)}` } as const;
