/** The module `@azure/functions-core`, which exists only inside a Functions worker: it collects what an app registers. */
import type { Emit } from './hostMessages';
import type { FunctionCallback, FunctionMetadata, LogCategory, LogLevel, ProgrammingModel } from './programmingModel';

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

export type HookName = 'appStart' | 'appTerminate' | 'preInvocation' | 'postInvocation';
type HookCallback = (context: object) => unknown;

export interface FunctionsCore {
  /** What `require('@azure/functions-core')` answers. */
  readonly module: object;
  functions(): readonly RegisteredFunction[];
  /** From now on registering is an error, as in the worker after start-up. */
  lock(): void;
  programmingModel(): ProgrammingModel;
  runHooks(name: HookName, context: object): Promise<void>;
}

export function createFunctionsCore(emit: Emit): FunctionsCore {
  const functions = new Map<string, RegisteredFunction>();
  const hooks = new Map<string, HookCallback[]>();
  let model: ProgrammingModel | undefined;
  let locked = false;

  const registerFunction = (metadata: FunctionMetadata, callback: FunctionCallback) => {
    const { name } = metadata;
    if (locked) throw new Error('A function can only be registered during app startup.');
    if (functions.has(name)) throw new Error(`A function with id "${name}" has already been registered.`);
    functions.set(name, { metadata, callback });
    return { dispose: () => functions.delete(name) };
  };
  const registerHook = (name: string, callback: HookCallback) => {
    const callbacks = hooks.get(name) ?? [];
    hooks.set(name, [...callbacks, callback]);
    return {
      dispose: () =>
        hooks.set(
          name,
          (hooks.get(name) ?? []).filter((other) => other !== callback),
        ),
    };
  };
  return {
    module: {
      version: '3.14.1',
      hostVersion: '4.1044.0',
      registerFunction,
      registerHook,
      setProgrammingModel: (given: ProgrammingModel) => {
        model = given;
      },
      getProgrammingModel: () => model,
      log: (level: LogLevel, category: LogCategory, text: string) => emit({ level, category, text }),
    },
    functions: () => [...functions.values()],
    lock: () => {
      locked = true;
    },
    programmingModel() {
      if (!model) throw new Error('The app does not use the package @azure/functions.');
      return model;
    },
    async runHooks(name, context) {
      for (const callback of hooks.get(name) ?? []) await callback(context);
    },
  };
}
