/** EspoCRM as people with curl see it: plain HTTP, an administrator of their choice. */
import { startAlone } from '../../sandbox/espocrm/startAlone';
import { base64 } from './espocrmSetup';

const admin = { userName: 'boss', password: 'boss-password' };

test.each([
  ['9.2', '9.2.7'],
  ['10.0', '10.0.0'],
] as const)('version %s starts with its administrator and nothing else', async (version, release) => {
  const server = await startAlone({ port: 0, version, admin });
  const ask = async (path: string) =>
    (
      await fetch(`${server.url}/api/v1/${path}`, {
        headers: { authorization: `Basic ${base64('boss:boss-password')}` },
      })
    ).json();

  expect(await ask('App/user')).toMatchObject({ user: { userName: 'boss', type: 'admin' }, token: null });
  expect(await ask('Settings')).toMatchObject({ version: release, siteUrl: server.url });
  expect(await ask('Team')).toEqual({ total: 0, list: [] });
  await server.close();
});
