/** docs/settings.md names every setting with its default, and the sample for Core Tools has them all. */
import { readConfig, SETTING_NAMES } from '../../src/config/config';
import { jsonOf, textOf } from '../infra/repository';
import { codesIn, rowsIn } from './documents';

const rows = rowsIn(textOf('docs/settings.md'));
const byName = new Map(rows.map(([name, byDefault = '']) => [codesIn(name)[0] ?? '', byDefault]));
const namesWhere = (holds: (byDefault: string) => boolean) =>
  [...byName].filter(([, byDefault]) => holds(byDefault)).map(([name]) => name);

const REQUIRED = {
  AZURE_TENANT_ID: '72f988bf-86f1-41af-91ab-2d7cd011db47',
  KEY_VAULT_URI: 'https://kv.vault.azure.net',
  HEALTH_CHECK_SCHEDULE: '0 17 * * * *',
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
};

test('every setting is explained, and no other', () => {
  expect([...byName.keys()].sort()).toEqual([...SETTING_NAMES].sort());
});

test('required are those without which the app does not start', () => {
  expect(namesWhere((byDefault) => byDefault === 'required').sort()).toEqual(Object.keys(REQUIRED).sort());
  expect(() => readConfig(REQUIRED)).not.toThrow();
  for (const name of Object.keys(REQUIRED)) expect(() => readConfig({ ...REQUIRED, [name]: undefined })).toThrow(name);
});

test('a default that is told is what leaving the setting out means', () => {
  const told = namesWhere((byDefault) => byDefault.startsWith('`'));
  expect(told.length).toBeGreaterThan(2);
  for (const name of told) {
    const [value] = codesIn(byName.get(name));
    expect(readConfig({ ...REQUIRED, [name]: value })).toEqual(readConfig(REQUIRED));
  }
});

test('the sample for Core Tools has every setting but those of a storage account without keys', () => {
  const sample = Object.keys(jsonOf('local.settings.sample.json')['Values'] ?? {});
  expect(SETTING_NAMES.filter((name) => !sample.includes(name))).toEqual([
    'AzureWebJobsStorage__blobServiceUri',
    'AzureWebJobsStorage__queueServiceUri',
  ]);
});
