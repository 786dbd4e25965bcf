/** Gives time to connections that wait for something only time brings about, such as Entra's replication. */
import * as z from 'zod';
import { STATES } from '../../src/core/outcome';
import type { ConnectorApi } from '../story/connectorApi';
import type { Narrator } from '../story/narrator';
import type { Member } from './createFleet';
import type { PassTime } from './passTime';

/** A little longer than a new secret is given to reach all of Entra. */
const MINUTES_MS = 16 * 60_000;
/** Half a day in all, as long as the app goes on by itself. */
const MAX_MOVES = 48;

const listSchema = z.object({ connections: z.array(z.looseObject({ name: z.string(), state: z.enum(STATES) })) });

/** Throws an Error naming those that do not settle. */
export async function settleAll(
  { api, time }: { readonly api: ConnectorApi; readonly time: Pick<PassTime, 'moveBy'> },
  members: readonly Member[],
  narrator?: Narrator,
): Promise<void> {
  const names = new Set(members.map(({ name }) => name));
  for (let moves = 0; ; moves += 1) {
    const { body } = await api.request('GET', '/api/connections');
    const known = listSchema.parse(body).connections.filter(({ name }) => names.has(name));
    const unsettled = known.filter(({ state }) => state !== 'settled');
    if (unsettled.length === 0 && known.length === names.size) {
      narrator?.claim(`${names.size} are settled, ${moves * 16} minutes later`, true);
      return;
    }
    if (moves === MAX_MOVES) {
      const which = unsettled.map(({ name, state }) => `${name} (${state})`).join(', ');
      throw new Error(`${unsettled.length} connections do not settle: ${which}`);
    }
    await time.moveBy(MINUTES_MS);
  }
}
