import type { ConnectionSpec, Removal, Revocation } from '../../src/core/connection';
import type { Log } from '../../src/reconcile/ports';
import { type Answered, deprovision, provision, rotate } from '../../src/reconcile/requests';
import { createKeptLog } from '../support/keptLog';
import { aFailure, createMemoryWorld, type MemoryWorld } from '../support/memoryWorld';
import { aSpec } from '../support/seen';

type Request = (world: MemoryWorld, log: Log) => Promise<Answered | 'busy' | undefined>;

const removal: Removal = { keepRegistration: false, keepSecrets: true, espocrmIsGone: false };
const asking =
  (changes: Partial<ConnectionSpec> = {}): Request =>
  ({ connector }, log) =>
    provision(aSpec(changes), connector, log);
const rotating =
  (revoke: Revocation = 'after-overlap', reason = 'leaked'): Request =>
  ({ connector }, log) =>
    rotate('acme', { reason, revoke }, connector, log);
const removing: Request = ({ connector }, log) => deprovision('acme', removal, connector, log);

async function made(request: Request, world: MemoryWorld) {
  const { log, lines } = createKeptLog();
  const { answer } = await request(world, log).then(
    (value) => ({ answer: value }),
    (error: unknown) => ({ answer: error }),
  );
  return { answer, lines };
}

/** A connection that has been well for a day. */
async function aSettledWorld() {
  const world = createMemoryWorld();
  await made(asking(), world);
  world.moveDays(1);
  return world;
}

/** A world without the connection. */
function anEmptyWorld() {
  const world = createMemoryWorld();
  delete world.document.spec;
  return world;
}

/** What happens whenever somebody tries to take the connection; `waitedMs`: how long after this. */
function atEachTry({ hooks, now }: MemoryWorld, happens: (waitedMs: number) => void) {
  const from = now().getTime();
  hooks.before = (call) => {
    if (call === 'take the connection') happens(now().getTime() - from);
  };
}

/** Another worker has the connection for that long. */
function busyFor(ms: number, world: MemoryWorld, meanwhile?: () => void) {
  world.document.held = true;
  atEachTry(world, (waitedMs) => {
    if (waitedMs < ms) return;
    world.document.held = false;
    meanwhile?.();
    delete world.hooks.before;
  });
}

const failing = (operation: string, error: Error, { hooks }: MemoryWorld) => {
  hooks.before = (call) => {
    if (call === operation) throw error;
  };
};

const keysIn = async ({ connector }: MemoryWorld) =>
  (await connector.ports.vault.readVersions('acme')).map(({ keyId }) => keyId);

/** Everything that a request may change. */
const stateOf = async (world: MemoryWorld) => ({
  ...structuredClone({ spec: world.document.spec, outcome: world.document.outcome, queue: world.queue }),
  keys: await keysIn(world),
  canSignIn: world.canSignIn(),
});

describe('a new specification', () => {
  test('is stored and brought about, and the answer says what came of it', async () => {
    const world = anEmptyWorld();
    const { answer } = await made(asking({ displayName: 'New' }), world);
    expect(answer).toMatchObject({ spec: aSpec({ displayName: 'New' }), outcome: { state: 'settled' } });
    expect(answer).toEqual({ spec: world.document.spec, outcome: world.document.outcome });
    expect([world.document.held, world.canSignIn()]).toEqual([false, true]);
  });

  test('is written to storage once, and once more with what came of it', async () => {
    const world = anEmptyWorld();
    await made(asking(), world);
    expect(world.calls.filter((call) => /^(create|save) the connection$/.test(call))).toEqual([
      'create the connection',
      'save the connection',
    ]);
  });

  test('is told of before what came of it', async () => {
    const { lines } = await made(asking(), anEmptyWorld());
    expect(lines[0]).toEqual(['info', 'connection.provisioned', { connection: 'acme', created: true }]);
    expect(lines.at(-1)).toMatchObject(['info', 'connection.reconciled', { state: 'settled' }]);
  });

  test('of a connection that another worker removes at once is busy, and nothing more is done', async () => {
    const world = anEmptyWorld();
    atEachTry(world, () => delete world.document.spec);
    expect(await made(asking(), world)).toEqual({ answer: 'busy', lines: [] });
    expect(world.document.spec).toBeUndefined();
  });

  test('that storage does not take is a failure, and nothing else happens', async () => {
    const world = anEmptyWorld();
    const failure = aFailure({ system: 'Storage' });
    failing('create the connection', failure, world);
    expect(await made(asking(), world)).toEqual({ answer: failure, lines: [] });
    expect(world.document).toMatchObject({ held: false });
    expect(world.document.spec).toBeUndefined();
  });
});

