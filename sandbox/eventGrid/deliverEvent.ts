/** One attempt to deliver one event. */
import { cloudEventOf, type GridEvent } from './gridEvent';
import type { Failure } from './retryPolicy';
import type { Subscription } from './subscription';
import type { Webhook } from './webhook';

/** delivery-and-retry.md and azure-docs#60595 name these; anything else is a GenericError. */
const outcomes: ReadonlyMap<number, string> = new Map([
  [400, 'BadRequest'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [408, 'TimedOut'],
  [413, 'RequestEntityTooLarge'],
  [429, 'Busy'],
  [503, 'Busy'],
]);

/** One event a request: in an array in the Event Grid schema, alone in CloudEvents (azure-docs#11287 on the headers). */
const shapes = {
  EventGridSchema: (event: GridEvent) => ({
    type: 'application/json; charset=utf-8',
    versions: { 'aeg-data-version': event.dataVersion, 'aeg-metadata-version': event.metadataVersion },
    body: [event],
  }),
  CloudEventSchemaV1_0: (event: GridEvent) => ({
    type: 'application/cloudevents+json; charset=utf-8',
    versions: { 'aeg-metadata-version': '1.0' },
    body: cloudEventOf(event),
  }),
};

/** Resolves with how it failed, or undefined when the endpoint took the event. */
export async function deliverEvent(
  webhook: Webhook,
  { endpoint, schema, name }: Subscription,
  event: GridEvent,
  earlierAttempts: number,
): Promise<Failure | undefined> {
  const { type, versions, body } = shapes[schema](event);
  const answer = await webhook.send({
    method: 'POST',
    url: endpoint,
    headers: {
      'Content-Type': type,
      'aeg-event-type': 'Notification',
      'aeg-subscription-name': name.toUpperCase(),
      'aeg-delivery-count': String(earlierAttempts),
      'aeg-output-event-id': event.id,
      ...versions,
    },
    body,
  });
  if (answer.kind === 'silent') return { outcome: 'TimedOut' };
  if (answer.kind === 'unreachable') return { outcome: 'GenericError' };
  const { status } = answer;
  if (status >= 200 && status <= 204) return undefined;
  return { outcome: outcomes.get(status) ?? 'GenericError', status };
}
