/** Compiles as for every test, but has each source that may be mutated look, when it is loaded, whether it is now. */
import { createTransformer as createSwcTransformer } from '@swc/jest';
import { MUTATED } from './mutated';

interface Options {
  /** The path of what may be mutated matches this. */
  readonly mutable: string;
  readonly swc: Parameters<typeof createSwcTransformer>[0];
}

function createTransformer({ mutable, swc }: Options): ReturnType<typeof createSwcTransformer> {
  const plain = createSwcTransformer({ ...swc, sourceMaps: false });
  const isMutable = new RegExp(mutable);
  return {
    ...plain,
    getCacheKey: (...given) => `mutable-${plain.getCacheKey?.(...given)}`,
    process(source, path, options) {
      const compiled = plain.process?.(source, path, options) ?? { code: source };
      if (!isMutable.test(path)) return compiled;
      const now = `globalThis.${MUTATED}`;
      return { code: `eval(${now}?.file === __filename ? ${now}.code : ${JSON.stringify(compiled.code)})` };
    },
  };
}

export default { createTransformer };
