/** `GET /api/connections`: every connection with its state, from one call to storage. */
import type { SummaryAnswer } from '../contract/answers';
import type { ConnectionSummary } from '../reconcile/connector';
import { type Answer, json } from './answer';

export const list: Answer = async (_request, { connector }) =>
  json(200, { connections: (await connector.connections.list()).map(summaryView) });

/** What is undefined is left out, as JSON does. */
function summaryView(summary: ConnectionSummary): SummaryAnswer {
  const { name, state, health, espocrmUrl, secretExpiresAt: expiresAt, renewsAt, checkedAt } = summary;
  return {
    name,
    state,
    health,
    espocrmUrl,
    clientSecret: expiresAt && { expiresAt: expiresAt.toISOString(), renewsAt: renewsAt?.toISOString() },
    checkedAt: checkedAt?.toISOString(),
  };
}
