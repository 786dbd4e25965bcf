/** The events on their way: attempts them when they are due, until they arrive or are given up. */
import type { Clock } from '../kit/clock';
import { watchClock } from '../kit/watchClock';
import { deliverEvent } from './deliverEvent';
import type { DeliveryFault } from './deliveryFaults';
import type { GridEvent } from './gridEvent';
import { type Failure, isTooOld, nextStep } from './retryPolicy';
import type { Subscription } from './subscription';
import type { Webhook } from './webhook';

export interface DeadLetter {
  readonly subscription: string;
  readonly event: GridEvent;
  readonly deadLetterReason: string;
  readonly deliveryAttempts: number;
  readonly lastDeliveryOutcome: string;
}

/** An event on its way, or waiting for its next attempt. */
export interface WaitingEvent {
  readonly subscription: string;
  readonly event: GridEvent;
  readonly deliveryAttempts: number;
  readonly nextAttemptAt: Date;
}

export interface Deliveries {
  accept(subscription: Subscription, event: GridEvent, fault: DeliveryFault | undefined): void;
  settled(): Promise<void>;
  deadLetters(): readonly DeadLetter[];
  waiting(): readonly WaitingEvent[];
  close(): void;
}

interface Delivery {
  readonly subscription: Subscription;
  readonly event: GridEvent;
  readonly publishedAt: Date;
  attempts: number;
  lastOutcome: string;
  nextAttemptAt: Date;
  inFlight: boolean;
  /** Waits to be overtaken. */
  heldBack: boolean;
}

const OVERTAKEN_WITHIN_MS = 60_000;

export function createDeliveries(clock: Clock, webhook: Webhook): Deliveries {
  const deliveries = new Set<Delivery>();
  const inFlight = new Set<Promise<void>>();
  const deadLetters: DeadLetter[] = [];

  function giveUp(delivery: Delivery, deadLetterReason: string) {
    const { subscription, event, attempts, lastOutcome } = delivery;
    deliveries.delete(delivery);
    // Off unless a place for dead letters was set: the event is dropped then.
    if (!subscription.deadLetter) return;
    const last = { deliveryAttempts: attempts, lastDeliveryOutcome: lastOutcome };
    deadLetters.push({ subscription: subscription.name, event, deadLetterReason, ...last });
  }

  function judge(delivery: Delivery, failure: Failure) {
    delivery.lastOutcome = failure.outcome;
    const next = nextStep(delivery.subscription, { attempts: delivery.attempts, failure }, clock.now());
    if (next.kind === 'giveUp') giveUp(delivery, next.deadLetterReason);
    else delivery.nextAttemptAt = next.at;
  }

  async function attempt(delivery: Delivery) {
    const { subscription, event, attempts } = delivery;
    const failure = await deliverEvent(webhook, subscription, event, attempts);
    delivery.attempts += 1;
    delivery.inFlight = false;
    if (failure) judge(delivery, failure);
    else deliveries.delete(delivery);
    for (const held of deliveries)
      if (held.heldBack && held.subscription === subscription) held.nextAttemptAt = clock.now();
    look();
  }

  function look() {
    const now = clock.now();
    for (const delivery of deliveries) {
      if (delivery.inFlight || delivery.nextAttemptAt > now) continue;
      if (isTooOld(delivery.subscription, delivery.publishedAt, now)) {
        giveUp(delivery, 'MaxRetryDurationExceeded');
        continue;
      }
      delivery.inFlight = true;
      delivery.heldBack = false;
      const attempting: Promise<void> = attempt(delivery).finally(() => inFlight.delete(attempting));
      inFlight.add(attempting);
    }
  }

  const stopWatching = watchClock(clock, look);
  return {
    accept(subscription, event, fault) {
      if (fault?.kind === 'lose') return;
      const publishedAt = clock.now();
      const heldBack = fault?.kind === 'reorder';
      const delayMs = fault?.kind === 'delay' ? fault.delayMs : heldBack ? OVERTAKEN_WITHIN_MS : 0;
      const nextAttemptAt = new Date(publishedAt.getTime() + delayMs);
      const fresh = { attempts: 0, lastOutcome: 'NotAttempted', nextAttemptAt, inFlight: false, heldBack };
      for (let copies = fault?.kind === 'duplicate' ? 2 : 1; copies > 0; copies -= 1)
        deliveries.add({ subscription, event, publishedAt, ...fresh });
      look();
    },
    async settled() {
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
    deadLetters: () => [...deadLetters],
    waiting: () =>
      [...deliveries].map(({ subscription, event, attempts, nextAttemptAt }) => ({
        subscription: subscription.name,
        event,
        deliveryAttempts: attempts,
        nextAttemptAt,
      })),
    close() {
      stopWatching();
      deliveries.clear();
      webhook.close();
    },
  };
}
