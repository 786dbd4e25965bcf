/** Whether EspoCRM really uses the secret it was given: seen by what it does, where Entra's answers tell. */
import { startTestStage, type TestStage } from '../support/startTestStage';

const DAY_MS = 86_400_000;
const QUARTER_HOUR_MS = 900_000;
let stage: TestStage;

describe('where Entra judges the secret before the code', () => {
  beforeAll(async () => {
    stage = await startTestStage({ background: false, checksFirst: 'secret' });
  });
  afterAll(() => stage.close());

  test('a delivery is confirmed, and the API says when', async () => {
    const confirmed = { clientSecret: { confirmedAt: expect.any(String) } };
    await stage.aSettledSite('confirmed');
    stage.expectAtOnce(await stage.api.show('confirmed'), confirmed);
    // Servers that do not agree yet tell nothing; the next day they are asked again.
    await stage.moveBy(DAY_MS);
    await stage.reconcile('confirmed');
    expect(await stage.api.show('confirmed')).toMatchObject(confirmed);
  });

  test('a write that EspoCRM lost while answering 200 is noticed and made again', async () => {
    const site = await stage.aSettledSite('lossy');
    const [first] = stage.ownCredentials('lossy');
    await stage.moveBy(701 * DAY_MS);
    await stage.api.request('PUT', '/api/connections/lossy', { espocrmUrl: site.url });
    await stage.moveBy(QUARTER_HOUR_MS);
    site.controls.loseWrites({ times: 1 });
    expect((await stage.reconcile('lossy')).state).toBe('settled');
    expect(stage.logs.some(({ text }) => text.includes('write-not-kept'))).toBe(true);
    expect(stage.ownCredentials('lossy')).toHaveLength(2);
    await stage.moveBy(8 * DAY_MS);
    expect((await stage.reconcile('lossy')).state).toBe('settled');
    expect(stage.ownCredentials('lossy')).toHaveLength(1);
    expect(stage.ownCredentials('lossy')).not.toContain(first);
    expect(await stage.signsIn(site)).toBe(true);
  });

  test('a secret overwritten by hand is put right at the next daily check', async () => {
    const site = await stage.aSettledSite('overwritten');
    site.controls.edit({ oidcClientSecret: 'by hand' });
    await stage.moveBy(0.97 * DAY_MS);
    const { done } = await stage.reconcile('overwritten');
    expect(done).toMatchObject([{ action: 'deliver', reason: 'drifted' }]);
    expect(await stage.signsIn(site)).toBe(true);
  });
});

describe('where Entra judges the code first', () => {
  beforeAll(async () => {
    stage = await startTestStage({ background: false, checksFirst: 'code' });
  });
  afterAll(() => stage.close());

  test('a delivery settles on what EspoCRM shows, and the API claims no confirmation', async () => {
    const site = await stage.aSettledSite('unconfirmed');
    const { clientSecret } = await stage.api.show('unconfirmed');
    expect(clientSecret).not.toHaveProperty('confirmedAt');
    expect(await stage.signsIn(site)).toBe(true);
    // Nothing was asked of EspoCRM that would tell nothing.
    expect(site.controls.signIns().filter(({ succeeded, method }) => method === 'Oidc' && !succeeded)).toEqual([]);
  });
});
