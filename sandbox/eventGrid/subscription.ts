/** A subscription to events: where they go, which ones, and how long delivery is tried. */
import type { GridEvent } from './gridEvent';

export interface SubscriptionOptions {
  /** `event-subscription` when left out. */
  readonly name?: string;
  readonly endpoint: string;
  /** `EventGridSchema` when left out. */
  readonly schema?: EventSchema;
  /** `AzureFunction` when left out; Event Grid gives up sooner on a plain webhook. */
  readonly endpointType?: EndpointType;
  /** All when left out. */
  readonly eventTypes?: readonly string[];
  readonly subjectBeginsWith?: string;
  /** 1 to 30; 30 when left out. */
  readonly maxDeliveryAttempts?: number;
  /** 1 to 1440; 1440 when left out. */
  readonly eventTimeToLiveInMinutes?: number;
  /** Whether undeliverable events are kept; off when left out, as in Azure. */
  readonly deadLetter?: boolean;
}

export type EventSchema = 'EventGridSchema' | 'CloudEventSchemaV1_0';
export type EndpointType = 'AzureFunction' | 'WebHook';

export interface Subscription extends Required<Omit<SubscriptionOptions, 'eventTypes'>> {
  readonly eventTypes: readonly string[] | undefined;
}

function within(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${name} must be a whole number from ${least} to ${most}, not ${value}.`);
}

/** Defaults and limits from azure-docs, articles/event-grid/manage-event-delivery.md. */
export function subscriptionOf(options: SubscriptionOptions): Subscription {
  return {
    name: options.name ?? 'event-subscription',
    endpoint: options.endpoint,
    schema: options.schema ?? 'EventGridSchema',
    endpointType: options.endpointType ?? 'AzureFunction',
    eventTypes: options.eventTypes,
    subjectBeginsWith: options.subjectBeginsWith ?? '',
    maxDeliveryAttempts: within('maxDeliveryAttempts', options.maxDeliveryAttempts ?? 30, 1, 30),
    eventTimeToLiveInMinutes: within('eventTimeToLiveInMinutes', options.eventTimeToLiveInMinutes ?? 1440, 1, 1440),
    deadLetter: options.deadLetter ?? false,
  };
}

export const wants = ({ eventTypes, subjectBeginsWith }: Subscription, { eventType, subject }: GridEvent): boolean =>
  (eventTypes?.includes(eventType) ?? true) && subject.toLowerCase().startsWith(subjectBeginsWith.toLowerCase());
