/** The handshake by which an endpoint agrees to receive events, before the first one is sent. */
import * as z from 'zod';
import type { World } from '../kit/world';
import type { Subscription } from './subscription';
import type { Webhook } from './webhook';

/** Where the service's own requests come from, in the CloudEvents handshake (azure-sdk-for-net#47175). */
const ORIGIN = 'eventgrid.azure.net';

class EndpointNotValidated extends Error {
  override readonly name = 'EndpointNotValidated';
}

const validated = z.object({ validationResponse: z.string() });

/** webhook-event-delivery.md: exactly 200, with the code in camelCase (azure-docs#66226). */
async function answersCode({ random, clock }: World, { endpoint, name }: Subscription, webhook: Webhook) {
  const validationCode = random.uuid().toUpperCase();
  const event = {
    id: random.uuid(),
    topic: '/subscriptions/00000000-0000-0000-0000-000000000000',
    subject: '',
    // The service adds a validationUrl, to be opened by hand instead; nothing would answer there.
    data: { validationCode },
    eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
    eventTime: clock.now().toISOString(),
    metadataVersion: '1',
    dataVersion: '2',
  };
  const answer = await webhook.send({
    method: 'POST',
    url: endpoint,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'aeg-event-type': 'SubscriptionValidation',
      'aeg-subscription-name': name.toUpperCase(),
      'aeg-delivery-count': '0',
      'aeg-data-version': event.dataVersion,
      'aeg-metadata-version': event.metadataVersion,
    },
    body: [event],
  });
  if (answer.kind !== 'answered' || answer.status !== 200) return false;
  const { data } = validated.safeParse(answer.body);
  return data?.validationResponse.toUpperCase() === validationCode;
}

/** CloudEvents, HTTP 1.1 Web Hooks for Event Delivery, section 4. */
async function allowsOrigin({ endpoint }: Subscription, webhook: Webhook) {
  const answer = await webhook.send({
    method: 'OPTIONS',
    url: endpoint,
    headers: { 'WebHook-Request-Origin': ORIGIN },
  });
  if (answer.kind !== 'answered' || answer.status !== 200) return false;
  const allowed = answer.headers['webhook-allowed-origin'];
  return allowed === '*' || allowed === ORIGIN;
}

export async function validateEndpoint(world: World, subscription: Subscription, webhook: Webhook): Promise<void> {
  const agreed =
    subscription.schema === 'EventGridSchema'
      ? await answersCode(world, subscription, webhook)
      : await allowsOrigin(subscription, webhook);
  if (agreed) return;
  // The query holds the endpoint's key: it stays out of the message.
  const { origin, pathname } = new URL(subscription.endpoint);
  throw new EndpointNotValidated(
    `Url validation: The attempt to validate the provided endpoint ${origin}${pathname} failed. For more details, visit https://aka.ms/esvalidation.`,
  );
}
