/**
 * What others stand on is as it was recorded: log events, stored documents and tags, the HTTP contract, exit codes.
 *
 * Where a change is meant, RECORD=1 writes anew what is derived (`npx biome check --write` then formats it); the recorded
 * documents, tags and runs of the command line are what earlier versions wrote and did, so to them is only added.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { createConnectionsCommand } from '../../sandbox/fleet/connectionsCommand';
import { listen } from '../../sandbox/kit/listen';
import { readTags } from '../../src/adapters/keyVault/secretTags';
import {
  documentSchema,
  readDocument,
  readSummary,
  toDocument,
  toSummary,
} from '../../src/contract/connectionDocument';
import { LOG_EVENTS } from '../../src/reconcile/logEvents';
import { startTestStage } from '../support/startTestStage';

const fileOf = (name: string) => join(__dirname, `${name}.json`);
const recorded = async (name: string): Promise<unknown> => JSON.parse(await readFile(fileOf(name), 'utf8'));

/** In any order, these mean the same. */
const UNORDERED = ['required', 'enum', 'anyOf'];

/** What a schema demands, whatever it is said with: without words for people, and each thing in one way only. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, each]): (readonly [string, unknown])[] => {
    if (['description', 'summary'].includes(key) && typeof each === 'string') return [];
    if (key === 'enum' && Array.isArray(each) && each.length === 1) return [['const', each[0]]];
    const name = key === 'oneOf' ? 'anyOf' : key;
    const inner = bare(each);
    const isUnordered = UNORDERED.includes(name) && Array.isArray(inner);
    return [
      [
        name,
        isUnordered
          ? inner
              .map((one) => JSON.stringify(one))
              .sort()
              .map((one) => JSON.parse(one))
          : inner,
      ],
    ];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Through JSON, which is what others get. */
async function expectAsRecorded(name: string, value: unknown) {
  const text = `${JSON.stringify(bare(value), null, 2)}\n`;
  if (process.env['RECORD']) await writeFile(fileOf(name), text);
  expect(JSON.parse(text)).toEqual(await recorded(name));
}

test('the names of the log events', async () => {
  await expectAsRecorded('logEvents', [...LOG_EVENTS].sort());
});

test('the schema of the stored documents, and of what is made of them', async () => {
  const schemaOf = (io: 'input' | 'output') =>
    z.toJSONSchema(documentSchema, { io, unrepresentable: 'any', reused: 'inline' });
  await expectAsRecorded('documentSchema', { stored: schemaOf('input'), decoded: schemaOf('output') });
});

test('the HTTP contract, and the functions that the platform finds', async () => {
  const stage = await startTestStage({ background: false });
  try {
    const { status, body } = await stage.api.request('GET', '/api/openapi.json');
    expect(status).toBe(200);
    const { info, ...contract } = z.looseObject({ info: z.looseObject({ version: z.string() }) }).parse(body);
    await expectAsRecorded('openApi', { ...contract, info: { ...info, version: 'any' } });
    await expectAsRecorded(
      'functions',
      [...stage.app.functions].sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
  } finally {
    await stage.close();
  }
});

describe('a stored document', () => {
  const documentFile = z.object({
    name: z.string(),
    metadata: z.record(z.string(), z.string()),
    document: z.looseObject({}),
  });

  const all = [
    'blocked-with-failure',
    'blocked-with-problems',
    'moved',
    'never-reconciled',
    'removal-under-way',
    'rotating',
    'settled',
    'settled-with-everything',
    'settling-with-failure',
  ];

  test.each(all)(
    'that an earlier version wrote, %s, is read and written as it was, and so is its summary',
    async (which) => {
      const { name, metadata, document } = documentFile.parse(await recorded(`documents/${which}`));
      const { spec, outcome } = readDocument(name, JSON.stringify(document));
      expect(JSON.parse(toDocument(spec, outcome))).toEqual(document);
      expect(toSummary(spec, outcome)).toEqual(metadata);
      expect(readSummary(name, metadata)).toMatchObject({ name, state: outcome?.state ?? 'settling' });
    },
  );

  test('of each recording is among them', async () => {
    expect((await readdir(join(__dirname, 'documents'))).sort()).toEqual(all.map((which) => `${which}.json`).sort());
  });
});

test('the tags that earlier versions left on secrets say what they said', async () => {
  const tagged = z.array(
    z.object({
      connection: z.string(),
      version: z.string(),
      expiresOn: z.iso.datetime(),
      tags: z.record(z.string(), z.string()),
      stored: z.looseObject({}),
    }),
  );
  for (const { connection, version, expiresOn, tags, stored } of tagged.parse(await recorded('secretTags')))
    expect(JSON.parse(JSON.stringify(readTags(connection, version, tags, new Date(expiresOn))))).toEqual(stored);
});

describe('the command line', () => {
  const runs = z.array(
    z.object({
      what: z.string(),
      command: z.array(z.string()),
      /** What lies in FOLDER. */
      files: z.record(z.string(), z.json()).default({}),
      /** What the app answers, by method and path; nothing else is answered at all. */
      answers: z.record(z.string(), z.object({ status: z.number(), body: z.json() })).default({}),
      exitCode: z.number(),
    }),
  );

  test('ends with the recorded exit codes', async () => {
    const all = runs.parse(await recorded('exitCodes'));
    const ended = await Promise.all(
      all.map(async ({ what, command, files, answers }) => {
        const folder = await mkdtemp(join(tmpdir(), 'recorded-'));
        for (const [name, content] of Object.entries(files))
          await writeFile(join(folder, name), JSON.stringify(content));
        const server = createServer((request, response) => {
          const answer = answers[`${request.method} ${request.url}`];
          if (!answer) return response.destroy();
          response.writeHead(answer.status, { 'content-type': 'application/json' });
          return response.end(JSON.stringify(answer.body));
        });
        const port = await listen(server, 0, 'the app');
        const run = createConnectionsCommand({ CONNECTOR_APP_URL: `http://127.0.0.1:${port}` });
        const { exitCode } = await run(...command.map((word) => word.replace('FOLDER', folder)));
        server.close();
        server.closeAllConnections();
        await rm(folder, { recursive: true });
        return { what, exitCode };
      }),
    );
    expect(ended).toEqual(all.map(({ what, exitCode }) => ({ what, exitCode })));
    expect(new Set(ended.map(({ exitCode }) => exitCode))).toEqual(new Set([0, 1, 2]));
  });
});
