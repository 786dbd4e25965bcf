/** How Jest is set up to run tests against mutants: as the project's own tests, but for what stands in `jest/`. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Options, transformSync } from '@swc/core';
import * as z from 'zod';

const projectSchema = z.looseObject({ transform: z.record(z.string(), z.tuple([z.string(), z.looseObject({})])) });

export interface JestSetup {
  /** The file with the configuration. */
  readonly config: string;
  /** As Jest compiles the source of that path. */
  compile(source: string, path: string): string;
}

/** One test that waits for what never comes ends after this. */
const TEST_TIMEOUT_MS = 10_000;

/** `built`: the folder with what stands in `jest/`, as JavaScript. Nothing is built before, for these tests need no app. */
export function setUpJest(root: string, built: string, folder: string, mutable: readonly string[]): JestSetup {
  const project = projectSchema.parse(createRequire(join(root, 'package.json'))(join(root, 'jest.config.js')));
  const [[pattern, [, swc]] = ['', ['', {}]]] = Object.entries(project.transform);
  const options: Options = swc;
  const config = join(folder, 'jest.config.json');
  const paths = mutable.map((file) => `${file.replaceAll(/[.\\]/g, '\\$&')}$`).join('|');
  const { globalSetup: _, maxWorkers: __, ...rest } = project;
  const ours = {
    rootDir: root,
    runner: join(built, 'runner.cjs'),
    testEnvironment: join(built, 'environment.cjs'),
    transform: { [pattern]: [join(built, 'transform.cjs'), { mutable: paths, swc }] },
    testTimeout: TEST_TIMEOUT_MS,
    reporters: [],
  };
  writeFileSync(config, JSON.stringify({ ...rest, ...ours }));
  return {
    config,
    compile: (source, filename) => transformSync(source, { ...options, filename, swcrc: false }).code,
  };
}
