/** Replaces `%NAME%` in a trigger's options by the app's setting of that name. */

export type Resolve = (option: string, text: string) => string;

export const createResolve =
  (functionName: string, env: NodeJS.ProcessEnv): Resolve =>
  (option, text) =>
    text.replace(/%([^%]+)%/g, (_whole, name: string) => {
      const value = env[name];
      if (value === undefined || value === '')
        throw new Error(
          `The function "${functionName}" needs the setting ${name} for its ${option}, and it is not set.`,
        );
      return value;
    });
