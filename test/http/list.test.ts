/** The list shows what storage knows without reading any connection. */
import { day, NOW } from '../support/seen';
import { ask, connectorWith } from './ask';

const summary = {
  name: 'acme',
  espocrmUrl: 'https://crm.example.com',
  state: 'settled',
  health: 'pass',
  secretExpiresAt: undefined,
  renewsAt: undefined,
  checkedAt: undefined,
} as const;
const shown = { name: 'acme', espocrmUrl: 'https://crm.example.com', state: 'settled', health: 'pass' };

test.each([
  ['without a secret', summary, shown],
  [
    'whose secret has no renewal planned',
    { ...summary, secretExpiresAt: day(9) },
    { ...shown, clientSecret: { expiresAt: day(9).toISOString() } },
  ],
  [
    'that is well',
    { ...summary, secretExpiresAt: day(400), renewsAt: day(370), checkedAt: NOW },
    {
      ...shown,
      clientSecret: { expiresAt: day(400).toISOString(), renewsAt: day(370).toISOString() },
      checkedAt: NOW.toISOString(),
    },
  ],
])('a connection %s is listed', async (_what, known, expected) => {
  const { status, body } = await ask('list', () => connectorWith({ list: async () => [known] }));
  expect([status, body]).toEqual([200, { connections: [expected] }]);
});
