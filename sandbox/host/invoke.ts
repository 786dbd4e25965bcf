/** Runs one function once, with the app's hooks around it, as the worker's invocation handler does. */
import { randomBytes, randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import type { FunctionsCore, RegisteredFunction } from './functionsCore';
import type { Emit } from './hostMessages';
import type { CoreInvocationContext, InvocationResponse, TypedData } from './programmingModel';

export type Outcome =
  | { readonly kind: 'done'; readonly response: InvocationResponse }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface Invocation {
  readonly data: TypedData;
  readonly metadata?: Readonly<Record<string, TypedData>>;
  /** For the log, in the words of the Functions host. */
  readonly reason: string;
  /** The caller's W3C trace context, where it sent one. */
  readonly traceParent?: string;
}

/** Never rejects: a failing function is an outcome like any other. */
export type Invoke = (target: RegisteredFunction, invocation: Invocation) => Promise<Outcome>;

export interface Trigger {
  readonly bindingName: string;
  /** For example `httpTrigger`. */
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export function triggerOf({ metadata }: RegisteredFunction): Trigger {
  const found = Object.entries(metadata.bindings).find(([, binding]) => /trigger$/i.test(binding.type));
  if (!found) throw new Error(`The function "${metadata.name}" has no trigger.`);
  const [bindingName, options] = found;
  return { bindingName, type: options.type, options };
}

async function run(core: FunctionsCore, target: RegisteredFunction, context: CoreInvocationContext) {
  const model = core.programmingModel().getInvocationModel(context);
  const { context: invocationContext, inputs } = await model.getArguments();
  const shared = { hookData: {}, appHookData: {}, invocationContext };
  const before = { ...shared, inputs, functionCallback: target.callback };
  context.state = 'preInvocationHooks';
  await core.runHooks('preInvocation', before);
  const after: { result: unknown; error: unknown } = { result: null, error: null };
  context.state = 'invocation';
  try {
    after.result = await model.invokeFunction(invocationContext, before.inputs, before.functionCallback);
  } catch (error) {
    after.error = error ?? new Error('The function failed without an error.');
  }
  context.state = 'postInvocationHooks';
  const post = { ...shared, inputs: before.inputs, ...after };
  await core.runHooks('postInvocation', post);
  context.state = undefined;
  if (post.error) throw post.error;
  return model.getResponse(invocationContext, post.result);
}

export function createInvoke(core: FunctionsCore, emit: Emit): { invoke: Invoke; idle(): Promise<void> } {
  const running = new Set<Promise<Outcome>>();

  const once = async (target: RegisteredFunction, { data, metadata = {}, ...rest }: Invocation): Promise<Outcome> => {
    const { name } = target.metadata;
    const invocationId = randomUUID();
    const about = { function: name, invocationId };
    const log = (level: 'information' | 'error', text: string) => emit({ level, category: 'host', text, ...about });
    const traceParent =
      rest.traceParent ?? `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
    const request = {
      invocationId,
      inputData: [{ name: triggerOf(target).bindingName, data }],
      triggerMetadata: metadata,
      traceContext: { traceParent },
    };
    const started = performance.now();
    const took = () => `Id=${invocationId}, Duration=${Math.round(performance.now() - started)}ms`;
    log('information', `Executing 'Functions.${name}' (Reason='${rest.reason}', Id=${invocationId})`);
    try {
      const response = await run(core, target, {
        invocationId,
        request,
        metadata: target.metadata,
        log: (level, category, text) => emit({ level, category, text, ...about }),
      });
      log('information', `Executed 'Functions.${name}' (Succeeded, ${took()})`);
      return { kind: 'done', response };
    } catch (error) {
      log('error', `Executed 'Functions.${name}' (Failed, ${took()})\n${inspect(error)}`);
      return { kind: 'failed', error };
    }
  };

  return {
    invoke(target, invocation) {
      const outcome = once(target, invocation);
      running.add(outcome);
      return outcome.finally(() => running.delete(outcome));
    },
    async idle() {
      await Promise.all(running);
    },
  };
}
