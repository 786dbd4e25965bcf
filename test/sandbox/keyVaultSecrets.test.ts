/** Secrets in the simulated vault, as the real client sets, reads, changes and lists them. */
import { all, refusal, startVault, type TestVault } from './keyVaultSetup';

let vault: TestVault;
beforeEach(async () => {
  vault = await startVault();
});
afterEach(() => vault.close());

const statuses = () => vault.exchanges.map(({ response }) => response.status);

test('a client is challenged once, without its body being judged, and keeps its token', async () => {
  await vault.client.setSecret('first', 'one');
  for (let read = 0; read < 4; read += 1) await vault.client.getSecret('first');
  expect(statuses()).toEqual([401, 200, 200, 200, 200, 200]);
  expect(vault.exchanges[0]?.request.text).toBe('');
  expect(vault.exchanges[0]?.response.headers?.['WWW-Authenticate']).toMatch(
    /^Bearer authorization="https:.+", resource="https:\/\/vault\.azure\.net"$/,
  );
  expect(vault.tokens()).toBe(1);
});

test('a secret comes back with its value, tags, type and dates', async () => {
  const expiresOn = new Date('2031-01-02T03:04:05.678Z');
  const notBefore = new Date('2030-01-02T03:04:05Z');
  await vault.client.setSecret('whole', 'the value', {
    tags: { CredentialId: 'k1' },
    contentType: 'text/plain',
    expiresOn,
    notBefore,
  });
  const { value, properties } = await vault.client.getSecret('whole');
  expect(value).toBe('the value');
  expect(properties).toMatchObject({
    name: 'whole',
    vaultUrl: vault.url,
    tags: { CredentialId: 'k1' },
    contentType: 'text/plain',
    enabled: true,
    recoveryLevel: 'Recoverable+Purgeable',
    recoverableDays: 90,
    // Whole seconds: the client cuts the rest off.
    expiresOn: new Date('2031-01-02T03:04:05Z'),
    notBefore,
  });
  expect(properties.version).toMatch(/^[0-9a-f]{32}$/);
});

test('created and updated follow the clock of the sandbox', async () => {
  await vault.world.clock.moveTo(new Date('2040-05-06T07:08:09.500Z'));
  const { properties } = await vault.client.setSecret('later', 'x');
  expect(properties.createdOn?.toISOString()).toMatch(/^2040-05-06T07:08:(09|10)\.000Z$/);
  expect(properties.updatedOn).toEqual(properties.createdOn);
});

test('the newest version is the current one, and older ones can be asked for', async () => {
  const old = await vault.client.setSecret('twice', 'old');
  await vault.client.setSecret('TWICE', 'new');
  expect((await vault.client.getSecret('twice')).value).toBe('new');
  expect((await vault.client.getSecret('twice', { version: old.properties.version ?? '' })).value).toBe('old');
  expect(vault.controls.list()).toMatchObject([{ name: 'twice', stage: 'active', versions: [{}, {}] }]);
});

test('expiry is information only', async () => {
  await vault.client.setSecret('past', 'still there', { expiresOn: new Date('2001-01-01') });
  await vault.client.setSecret('early', 'already there', { notBefore: new Date('2101-01-01') });
  expect((await vault.client.getSecret('past')).value).toBe('still there');
  expect((await vault.client.getSecret('early')).value).toBe('already there');
});

test('what was never there is not found', async () => {
  const { properties } = await vault.client.setSecret('known', 'x');
  await expect(vault.client.getSecret('unknown')).rejects.toMatchObject(refusal(404, 'SecretNotFound'));
  await expect(vault.client.getSecret('known', { version: '0'.repeat(32) })).rejects.toMatchObject(
    refusal(404, 'SecretNotFound'),
  );
  await expect(
    vault.client.updateSecretProperties('unknown', properties.version ?? '', { enabled: false }),
  ).rejects.toMatchObject(refusal(404, 'SecretNotFound'));
  expect(await all(vault.client.listPropertiesOfSecretVersions('unknown'))).toEqual([]);
});

describe('a disabled version', () => {
  test('is refused, also as the current one', async () => {
    const { properties } = await vault.client.setSecret('off', 'x');
    const version = properties.version ?? '';
    await vault.client.updateSecretProperties('off', version, { enabled: false });
    for (const options of [{}, { version }])
      await expect(vault.client.getSecret('off', options)).rejects.toMatchObject(
        refusal(403, 'Forbidden', 'SecretDisabled'),
      );
  });

  test('can be enabled again, and does not hide older ones', async () => {
    const old = await vault.client.setSecret('off', 'old');
    const { version } = vault.controls.put('off', { value: 'new', enabled: false });
    expect((await vault.client.getSecret('off', { version: old.properties.version ?? '' })).value).toBe('old');
    await vault.client.updateSecretProperties('off', version, { enabled: true });
    expect((await vault.client.getSecret('off')).value).toBe('new');
  });
});

