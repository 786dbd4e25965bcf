/**
 * Event Grid's delivery of events to webhooks.
 *
 * | behaviour | where | source |
 * |---|---|---|
 * | an endpoint must agree first: validation code, or allowed origin | validateEndpoint | azure-docs, webhook-event-delivery.md; CloudEvents webhook spec, section 4 |
 * | filters by event type and subject | subscription | azure-docs, event-filtering.md |
 * | one event a request; headers | deliverEvent | azure-docs, includes/message-headers.md; #11287 |
 * | success is 200 to 204 within 30 s | deliverEvent, webhook | azure-docs, delivery-and-retry.md |
 * | retry schedule, floors by status, statuses without retry | retryPolicy | azure-docs, delivery-and-retry.md |
 * | age limit, looked at when an attempt is due | retryPolicy, deliveries | azure-docs, delivery-and-retry.md, manage-event-delivery.md |
 * | dead letters only where asked for | deliveries | azure-docs, manage-event-delivery.md |
 * | a subscription hears only of versions younger than itself | here | azure-security-docs, event-grid-overview.md |
 * | at least once, in any order | deliveryFaults | azure-docs, delivery-and-retry.md |
 */
import type { World } from '../kit/world';
import { createDeliveries, type DeadLetter, type WaitingEvent } from './deliveries';
import { createDeliveryFaults, type DeliveryFault } from './deliveryFaults';
import type { GridEvent } from './gridEvent';
import { type Subscription, type SubscriptionOptions, subscriptionOf, wants } from './subscription';
import { validateEndpoint } from './validateEndpoint';
import { createWebhook } from './webhook';

export interface EventGridOptions {
  /** PEM of the authority that signs the endpoints' certificates. */
  readonly ca?: string;
  /** Real time an endpoint has to answer; 30 s when left out. */
  readonly answerWithinMs?: number;
}

export interface EventGridControls {
  /** Lets the next events (one when left out) go wrong; an event counts once for each subscription it goes to. */
  misdeliver(fault: DeliveryFault, times?: number): void;
  /** Lets no further events go wrong. */
  clear(): void;
  deadLetters(): readonly DeadLetter[];
  waiting(): readonly WaitingEvent[];
}

export interface EventGrid {
  /** Validates the endpoint first; rejects with EndpointNotValidated when it does not agree. */
  subscribe(options: SubscriptionOptions): Promise<void>;
  /** Sends the event to every matching subscription that is older than what the event is about. */
  publish(event: GridEvent, aboutSomethingMadeAt?: Date): void;
  /** Resolves when no delivery is in flight; events that wait for a retry do not count. */
  settled(): Promise<void>;
  readonly controls: EventGridControls;
  close(): void;
}

export function createEventGrid(world: World, { ca, answerWithinMs = 30_000 }: EventGridOptions = {}): EventGrid {
  const { clock } = world;
  const webhook = createWebhook({ ca, answerWithinMs });
  const faults = createDeliveryFaults();
  const deliveries = createDeliveries(clock, webhook);
  const subscriptions: { readonly subscription: Subscription; readonly since: Date }[] = [];
  return {
    async subscribe(options) {
      const subscription = subscriptionOf(options);
      await validateEndpoint(world, subscription, webhook);
      subscriptions.push({ subscription, since: clock.now() });
    },
    publish(event, aboutSomethingMadeAt = clock.now()) {
      for (const { subscription, since } of subscriptions)
        if (since <= aboutSomethingMadeAt && wants(subscription, event))
          deliveries.accept(subscription, event, faults.strike());
    },
    settled: deliveries.settled,
    controls: {
      misdeliver: (fault, times = 1) => faults.add(fault, times),
      clear: faults.clear,
      deadLetters: deliveries.deadLetters,
      waiting: deliveries.waiting,
    },
    close: deliveries.close,
  };
}
