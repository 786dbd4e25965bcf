/** What an administrator does by hand, at the worst moment, in EspoCRM, Entra or Key Vault. */
import type { Random } from '../../sandbox/kit/random';
import type { Version } from '../world/keyVault';
import type { World } from '../world/world';

export const EDITS = [
  'EspoCRM: method switched back',
  'EspoCRM: client id changed',
  'EspoCRM: secret overwritten',
  'EspoCRM: an older secret brought back',
  'Entra: a credential of ours removed',
  'Entra: a foreign credential added',
  'Entra: redirect URI removed',
  'Key Vault: newest version disabled',
  'Key Vault: tags removed',
  'Key Vault: delivery forgotten',
  'Key Vault: tags name a foreign credential',
  'Key Vault: value overwritten',
  'Key Vault: a foreign version added',
] as const;
export type Edit = (typeof EDITS)[number];

/** The mark of somebody else's tool. */
export const FOREIGN = 'somebody else';

/** A date that does not come. */
const NEVER = new Date('2999-12-31T23:59:59Z');

export function editByHand(edit: Edit, { entra, keyVault, espocrm, isOurs, timeline }: World, random: Random): void {
  const { credentials, registration } = entra.held;
  const { versions } = keyVault.held;
  const newest = versions.filter((each) => each.enabled && keyVault.isOurs(each)).at(-1);
  const change = (setting: string, value: string) => {
    espocrm.settings[setting] = value;
    espocrm.editedSettings.add(setting);
  };
  const enterSecret = (text: string) => {
    espocrm.secret = text;
    espocrm.secretBy = 'hand';
  };
  switch (edit) {
    case 'EspoCRM: method switched back':
      change('authenticationMethod', 'Espo');
      return;
    case 'EspoCRM: client id changed':
      change('oidcClientId', 'another-client');
      return;
    case 'EspoCRM: secret overwritten':
      enterSecret('typed by hand');
      return;
    case 'EspoCRM: an older secret brought back':
      enterSecret(versions[random.integer(versions.length)]?.text ?? 'typed by hand');
      return;
    case 'Entra: a credential of ours removed': {
      const live = credentials.filter(isOurs);
      const one = live[random.integer(live.length)];
      if (one) entra.remove(one, 'hand');
      return;
    }
    case 'Entra: a foreign credential added':
      if (registration) entra.addCredential(random.next() < 0.5 ? 'by hand' : 'espocrm-entra-connector/other', NEVER);
      return;
    case 'Entra: redirect URI removed':
      entra.change({ redirectUris: [] });
      return;
    case 'Key Vault: newest version disabled':
      if (newest) newest.enabled = false;
      return;
    case 'Key Vault: tags removed':
      if (newest) newest.tags = {};
      return;
    case 'Key Vault: delivery forgotten':
      if (newest) newest.tags = without(newest, 'InUseSince', 'DeliveredAt');
      return;
    case 'Key Vault: tags name a foreign credential': {
      const foreign = registration && entra.addCredential('by hand', NEVER);
      if (newest && foreign) newest.tags = { ...newest.tags, CredentialId: foreign.keyId };
      return;
    }
    case 'Key Vault: value overwritten':
      // Another version, which with the same tags may take the place of the one before: here it sorts before it.
      if (newest) keyVault.add({ ...newest, version: `copy-${versions.length}`, text: 'typed by hand' });
      return;
    case 'Key Vault: a foreign version added':
      keyVault.add({ text: 'a note', tags: foreignTags(timeline.nowMs()), expiresAt: NEVER, by: 'hand' });
  }
}

const without = ({ tags }: Version, ...names: readonly string[]) =>
  Object.fromEntries(Object.entries(tags).filter(([name]) => !names.includes(name)));

/** All that ours have, but for the mark. */
const foreignTags = (nowMs: number) => ({
  ManagedBy: FOREIGN,
  Connection: 'acme',
  CredentialId: '00000000-0000-4000-8000-999999999999',
  IssuedAt: new Date(nowMs).toISOString(),
});
