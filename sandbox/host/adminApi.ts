/** The host's own API under `/admin`: runs a function by hand, lists functions, tells the host's state; asks for no key, as Core Tools. */
import * as z from 'zod';
import type { Answer } from './answer';
import type { RegisteredFunction } from './functionsCore';
import type { HostFunction } from './hostMessages';
import type { HostRequest } from './hostRequest';
import type { AnswerRequest } from './hostServer';
import { type Invocation, type Invoke, triggerOf } from './invoke';

export interface AdminApiOptions {
  readonly functions: readonly RegisteredFunction[];
  readonly described: readonly HostFunction[];
  readonly invoke: Invoke;
  /** What a timer function is given; undefined for any other. */
  readonly timerByHand: (name: string) => Invocation | undefined;
}

const bodySchema = z.object({ input: z.string().nullish() });

const json = (status: number, value: unknown): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});

function inputOf({ bytes }: HostRequest): z.ZodSafeParseResult<z.infer<typeof bodySchema>> {
  try {
    return bodySchema.safeParse(JSON.parse(bytes.toString()));
  } catch {
    return bodySchema.safeParse(undefined);
  }
}

export function createAdminApi({ functions, described, invoke, timerByHand }: AdminApiOptions): AnswerRequest {
  /** Manually run a non HTTP-triggered function: anything but JSON is 415, and the answer does not wait for the function. */
  function run(target: RegisteredFunction, request: HostRequest): Answer {
    const { name } = target.metadata;
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
      return json(415, { title: 'Unsupported Media Type: send Content-Type: application/json' });
    const body = inputOf(request);
    if (!body.success) return json(400, { title: 'Send a JSON object; "input", when there is one, is a string.' });
    if (triggerOf(target).type === 'httpTrigger')
      return json(400, { title: `The function "${name}" has an HTTP trigger: call its route.` });
    const invocation = timerByHand(name) ?? {
      data: { string: body.data.input ?? '' },
      reason: 'This function was programmatically called via the host APIs.',
    };
    void invoke(target, invocation);
    return { status: 202 };
  }

  const view = ({ metadata }: RegisteredFunction) => ({
    name: metadata.name,
    config: { bindings: Object.entries(metadata.bindings).map(([name, binding]) => ({ ...binding, name })) },
    invoke_url_template: described.find(({ name }) => name === metadata.name)?.route ?? null,
    language: 'node',
    isDisabled: false,
  });

  return async (request) => {
    const { method, url } = request;
    const [, what, rest] = /^\/admin\/(functions|host)(?:\/([^/]+))?\/?$/i.exec(url.pathname) ?? [];
    const key = `${method} ${what?.toLowerCase()}`;
    if (key === 'GET host' && rest?.toLowerCase() === 'status') return json(200, { state: 'Running' });
    if (key === 'GET functions' && rest === undefined) return json(200, functions.map(view));
    const target = functions.find(({ metadata }) => metadata.name.toLowerCase() === rest?.toLowerCase());
    if (!target) return undefined;
    if (key === 'GET functions') return json(200, view(target));
    return key === 'POST functions' ? run(target, request) : undefined;
  };
}
