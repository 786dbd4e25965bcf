/** Deleting, recovering, purging and restoring in the simulated vault: nothing of it happens at once. */
import { all, refusal, startVault, type TestVault } from './keyVaultSetup';

const DAY = 86_400_000;

let vault: TestVault;
beforeEach(async () => {
  vault = await startVault();
  await vault.client.setSecret('s', 'kept', { tags: { a: '1' } });
});
afterEach(() => vault.close());

const settle = () => vault.world.clock.moveBy(1000);
const stages = () => vault.controls.list().map(({ name, stage }) => `${name} ${stage}`);

async function deleted() {
  await vault.client.beginDeleteSecret('s');
  await settle();
}

test('a deleted secret is gone at once and shows up among the deleted a moment later', async () => {
  await vault.client.beginDeleteSecret('s');
  await expect(vault.client.getSecret('s')).rejects.toMatchObject(refusal(404, 'SecretNotFound'));
  await expect(vault.client.getDeletedSecret('s')).rejects.toMatchObject(refusal(404, 'SecretNotFound'));
  expect(await all(vault.client.listPropertiesOfSecrets())).toEqual([]);
  await settle();
  const { properties, recoveryId, deletedOn, scheduledPurgeDate } = await vault.client.getDeletedSecret('s');
  expect(properties.tags).toEqual({ a: '1' });
  expect(recoveryId).toBe(`${vault.url}/deletedsecrets/s`);
  expect((scheduledPurgeDate?.getTime() ?? 0) - (deletedOn?.getTime() ?? 0)).toBe(90 * DAY);
  expect((await all(vault.client.listDeletedSecrets())).map(({ name }) => name)).toEqual(['s']);
});

test('the poller of the client waits until the deletion is complete', async () => {
  const poller = await vault.client.beginDeleteSecret('s', { intervalInMs: 1 });
  expect(poller.isDone()).toBe(false);
  await settle();
  expect((await poller.pollUntilDone()).name).toBe('s');
});

test('while a deletion is under way nothing else can be done with the name', async () => {
  await vault.client.beginDeleteSecret('s');
  const busy = refusal(409, 'Conflict', 'ObjectIsBeingDeleted');
  await expect(vault.client.setSecret('s', 'new')).rejects.toMatchObject(busy);
  await expect(vault.client.beginDeleteSecret('s')).rejects.toMatchObject(busy);
  await expect(vault.client.beginRecoverDeletedSecret('s')).rejects.toMatchObject(busy);
  await expect(vault.client.purgeDeletedSecret('s')).rejects.toMatchObject(busy);
  expect(stages()).toEqual(['s deleting']);
});

test('the name of a deleted secret stays taken', async () => {
  await deleted();
  await expect(vault.client.setSecret('s', 'new')).rejects.toMatchObject(
    refusal(409, 'Conflict', 'ObjectIsDeletedButRecoverable'),
  );
  await expect(vault.client.beginDeleteSecret('s')).rejects.toMatchObject(refusal(404, 'SecretNotFound'));
  expect(stages()).toEqual(['s deleted']);
});

test('a recovered secret comes back whole, a moment later', async () => {
  await deleted();
  const poller = await vault.client.beginRecoverDeletedSecret('s', { intervalInMs: 1 });
  await expect(vault.client.setSecret('s', 'new')).rejects.toMatchObject(
    refusal(409, 'Conflict', 'ObjectIsBeingRecovered'),
  );
  await settle();
  await poller.pollUntilDone();
  expect((await vault.client.getSecret('s')).value).toBe('kept');
  expect(await all(vault.client.listDeletedSecrets())).toEqual([]);
});

test('a purged secret is gone for good, its name free a moment later', async () => {
  await deleted();
  await vault.client.purgeDeletedSecret('s');
  await expect(vault.client.getDeletedSecret('s')).rejects.toMatchObject(refusal(404, 'SecretNotFound'));
  await expect(vault.client.setSecret('s', 'new')).rejects.toMatchObject(
    refusal(409, 'Conflict', 'ObjectIsBeingDeleted'),
  );
  await settle();
  await vault.client.setSecret('s', 'new');
  expect(vault.controls.list()).toMatchObject([{ stage: 'active', versions: [{ tags: {} }] }]);
});

test('a deleted secret purges itself after ninety days', async () => {
  await deleted();
  await vault.world.clock.moveBy(90 * DAY);
  expect(vault.controls.list()).toEqual([]);
  await expect(vault.client.beginRecoverDeletedSecret('s')).rejects.toMatchObject(refusal(404, 'SecretNotFound'));
});

test('a backup shows nothing of the secret and restores all its versions', async () => {
  await vault.client.setSecret('s', 'newer');
  const blob = await vault.client.backupSecret('s');
  expect(Buffer.from(blob ?? []).toString()).not.toMatch(/kept|newer/);
  await expect(vault.client.restoreSecretBackup(blob ?? new Uint8Array())).rejects.toMatchObject(
    refusal(409, 'Conflict'),
  );
  await deleted();
  await vault.client.purgeDeletedSecret('s');
  await settle();
  await vault.client.restoreSecretBackup(blob ?? new Uint8Array());
  expect((await vault.client.getSecret('s')).value).toBe('newer');
  expect(vault.controls.list()).toMatchObject([{ versions: [{ tags: { a: '1' } }, {}] }]);
});

test('a backup nobody made is refused', async () => {
  await expect(vault.client.restoreSecretBackup(Buffer.from('made up'))).rejects.toMatchObject(
    refusal(400, 'BadParameter'),
  );
});
