/** `GET /api/connections`: every connection with its state, from one call to storage. */
import type { SummaryAnswer } from '../contract/answers';
import type { ConnectionSummary } from '../reconcile/connector';
import { type Answer, json } from './answer';

export const list: Answer = async (_request, { connector }) =>
  json(200, { connections: (await connector.connections.list()).map(summaryView) });

function summaryView({
  name,
  espocrmUrl,
  state,
  health,
  secretExpiresAt,
  renewsAt,
  checkedAt,
}: ConnectionSummary): SummaryAnswer {
  return {
    name,
    state,
    health,
    espocrmUrl,
    ...(secretExpiresAt
      ? {
          clientSecret: {
            expiresAt: secretExpiresAt.toISOString(),
            ...(renewsAt ? { renewsAt: renewsAt.toISOString() } : {}),
          },
        }
      : {}),
    ...(checkedAt ? { checkedAt: checkedAt.toISOString() } : {}),
  };
}