describe('a specification of a connection that is there', () => {
  test('replaces what was wanted, and is brought about', async () => {
    const world = await aSettledWorld();
    const { answer, lines } = await made(asking({ displayName: 'New' }), world);
    expect(answer).toMatchObject({ spec: { displayName: 'New' }, outcome: { state: 'settled' } });
    expect(world.document.outcome?.done).toContainEqual({ kind: 'register', reason: 'drifted' });
    expect(answer).toEqual({ spec: world.document.spec, outcome: world.document.outcome });
    expect(lines[0]).toEqual(['info', 'connection.provisioned', { connection: 'acme', created: false }]);
  });

  test('does not forget a rotation', async () => {
    const world = await aSettledWorld();
    await made(rotating(), world);
    const rotation = world.document.spec?.rotation;
    expect(rotation).toBeDefined();
    await made(asking({ displayName: 'New' }), world);
    expect(world.document.spec).toMatchObject({ displayName: 'New', rotation });
  });

  test('with another address is a move, which begins when the connection was free', async () => {
    const world = await aSettledWorld();
    busyFor(500, world);
    const at = new Date(world.now().getTime() + 500);
    await made(asking({ espocrmUrl: 'https://new.example.com' }), world);
    const moved = { at, from: ['https://crm.example.com'] };
    expect(world.document.spec).toMatchObject({ espocrmUrl: 'https://new.example.com', moved });
    world.moveDays(1);
    await made(asking({ espocrmUrl: 'https://new.example.com', displayName: 'New' }), world);
    expect(world.document.spec).toMatchObject({ displayName: 'New', moved });
  });

  test('goes by what another worker made of it in the meantime', async () => {
    const world = await aSettledWorld();
    const rotation = { requestedAt: world.now(), reason: 'leaked', revoke: 'immediately', replaces: ['key'] } as const;
    busyFor(500, world, () => {
      world.document.spec = aSpec({ rotation });
    });
    await made(asking({ displayName: 'New' }), world);
    expect(world.document.spec).toMatchObject({ displayName: 'New', rotation });
  });

  test('ends a removal that could not go on', async () => {
    const world = await aSettledWorld();
    failing('write the settings', aFailure({ retry: 'never' }), world);
    await made(removing, world);
    expect(world.document.spec).toMatchObject({ removal });
    delete world.hooks.before;
    const { answer } = await made(asking(), world);
    expect(answer).toMatchObject({ outcome: { state: 'settled' } });
    expect(world.document.spec?.removal).toBeUndefined();
    expect(world.canSignIn()).toBe(true);
  });
});

describe('a rotation', () => {
  test.each<[string, Revocation, string]>([
    ['that has time', 'after-overlap', 'every quarter'],
    ['of what has leaked', 'immediately', 'leaked'],
  ])('%s is stored with its reason and when it was asked for, and goes on', async (_what, revoke, reason) => {
    const world = await aSettledWorld();
    const replaces = await keysIn(world);
    const { answer, lines } = await made(rotating(revoke, reason), world);
    const rotation = { requestedAt: world.now(), reason, revoke, replaces };
    expect(answer).toEqual({ spec: aSpec({ rotation }), outcome: world.document.outcome });
    expect(world.document).toMatchObject({ held: false, spec: { rotation } });
    expect(world.document.outcome?.done).toContainEqual({ kind: 'issue', reason: 'requested' });
    expect(lines[0]).toEqual(['info', 'rotation.requested', { connection: 'acme', reason, revoke }]);
  });

  test('keeps everything else that is wanted', async () => {
    const world = await aSettledWorld();
    await made(asking({ displayName: 'New' }), world);
    await made(rotating(), world);
    expect(world.document.spec).toMatchObject({ displayName: 'New', rotation: { reason: 'leaked' } });
  });

  /** Replaces every version that Key Vault holds, which are as many as that. */
  async function replacesAll(count: number, world: MemoryWorld) {
    const keys = await keysIn(world);
    expect(keys).toHaveLength(count);
    await made(rotating(), world);
    expect(world.document.spec?.rotation?.replaces).toEqual(keys);
  }

  test('replaces the version that Key Vault holds', async () => {
    await replacesAll(1, await aSettledWorld());
  });

  test('replaces each of several versions, also those that another rotation has brought', async () => {
    const world = await aSettledWorld();
    await made(rotating(), world);
    await replacesAll(2, world);
  });

  test('replaces no version that was disabled before', async () => {
    const world = await aSettledWorld();
    await made(rotating(), world);
    for (const days of [1, 8, 1]) {
      world.moveDays(days);
      await made(asking(), world);
    }
    await replacesAll(1, world);
  });

  test('replaces nothing where Key Vault holds nothing', async () => {
    await replacesAll(0, createMemoryWorld());
  });

  test('replaces what another worker has stored while it waited for that one', async () => {
    const world = await aSettledWorld();
    const [first] = await keysIn(world);
    const replacement = ['key-of-another-worker', first];
    const { vault } = world.connector.ports;
    let isRenewed = false;
    const readVersions: typeof vault.readVersions = async (name) =>
      (await vault.readVersions(name)).flatMap((each) =>
        isRenewed ? [{ ...each, keyId: 'key-of-another-worker' }, each] : [each],
      );
    busyFor(1_000, world, () => {
      isRenewed = true;
    });
    const connector = { ...world.connector, ports: { ...world.connector.ports, vault: { ...vault, readVersions } } };
    await made((_world, log) => rotate('acme', { reason: 'leaked', revoke: 'after-overlap' }, connector, log), world);
    expect(world.document.spec?.rotation?.replaces).toEqual(replacement);
  });

  test('that cannot see what Key Vault holds is a failure, and the connection is as it was, and free', async () => {
    const world = await aSettledWorld();
    const before = await stateOf(world);
    const failure = aFailure({ system: 'Key Vault' });
    failing('list the versions of the client secret', failure, world);
    expect(await made(rotating(), world)).toEqual({ answer: failure, lines: [] });
    delete world.hooks.before;
    expect(world.document.held).toBe(false);
    expect(await stateOf(world)).toEqual(before);
  });
});

