/**
 * The endpoint to which Event Grid delivers: `/runtime/webhooks/eventgrid?functionName=NAME`, in either event schema.
 * It answers as the Event Grid extension does (Azure/azure-sdk-for-net, HttpRequestProcessor and
 * EventGridExtensionConfigProvider): whatever its Content-Type, the header `aeg-event-type` says what a POST is.
 */
import * as z from 'zod';
import type { Answer } from './answer';
import type { RegisteredFunction } from './functionsCore';
import type { HostRequest } from './hostRequest';
import type { AnswerRequest } from './hostServer';
import { type Invoke, triggerOf } from './invoke';

/** Event Grid's own, by cloud; to any other origin the first of them is answered, which allows nothing. */
const ORIGINS = [
  'eventgrid.azure.net',
  'eventgrid.azure.us',
  'eventgrid.azure.eaglex.ic.gov',
  'eventgrid.azure.microsoft.scloud',
  'eventgrid.azure.cn',
] as const;

const eventSchema = z.looseObject({ data: z.unknown() });
const eventsSchema = z.union([z.array(eventSchema), eventSchema.transform((event) => [event])]);
const codeSchema = z.object({ validationCode: z.string() });

const text = (status: number, body: string): Answer => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  body,
});

/** CloudEvents carry the handshake's data as a string of JSON. */
function agree(events: z.infer<typeof eventsSchema>): Answer {
  const data = events[0]?.data;
  const { validationCode } = codeSchema.parse(typeof data === 'string' ? JSON.parse(data) : data);
  return text(200, JSON.stringify({ validationResponse: validationCode }));
}

export function createEventGridWebhook(functions: readonly RegisteredFunction[], invoke: Invoke): AnswerRequest {
  const targets = new Map(
    functions
      .filter((target) => triggerOf(target).type === 'eventGridTrigger')
      .map((target) => [target.metadata.name, target]),
  );

  /** All at once; one that fails makes Event Grid send all of them again. */
  async function deliver(target: RegisteredFunction, events: z.infer<typeof eventsSchema>): Promise<Answer> {
    const reason = `EventGrid trigger fired at ${new Date().toISOString()}`;
    const outcomes = await Promise.all(
      events.map((event) =>
        invoke(target, {
          data: { json: JSON.stringify(event) },
          metadata: { data: { json: JSON.stringify(event.data ?? null) } },
          reason,
        }),
      ),
    );
    const failed = outcomes.find(({ kind }) => kind === 'failed');
    return failed
      ? text(500, `Exception while executing function: Functions.${target.metadata.name}`)
      : { status: 202 };
  }

  async function answer({ method, url, headers, bytes }: HostRequest): Promise<Answer> {
    const name = url.searchParams.get('functionName') ?? '';
    const target = targets.get(name);
    if (!target) return text(404, `cannot find function: '${name}'`);
    if (method === 'OPTIONS') {
      const origin = ORIGINS.find((known) => known === headers['webhook-request-origin']) ?? ORIGINS[0];
      return { status: 200, headers: { 'Webhook-Allowed-Origin': origin } };
    }
    const about = String(headers['aeg-event-type'] ?? '').toLowerCase();
    if (about === 'unsubscribe') return { status: 202 };
    if (about !== 'subscriptionvalidation' && about !== 'notification') return { status: 400 };
    // What is no event makes the extension throw, hence a 500.
    const events = eventsSchema.parse(JSON.parse(bytes.toString()));
    return about === 'notification' ? deliver(target, events) : agree(events);
  }

  return async (request) =>
    /^\/runtime\/webhooks\/eventgrid\/?$/i.test(request.url.pathname) ? answer(request) : undefined;
}
