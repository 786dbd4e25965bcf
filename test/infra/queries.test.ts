import { HttpRequest, InvocationContext } from '@azure/functions';
import * as z from 'zod';
import { createNotifications } from '../../src/adapters/notifications/createNotifications';
import { createSecret } from '../../src/core/secret';
import { createHandle } from '../../src/http/handle';
import { checkAll } from '../../src/reconcile/checkAll';
import { LOG_EVENTS } from '../../src/reconcile/logEvents';
import { provision } from '../../src/reconcile/requests';
import { takeMessage } from '../../src/reconcile/takeMessage';
import { aPrivateHosts } from '../support/aPrivateHosts';
import { aFailure, createMemoryWorld } from '../support/memoryWorld';
import { aSpec } from '../support/seen';
import { filesIn, textOf } from './repository';

/** Every query of alerts and workbook, and those that operators find in the documentation. */
const queries: readonly (readonly [string, string])[] = [
  ...filesIn('infra/queries').map((file) => [file, textOf(`infra/queries/${file}`)] as const),
  ...[...textOf('docs/operating.md').matchAll(/```kql\n([\s\S]*?)```/g)].map(
    ([, query = ''], index) => [`docs/operating.md, query ${index + 1}`, query] as const,
  ),
];
const lineSchema = z.looseObject({ event: z.string() });

const withoutComments = (query: string) => query.replace(/^\s*\/\/.*$/gm, '');
const fieldsIn = (query: string) =>
  new Set([...withoutComments(query).matchAll(/\blog\.(\w+)/g)].map(([, field = '']) => field));
const eventsIn = (query: string) =>
  [...withoutComments(query).matchAll(/log\.event (?:==|in) (\([\s\S]*?\)|"[^"]*")/g)].flatMap(([, list = '']) =>
    [...list.matchAll(/"([^"]+)"/g)].map(([, event = '']) => event),
  );

/** What a request logs that ends with this error. */
async function linesOfRequest(error: Error) {
  const lines: string[] = [];
  const rules = { privateHosts: aPrivateHosts(''), identityEndpoint: undefined, ownHost: undefined };
  const settings = { easyAuth: false, onDevelopersMachine: false, addresses: rules };
  const handle = createHandle(
    () => settings,
    () => {
      throw error;
    },
  );
  const request = new HttpRequest({ method: 'PUT', url: 'https://localhost/api', params: { name: 'acme' } });
  const context = new InvocationContext({
    functionName: 'provision',
    logHandler: (_level, ...parts) => void lines.push(parts.join(' ')),
  });
  await handle('provision')(request, context);
  return lines.map((line) => {
    const { event, ...fields } = lineSchema.parse(JSON.parse(line));
    return { event, fields };
  });
}

/** The fields that came with each event in a life with everything in it: provisioned, renewed, hindered, checked. */
async function seenFields(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const world = createMemoryWorld();
  const look = () => takeMessage({ connection: 'acme', attempt: 0 }, world.connector, world.log);
  await provision(aSpec(), world.connector, world.log);
  for (const days of [725, 1, 8, 1]) {
    world.moveDays(days);
    await look();
  }
  await checkAll(world.connector, world.log);
  world.hooks.before = (call) => {
    if (call === 'read the settings') throw aFailure({ retry: 'never', status: 500, requestId: 'request' });
  };
  await look();
  world.hooks.before = () => {
    throw aFailure();
  };
  await takeMessage({ connection: 'acme', attempt: 0 }, world.connector, world.log, true).catch(() => undefined);
  for (const error of [aFailure({ retry: 'never', status: 500, requestId: 'request' }), new TypeError()])
    world.lines.push(...(await linesOfRequest(error)));
  const key = createSecret(Buffer.alloc(24).toString('base64'));
  const { tell } = createNotifications({
    channels: [{ kind: 'webhook', url: createSecret('https://hooks.example.com'), key }],
    http: async () => ({ status: 500, headers: {}, json: undefined }),
    clock: world.connector.ports.clock,
    statusUrl: undefined,
  });
  const news = { goesOn: true, problems: [], secretExpiresAt: undefined, troubledSince: undefined, at: world.now() };
  await tell(aSpec(), [{ ...news, kind: 'renewed' }], world.log);
  const seen = new Map<string, Set<string>>();
  for (const { event, fields } of world.lines) {
    const given = Object.entries(fields).filter(([, value]) => value !== undefined);
    seen.set(event, new Set([...(seen.get(event) ?? []), ...given.map(([name]) => name)]));
  }
  return seen;
}

describe('The queries of alerts, workbook and documentation', () => {
  let emitted: ReadonlyMap<string, ReadonlySet<string>>;
  beforeAll(async () => {
    emitted = await seenFields();
  });

  test('are there', () => {
    expect(queries.length).toBeGreaterThan(15);
  });

  test.each(queries)('%s names only events that the app emits', (_name, query) => {
    for (const event of eventsIn(query)) expect(LOG_EVENTS).toContain(event);
    expect(query.includes('log.event') || !query.includes('parse_json')).toBe(true);
  });

  test.each(queries)('%s names only fields that came with these events', (_name, query) => {
    const events = eventsIn(query);
    // A query that names no event is about all of them.
    const named = events.length > 0 ? events : [...emitted.keys()];
    const came = new Set(['event', ...named.flatMap((event) => [...(emitted.get(event) ?? [])])]);
    expect([...fieldsIn(query)].filter((field) => !came.has(field))).toEqual([]);
  });

  test('find the one line that has no event: why the app does not start', () => {
    const [, text = ''] = /Message has "(.*)"/.exec(textOf('docs/operating.md')) ?? [];
    expect(text).not.toBe('');
    expect(textOf('src/config/config.ts')).toContain(text);
  });

  test('are used, each of them', () => {
    const bicep = ['alerts', 'workbook'].map((file) => textOf(`infra/app/${file}.bicep`)).join('\n');
    expect(filesIn('infra/queries').filter((file) => !bicep.includes(`queries/${file}'`))).toEqual([]);
  });

  test('tell alerts apart by columns that they have', () => {
    const rules = textOf('infra/app/alerts.bicep').split(/\n {2}\{\n/);
    const told = rules.flatMap((rule) => {
      const file = /queries\/(\w+\.kql)/.exec(rule)?.[1];
      const column = /dimension: '(\w+)'/.exec(rule)?.[1];
      return file && column ? [{ file, column }] : [];
    });
    expect(told.length).toBeGreaterThan(2);
    for (const { file, column } of told) expect(textOf(`infra/queries/${file}`)).toMatch(new RegExp(`\\b${column}\\b`));
  });
});
