/** An event as Event Grid carries it, and the same event in the CloudEvents 1.0 envelope. */

/** The Event Grid schema (azure-docs, articles/event-grid/event-schema.md). */
export interface GridEvent {
  readonly id: string;
  /** ARM id of what the event is about. */
  readonly topic: string;
  readonly subject: string;
  readonly eventType: string;
  readonly eventTime: string;
  readonly dataVersion: string;
  readonly metadataVersion: string;
  readonly data: unknown;
}

/** CloudEvents 1.0, structured mode (azure-docs, articles/event-grid/cloud-event-schema.md). */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly subject: string;
  readonly type: string;
  readonly time: string;
  readonly data: unknown;
}

export function cloudEventOf({ id, topic, subject, eventType, eventTime, data }: GridEvent): CloudEvent {
  return { specversion: '1.0', id, source: topic, subject, type: eventType, time: eventTime, data };
}
