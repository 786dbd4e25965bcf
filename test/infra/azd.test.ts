import * as z from 'zod';
import { filesIn, jsonOf, textOf } from './repository';

const azure = textOf('azure.yaml');
const parametersSchema = z.object({ parameters: z.record(z.string(), z.object({ value: z.string() })) });
const layers = ['app', 'events'] as const;

/** The azd value that each parameter comes from. */
const parametersOf = (layer: string) =>
  Object.entries(parametersSchema.parse(jsonOf(`infra/${layer}/main.parameters.json`)).parameters).map(
    ([name, { value }]) => ({ name, value: /^\$\{(\w+)\}$/.exec(value)?.[1] ?? '' }),
  );
const declaredIn = (layer: string) =>
  [...textOf(`infra/${layer}/main.bicep`).matchAll(/^param (\w+) \w+( = )?/gm)].map(([, name, hasDefault]) => ({
    name,
    required: hasDefault === undefined,
  }));
const outputsOf = (layer: string) =>
  [...textOf(`infra/${layer}/main.bicep`).matchAll(/^output (\w+) /gm)].map(([, name]) => name);

describe('azd', () => {
  test('makes the resources, then deploys the code, then subscribes it to the events', () => {
    expect([...azure.matchAll(/- azd: (.*)$/gm)].map(([, step]) => step)).toEqual([
      'package --all',
      'provision app',
      'deploy --all',
      'provision events',
    ]);
  });

  test('finds every layer, and every script that a hook runs', () => {
    expect([...azure.matchAll(/path: infra\/(\w+)/g)].map(([, layer]) => layer)).toEqual([...layers]);
    const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(jsonOf('package.json'));
    const run = [...azure.matchAll(/npm run --silent ([\w:-]+)/g)].map(([, script = '']) => script);
    expect(run).toHaveLength(4);
    for (const script of run) {
      const hook = /dist\/hooks\/(\w+)\.cjs$/.exec(scripts[script] ?? '')?.[1] ?? script;
      expect(filesIn('infra/hooks')).toContain(`${hook}.ts`);
    }
  });

  test('deploys to the app that carries the name of the service', () => {
    const [, service] = /^services:\n {2}(\w+):/m.exec(azure) ?? [];
    expect(textOf('infra/app/functionApp.bicep')).toContain(`'azd-service-name': '${service}'`);
  });

  test.each(layers)('gives the layer %s values that it knows, and all that it requires', (layer) => {
    const given = parametersOf(layer).map(({ name }) => name);
    const declared = declaredIn(layer);
    expect(given.filter((name) => !declared.some((each) => each.name === name))).toEqual([]);
    expect(declared.filter(({ name, required }) => required && !given.includes(name ?? ''))).toEqual([]);
  });

  test('gives the events what the app came to', () => {
    const own = parametersOf('events').filter(({ value }) => value !== 'AZURE_ENV_NAME');
    expect(own.filter(({ value }) => !outputsOf('app').includes(value))).toEqual([]);
  });

  test('is stopped by every rule of the linter but by those that the calendar alone can break', () => {
    const { rules } = z
      .object({
        analyzers: z.object({ core: z.object({ rules: z.record(z.string(), z.object({ level: z.string() })) }) }),
      })
      .parse(jsonOf('infra/bicepconfig.json')).analyzers.core;
    const others = Object.entries(rules).filter(([, { level }]) => level !== 'error');
    expect(Object.fromEntries(others.map(([name, { level }]) => [name, level]))).toEqual({
      // An error would stop every deployment on the day a version turns two; `npm run infra` fails for the warning.
      'use-recent-api-versions': 'warning',
      'use-user-defined-types': 'off',
      'what-if-short-circuiting': 'off',
    });
  });

  test('knows every value that docs/deploy.md explains, and explains every one that it knows', () => {
    const explained = new Set(
      [...textOf('docs/deploy.md').matchAll(/^\| `(CONNECTOR_\w+)`/gm)].map(([, name]) => name),
    );
    const known = new Set(parametersOf('app').flatMap(({ value }) => (value.startsWith('CONNECTOR_') ? [value] : [])));
    known.add('CONNECTOR_EASY_AUTH');
    expect([...explained].sort()).toEqual([...known].sort());
  });
});
