/** User names that are longer than EspoCRM keeps: said beforehand, and mended on request. */
import { type Site, startTestStage, type TestStage } from '../support/startTestStage';

const LONG = `${'maximiliane.von-und-zu-'.repeat(3)}hohenfels@sandbox.example`;

let stage: TestStage;
beforeAll(async () => {
  stage = await startTestStage({ settings: { SETTLE_WITHIN: 'PT1S' } });
  const names = { displayName: 'Maximiliane', givenName: 'Maximiliane', surname: 'Hohenfels', mail: null, groups: [] };
  stage.sandbox.entra.addUser({ oid: '10119000-0000-4000-8000-000000000009', userPrincipalName: LONG, ...names });
});
afterAll(() => stage.close());

const lengthOf = (site: Site) => site.controls.userNameLength();

test('a connection says that EspoCRM cuts off user names, and is well all the same', async () => {
  const site = await stage.aSettledSite('short');
  const shown = await stage.api.show('short');
  expect(shown).toMatchObject({ problems: [], notes: [{ code: 'user-names-cut-off' }] });
  expect(JSON.stringify(shown['notes'])).toContain('50 characters');
  stage.expectAtOnce(shown, { health: 'pass' });
  expect(lengthOf(site)).toBe(50);
  expect(await stage.signsIn(site, LONG)).toBe(false);
});

test('on request the field is lengthened, and whoever was kept out comes in', async () => {
  const site = await stage.aSettledSite('long', { signIn: { userNameLength: 255 } });
  expect(lengthOf(site)).toBe(255);
  expect(await stage.signsIn(site, LONG)).toBe(true);
  expect(await stage.api.show('long')).not.toHaveProperty('notes');
});

test('a connection that works already is lengthened too, and one that keeps more is left alone', async () => {
  const site = await stage.aSettledSite('later');
  const body = { espocrmUrl: site.url, signIn: { userNameLength: 120 } };
  expect(await stage.api.provision('later', body)).toMatchObject({ done: [{ action: 'deliver', reason: 'drifted' }] });
  expect(lengthOf(site)).toBe(120);
  await stage.api.provision('later', { ...body, signIn: { userNameLength: 60 } });
  expect(lengthOf(site)).toBe(120);
});

test('cut off at the field, it goes on by itself', async () => {
  const site = await stage.addSite('cut-off');
  const { faults } = stage.sandbox.world;
  const end = faults.add({ service: 'espocrm', operation: 'putField', fault: { kind: 'resetBefore' } });
  const body = { espocrmUrl: site.url, signIn: { userNameLength: 255 } };
  expect((await stage.api.request('PUT', '/api/connections/cut-off', body)).status).toBe(202);
  end();
  await stage.untilSettled('cut-off');
  expect(lengthOf(site)).toBe(255);
});

test.each([49, 256, 60.5, '255'])('a length of %s is refused', async (userNameLength) => {
  const body = { espocrmUrl: 'https://crm.example.com', signIn: { userNameLength } };
  const { status, body: problem } = await stage.api.request('PUT', '/api/connections/wrong', body);
  expect(status).toBe(400);
  expect(JSON.stringify(problem)).toContain('#/signIn/userNameLength');
});