describe('a removal', () => {
  test('takes everything away, the document last, and the answer says so', async () => {
    const world = await aSettledWorld();
    const { answer, lines } = await made(removing, world);
    expect(answer).toMatchObject({ outcome: { state: 'settled' } });
    expect(world.document.spec).toBeUndefined();
    expect(world.canSignIn()).toBe(false);
    expect(lines[0]).toEqual([
      'info',
      'removal.requested',
      { connection: 'acme', keepRegistration: false, keepSecrets: true, espocrmIsGone: false },
    ]);
    expect(lines.at(-1)).toEqual(['info', 'connection.removed', { connection: 'acme' }]);
  });

  test('that cannot be brought about yet is stored as it was asked for, with everything else that was wanted', async () => {
    const world = await aSettledWorld();
    failing('write the settings', aFailure({ retry: 'never' }), world);
    const { answer } = await made(removing, world);
    expect(answer).toEqual({ spec: aSpec({ removal }), outcome: world.document.outcome });
    expect(world.document).toMatchObject({ held: false, spec: aSpec({ removal }), outcome: { state: 'blocked' } });
  });
});

describe.each<[string, Request]>([
  ['a rotation', rotating()],
  ['a removal', removing],
])('%s of a connection that is not there', (_what, request) => {
  test('comes to nothing', async () => {
    const world = anEmptyWorld();
    const before = await stateOf(world);
    expect(await made(request, world)).toEqual({ answer: undefined, lines: [] });
    expect(await stateOf(world)).toEqual(before);
  });

  test('any more, once another worker has given it back, comes to nothing', async () => {
    const world = createMemoryWorld();
    busyFor(1_000, world, () => delete world.document.spec);
    expect(await made(request, world)).toEqual({ answer: undefined, lines: [] });
  });
});

describe.each<[string, Request]>([
  ['a specification', asking({ displayName: 'New' })],
  ['a rotation', rotating()],
  ['a removal', removing],
])('%s', (_what, request) => {
  test.each<[string, number, number]>([
    ['at once where it is free', 0, 0],
    ['half a second later where it is free by then', 500, 500],
    ['after another half where it is not', 501, 1_000],
    ['after nine and a half seconds', 9_500, 9_500],
    ['after ten seconds at the latest', 10_000, 10_000],
  ])('takes the connection %s', async (_when, busyMs, waitedMs) => {
    const world = await aSettledWorld();
    const from = world.now().getTime();
    busyFor(busyMs, world);
    const { answer } = await made(request, world);
    expect(answer).toMatchObject({ outcome: { done: expect.any(Array) } });
    expect(world.now().getTime() - from).toBe(waitedMs);
  });

  test('is answered after ten seconds where another worker keeps the connection, and changes nothing', async () => {
    const world = await aSettledWorld();
    const before = await stateOf(world);
    const from = world.now().getTime();
    busyFor(10_001, world);
    expect(await made(request, world)).toEqual({ answer: 'busy', lines: [] });
    expect(world.now().getTime() - from).toBe(10_000);
    expect(world.document.held).toBe(true);
    expect(await stateOf(world)).toEqual(before);
  });

  test('that cannot be saved is a failure, and the connection is as it was, and free', async () => {
    const world = await aSettledWorld();
    const before = await stateOf(world);
    const failure = aFailure({ system: 'Storage' });
    failing('save the connection', failure, world);
    expect(await made(request, world)).toEqual({ answer: failure, lines: [] });
    expect(world.document.held).toBe(false);
    expect(await stateOf(world)).toEqual(before);
  });

  test('that has not come about in the time there is goes on in a minute', async () => {
    const world = await aSettledWorld();
    failing('read the app registration', aFailure({ system: 'Microsoft Graph', retry: 'soon' }), world);
    const { answer } = await made(request, world);
    expect(answer).toMatchObject({ outcome: { state: 'settling', done: [] } });
    expect(world.queue).toEqual([{ connection: 'acme', attempt: 1, delayMs: 60_000 }]);
  });

  test("asks for EspoCRM's administrator once", async () => {
    const world = await aSettledWorld();
    world.calls.length = 0;
    await made(request, world);
    expect(world.calls.filter((call) => call === 'read the EspoCRM administrator sign-in')).toHaveLength(1);
  });
});
