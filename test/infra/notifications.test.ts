/** Who can be told, as the deployment and the documents have it: each target of the app, and no other. */
import { TARGETS } from '../../src/config/notificationSettings';
import { codesIn, rowsIn } from '../docs/documents';
import { textOf } from './repository';

const kinds = TARGETS.map(({ kind }) => kind);
const settings = TARGETS.flatMap((target) => target.settings);
/** The name of the secret in the vault that a setting refers to. */
const secretOf = (setting: string) => setting.toLowerCase().replaceAll('_', '-');

test('every setting refers to its secret in the vault where its target is chosen, and is empty elsewhere', () => {
  const given = [...textOf('infra/app/functionApp.bicep').matchAll(/^ +(NOTIFY_\w+): (.*)$/gm)];
  expect(given.map(([, name, value]) => [name, value])).toEqual(
    TARGETS.flatMap(({ kind, settings: of }) =>
      of.map((name) => [name, `contains(notify, '${kind}') ? '\${reference}${secretOf(name)})' : ''`]),
    ),
  );
});

test('the template says which can be chosen', () => {
  const [, told = ''] =
    /'Who is told of renewals and failures: (.*), with commas between/.exec(textOf('infra/app/main.bicep')) ?? [];
  expect(told.split(', ')).toEqual(kinds);
});

test('docs/deploy.md says which can be chosen, and under which names their secrets are stored', () => {
  const row = rowsIn(textOf('docs/deploy.md')).find(([name]) => name === '`CONNECTOR_NOTIFY`');
  expect(codesIn(row?.[2])).toEqual([...kinds, ...settings.map(secretOf)]);
});

test('docs/notifications.md says where the address of each goes', () => {
  const told = codesIn(textOf('docs/notifications.md')).filter((code) => code.startsWith('NOTIFY_'));
  expect([...new Set(told)].sort()).toEqual([...settings].sort());
});