describe('a change of properties', () => {
  test('replaces the tags, leaves the rest alone and makes no version', async () => {
    const expiresOn = new Date('2031-01-01');
    const { properties } = await vault.client.setSecret('s', 'x', { expiresOn, tags: { a: '1', b: '2' } });
    const changed = await vault.client.updateSecretProperties('s', properties.version ?? '', { tags: { a: '9' } });
    expect(changed).toMatchObject({ tags: { a: '9' }, expiresOn, enabled: true });
    expect(vault.controls.list()[0]?.versions).toMatchObject([{ tags: { a: '9' } }]);
    expect(vault.controls.holds('s', properties.version, 'x')).toBe(true);
  });

  test('without tags keeps the tags', async () => {
    const { properties } = await vault.client.setSecret('s', 'x', { tags: { a: '1' } });
    await vault.client.updateSecretProperties('s', properties.version ?? '', { contentType: 'text/plain' });
    expect(vault.controls.list()[0]?.versions).toMatchObject([{ tags: { a: '1' }, contentType: 'text/plain' }]);
  });

  test('adds to the tags in a vault that reads the contract the other way', async () => {
    const merging = await startVault({ patchMergesTags: true });
    const { properties } = await merging.client.setSecret('s', 'x', { tags: { a: '1', b: '2' } });
    await merging.client.updateSecretProperties('s', properties.version ?? '', { tags: { a: '9' } });
    expect(merging.controls.list()[0]?.versions).toMatchObject([{ tags: { a: '9', b: '2' } }]);
    await merging.close();
  });
});

describe('lists', () => {
  test('hold every secret once, page by page, without values', async () => {
    for (let n = 0; n < 60; n += 1) vault.controls.put(`s-${n}`, { value: `value ${n}` });
    const pages = await all(vault.client.listPropertiesOfSecrets().byPage());
    expect(pages.map((page) => page.length)).toEqual([25, 25, 10]);
    expect(new Set(pages.flat().map(({ name }) => name)).size).toBe(60);
    expect(JSON.stringify(vault.exchanges.map(({ response }) => response.body))).not.toContain('value 1');
  });

  test('can be cut smaller', async () => {
    for (let n = 0; n < 5; n += 1) vault.controls.put('s', { value: `value ${n}` });
    const pages = await all(vault.client.listPropertiesOfSecretVersions('s').byPage({ maxPageSize: 2 }));
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
  });

  test('of versions tell their dates and tags, in no order of age', async () => {
    const made = ['1', '2', '3', '4', '5', '6'].map((n) => vault.controls.put('s', { value: n, tags: { n } }));
    const listed = await all(vault.client.listPropertiesOfSecretVersions('s'));
    expect(new Set(listed.map(({ version }) => version))).toEqual(new Set(made.map(({ version }) => version)));
    expect(listed.map(({ tags }) => tags?.['n'])).not.toEqual(['1', '2', '3', '4', '5', '6']);
    expect(listed.every(({ createdOn }) => createdOn instanceof Date)).toBe(true);
  });
});

test.each([
  ['a value over 25 KB', 'name', 'x'.repeat(25 * 1024 + 1), {}],
  ['sixteen tags', 'name', 'x', { tags: Object.fromEntries([...'abcdefghijklmnop'].map((tag) => [tag, '1'])) }],
  ['a tag that is too long', 'name', 'x', { tags: { long: 'x'.repeat(513) } }],
  ['a content type that is too long', 'name', 'x', { contentType: 'x'.repeat(256) }],
  ['a name with an underscore', 'na_me', 'x', {}],
  ['a name that is too long', 'n'.repeat(128), 'x', {}],
])('%s is refused', async (_what, name, value, options) => {
  await expect(vault.client.setSecret(name, value, options)).rejects.toMatchObject(refusal(400, 'BadParameter'));
  expect(vault.controls.list()).toEqual([]);
});

test('values and tags at the limits are taken', async () => {
  const tags = Object.fromEntries([...'abcdefghijklmno'].map((tag) => [tag, 'x'.repeat(512)]));
  await vault.client.setSecret('n'.repeat(127), 'x'.repeat(25 * 1024), { tags, contentType: 'x'.repeat(255) });
  expect(vault.controls.list()[0]?.versions).toMatchObject([{ tags }]);
});
