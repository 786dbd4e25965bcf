/** The parts of a connection's life that are disturbed one after the other: how long after the last each comes, and what sets it off. */
import type { ApiAnswer } from '../../../sandbox/story/connectorApi';
import type { Site, TestStage } from '../startTestStage';

/** In this order; the last one ends the life. */
export const FLOW_NAMES = ['provision', 'check', 'renewal', 'retirement', 'deprovision'] as const;
export type FlowName = (typeof FLOW_NAMES)[number];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** By how much the clock moves before each run of the flow. */
export const FLOWS: Readonly<Record<FlowName, readonly number[]>> = {
  provision: [0],
  // The first check delivers again; the second finds nothing to do and only asks whether the secret works.
  check: [25 * HOUR_MS, 25 * HOUR_MS],
  // Due 30 days before the two years are over; the new secret then ripens.
  renewal: [703 * DAY_MS, 16 * MINUTE_MS],
  retirement: [8 * DAY_MS],
  deprovision: [HOUR_MS],
};

/** By how much the clock moves before each undisturbed look; the last has to settle it. */
export const LOOKS_AFTER_MS: readonly number[] = [MINUTE_MS + 1_000, 16 * MINUTE_MS, 65 * MINUTE_MS, 25 * HOUR_MS];

/** Sets the flow off for one connection; the answer is that of the API, where it is asked. */
export async function startFlow(
  { api }: TestStage,
  flow: FlowName,
  { name, url }: Site,
): Promise<ApiAnswer | undefined> {
  if (flow === 'provision') return api.request('PUT', `/api/connections/${name}`, { espocrmUrl: url });
  if (flow === 'deprovision') return api.request('DELETE', `/api/connections/${name}`);
  await api.run('reconcile', JSON.stringify({ connection: name, attempt: 0 }));
  return undefined;
}
