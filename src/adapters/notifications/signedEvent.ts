/**
 * News as a CloudEvent (CloudEvents 1.0, JSON format, structured mode), signed as Standard Webhooks 1.0 has it:
 * HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`, in base64 after `v1,`.
 */
import { createHmac } from 'node:crypto';
import { PRODUCT } from '../../core/ownership';
import type { Secret } from '../../core/secret';
import type { Message, Notice } from './notice';

/** `sentAt` lets the receiver refuse what is replayed; the id is the same for every try of one change. */
export function signedEvent(notice: Notice, key: Secret, sentAt: Date): Message {
  const id = `${notice.connection.name}-${notice.news.kind}-${notice.news.at.getTime()}`;
  const timestamp = String(Math.floor(sentAt.getTime() / 1_000));
  const body = Buffer.from(JSON.stringify(cloudEvent(notice, id)));
  const hmac = createHmac('sha256', Buffer.from(key.reveal(), 'base64')).update(`${id}.${timestamp}.`).update(body);
  return {
    headers: {
      'Content-Type': 'application/cloudevents+json; charset=utf-8',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${hmac.digest('base64')}`,
    },
    // The bytes that were signed, and no others.
    body,
  };
}

function cloudEvent({ connection, news, statusUrl }: Notice, id: string) {
  const { kind, at, goesOn, problems, secretExpiresAt, troubledSince } = news;
  return {
    specversion: '1.0',
    id,
    source: statusUrl ?? `urn:${PRODUCT}`,
    type: `${PRODUCT}.connection.${kind}`,
    subject: connection.name,
    time: at.toISOString(),
    datacontenttype: 'application/json',
    data: {
      connection: connection.name,
      espocrmUrl: connection.espocrmUrl,
      goesOn,
      problems,
      secretExpiresAt,
      troubledSince,
    },
  };
}
