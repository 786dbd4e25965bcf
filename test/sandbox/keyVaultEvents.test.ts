/** The events the simulated vault raises as its secrets are made and age. */
import { cloudEventOf } from '../../sandbox/eventGrid/gridEvent';
import type { VaultEvent } from '../../sandbox/keyVault/vaultEvent';
import { startVault, type TestVault } from './keyVaultSetup';

const DAY = 86_400_000;
const TOPIC = '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/sandbox-vault';

let vault: TestVault;
let raised: VaultEvent[];
let madeAt: Date[];
beforeEach(async () => {
  raised = [];
  madeAt = [];
  vault = await startVault({
    resourceId: TOPIC,
    publish: (event, versionMadeAt) => {
      raised.push(event);
      madeAt.push(versionMadeAt);
    },
  });
});
afterEach(() => vault.close());

/** The end of each event's type and the version it is about, as a letter in order of making. */
const heard = (...versions: string[]) =>
  raised.map(({ eventType, data }) => `${eventType.replace(/^.*Secret/, '')} ${'ab'[versions.indexOf(data.Version)]}`);
const inDays = (days: number) => new Date(vault.world.clock.now().getTime() + days * DAY);
const move = (days: number) => vault.world.clock.moveBy(days * DAY);

test('a version is announced when it is made, near its expiry and at its expiry, once each', async () => {
  const { version } = vault.controls.put('s', { value: 'x', expiresOn: inDays(100) });
  expect(heard(version)).toEqual(['NewVersionCreated a']);
  await move(69.9);
  expect(heard(version)).toEqual(['NewVersionCreated a']);
  await move(0.2);
  expect(heard(version)).toEqual(['NewVersionCreated a', 'NearExpiry a']);
  await move(29);
  await move(2);
  await move(400);
  expect(heard(version)).toEqual(['NewVersionCreated a', 'NearExpiry a', 'Expired a']);
});

test('the client’s writes are announced too', async () => {
  const { properties } = await vault.client.setSecret('s', 'x');
  expect(heard(properties.version ?? '')).toEqual(['NewVersionCreated a']);
});

test('an event carries the address, the dates and the topic, and nothing of the value', async () => {
  const expiresOn = new Date('2090-01-01');
  const { version } = vault.controls.put('s', { value: 'do not tell', expiresOn });
  expect(raised).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      topic: TOPIC,
      subject: 's',
      eventType: 'Microsoft.KeyVault.SecretNewVersionCreated',
      eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/),
      data: {
        Id: `${vault.url}/secrets/s/${version}`,
        VaultName: 'sandbox-vault',
        ObjectType: 'Secret',
        ObjectName: 's',
        Version: version,
        NBF: null,
        EXP: expiresOn.getTime() / 1000,
      },
      dataVersion: '1',
      metadataVersion: '1',
    },
  ]);
  expect(madeAt[0]).toBeInstanceOf(Date);
});

test('dates can be texts or null, as seen in the field', () => {
  const dates = { notBefore: new Date(1000), expiresOn: new Date('2090-01-01') };
  vault.controls.shapeEventDates('string');
  vault.controls.put('s', { value: 'x', ...dates });
  vault.controls.shapeEventDates('null');
  vault.controls.put('s', { value: 'x', ...dates });
  expect(raised.map(({ data: { NBF, EXP } }) => [NBF, EXP])).toEqual([
    ['1', '3786912000'],
    [null, null],
  ]);
});

test('an event can be put into the CloudEvents envelope', () => {
  vault.controls.put('s', { value: 'x' });
  const [event] = raised;
  expect(event && cloudEventOf(event)).toEqual({
    specversion: '1.0',
    id: event?.id,
    source: TOPIC,
    subject: 's',
    type: 'Microsoft.KeyVault.SecretNewVersionCreated',
    time: event?.eventTime,
    data: event?.data,
  });
});

test('a version made within thirty days of its expiry is near it at once', () => {
  const { version } = vault.controls.put('s', { value: 'x', expiresOn: inDays(29) });
  expect(heard(version)).toEqual(['NewVersionCreated a', 'NearExpiry a']);
});

test('a jump over several due times raises them in the order of those times', async () => {
  const a = vault.controls.put('late', { value: 'x', expiresOn: inDays(50) }).version;
  const b = vault.controls.put('soon', { value: 'x', expiresOn: inDays(40) }).version;
  await move(60);
  expect(heard(a, b).slice(2)).toEqual(['NearExpiry b', 'NearExpiry a', 'Expired b', 'Expired a']);
  const times = raised.slice(2).map(({ eventTime }) => eventTime);
  expect(times).toEqual([...times].sort());
});

test('a superseded version is not announced as near its expiry, but as expired', async () => {
  const a = vault.controls.put('s', { value: 'old', expiresOn: inDays(40) }).version;
  const b = vault.controls.put('s', { value: 'new', expiresOn: inDays(400) }).version;
  await move(41);
  expect(heard(a, b)).toEqual(['NewVersionCreated a', 'NewVersionCreated b', 'Expired a']);
});

test('a disabled version is announced all the same', async () => {
  const { version } = vault.controls.put('s', { value: 'x', expiresOn: inDays(40) });
  vault.controls.disable('s', version);
  await move(11);
  expect(heard(version)).toEqual(['NewVersionCreated a', 'NearExpiry a']);
});

test('an expiry added later is never announced, and a change of tags is no new version', async () => {
  const { version } = vault.controls.put('s', { value: 'x' });
  await vault.client.updateSecretProperties('s', version, { expiresOn: inDays(40), tags: { a: '1' } });
  vault.controls.editTags('s', version, { a: '2' });
  await move(50);
  expect(heard(version)).toEqual(['NewVersionCreated a']);
});

test('a deleted secret is silent until it is recovered', async () => {
  const { version } = vault.controls.put('s', { value: 'x', expiresOn: inDays(40) });
  await vault.client.beginDeleteSecret('s');
  await move(20);
  expect(heard(version)).toEqual(['NewVersionCreated a']);
  await vault.client.beginRecoverDeletedSecret('s');
  await move(1);
  expect(heard(version)).toEqual(['NewVersionCreated a', 'NearExpiry a']);
});

test('real time raises events too', async () => {
  const { version } = vault.controls.put('s', { value: 'x', expiresOn: new Date(Date.now() + 30 * DAY + 1000) });
  await new Promise((resolve) => setTimeout(resolve, 2300));
  expect(heard(version)).toEqual(['NewVersionCreated a', 'NearExpiry a']);
});

test('a closed vault raises nothing more', async () => {
  const { version } = vault.controls.put('s', { value: 'x', expiresOn: inDays(40) });
  vault.controls.close();
  await move(50);
  expect(heard(version)).toEqual(['NewVersionCreated a']);
});
