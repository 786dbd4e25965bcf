/** A leaked secret is replaced on request, at the price that was chosen. */
import { type Site, startTestStage, type TestStage } from '../support/startTestStage';

const DAY_MS = 86_400_000;
let stage: TestStage;
beforeAll(async () => {
  stage = await startTestStage();
});
afterAll(() => stage.close());

const rotate = (name: string, body: object) => stage.api.request('POST', `/api/connections/${name}/rotate`, body);

async function untilNew(site: Site, before: readonly string[]) {
  await stage.untilSettled(site.name);
  await stage.replicated();
  const [now = ''] = stage.ownCredentials(site.name).filter((keyId) => !before.includes(keyId));
  expect(now).not.toBe('');
  expect(stage.holdsGoodSecret(site)).toBe(true);
  expect(await stage.signsIn(site)).toBe(true);
}

test('after the overlap: nobody notices, and the old secret is gone a week later', async () => {
  const site = await stage.aSettledSite('calm');
  const before = stage.ownCredentials('calm');
  const { status, body } = await rotate('calm', { reason: 'a laptop was stolen' });
  expect(status).toBe(202);
  expect(body).toMatchObject({
    rotation: { reason: 'a laptop was stolen', revoke: 'after-overlap', interruption: expect.stringContaining('None') },
  });
  expect(await stage.signsIn(site)).toBe(true);
  await untilNew(site, before);
  expect(stage.ownCredentials('calm')).toEqual(expect.arrayContaining([...before]));
  await stage.moveBy(8 * DAY_MS);
  await stage.until('the retirement', () => stage.ownCredentials('calm').length === 1);
  expect(await stage.signsIn(site)).toBe(true);
});

test('after the delivery: the old secret is gone as soon as EspoCRM has the new one', async () => {
  const site = await stage.aSettledSite('brisk');
  const before = stage.ownCredentials('brisk');
  const { status, body } = await rotate('brisk', { reason: 'it was in a ticket', revoke: 'after-delivery' });
  stage.expectAtOnce(
    [status, body, stage.ownCredentials('brisk').length],
    [200, { done: [{ action: 'issue', reason: 'requested' }, { action: 'deliver' }, {}, {}] }, 1],
  );
  expect(body).toMatchObject({
    rotation: { revoke: 'after-delivery' },
    done: expect.arrayContaining([expect.objectContaining({ action: 'issue', reason: 'requested' })]),
  });
  await untilNew(site, before);
  expect(stage.ownCredentials('brisk')).toHaveLength(1);
});

test('immediately: the old secret is gone before there is a new one', async () => {
  const site = await stage.aSettledSite('urgent');
  const before = stage.ownCredentials('urgent');
  stage.sandbox.world.faults.add({
    service: 'graph',
    operation: 'addPassword',
    times: 1,
    fault: { kind: 'resetBefore' },
  });
  const { body } = await rotate('urgent', { reason: 'it is on the internet', revoke: 'immediately' });
  expect(body).toMatchObject({ rotation: { interruption: expect.stringContaining('Nobody') } });
  expect(stage.ownCredentials('urgent')).not.toEqual(expect.arrayContaining([...before]));
  await untilNew(site, before);
  expect(stage.ownCredentials('urgent')).toHaveLength(1);
});

test('a rotation that is over has no say in the next renewal', async () => {
  const { clientSecret } = await stage.api.show('brisk');
  await stage.moveTo(new Date((clientSecret?.expiresAt.getTime() ?? 0) - 29 * DAY_MS));
  await stage.until('the renewal', () => stage.ownCredentials('brisk').length === 2);
  await stage.untilSettled('brisk');
  expect(stage.ownCredentials('brisk')).toHaveLength(2);
});

test('asked for twice at once, it is done one after the other and staff sign in all along', async () => {
  const site = await stage.aSettledSite('twice');
  await Promise.all([rotate('twice', { reason: 'first' }), rotate('twice', { reason: 'second' })]);
  expect(await stage.signsIn(site)).toBe(true);
  await stage.untilSettled('twice');
  expect(await stage.signsIn(site)).toBe(true);
});

test('a bad request is told everything at once, and an unknown connection is not found', async () => {
  const { status, body } = await rotate('calm', { reason: ' ', revoke: 'now', extra: 1 });
  expect([status, body]).toMatchObject([
    400,
    { errors: [{ pointer: '#/reason' }, { pointer: '#/revoke' }, { pointer: '#/extra' }] },
  ]);
  expect((await rotate('nobody', { reason: 'x' })).status).toBe(404);
});
