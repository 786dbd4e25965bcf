/** Entra groups become EspoCRM teams, and an EspoCRM that moves takes its sign-in along. */
import { type Site, startTestStage, type TestStage } from '../support/startTestStage';

const DAY_MS = 86_400_000;
let stage: TestStage;
beforeAll(async () => {
  stage = await startTestStage({
    settings: { SETTLE_WITHIN: 'PT1S', ESPOCRM_PRIVATE_HOSTS: 'localhost=127.0.0.0/8, 127.0.0.1=127.0.0.0/8' },
  });
});
afterAll(() => stage.close());

const [alice, bob, carol] = ['alice@sandbox.example', 'bob@sandbox.example', 'carol@sandbox.example'] as const;
const teamsOf = ({ controls }: Site, user: string) => controls.users().find(({ userName }) => userName === user)?.teams;

function groupsOf(user: string): readonly string[] {
  return stage.sandbox.entra.users().find(({ userPrincipalName }) => userPrincipalName === user)?.groups ?? [];
}

const appIdOf = (name: string) =>
  stage.sandbox.entra.registrations().find(({ uniqueName }) => uniqueName?.endsWith(`-${name}`))?.appId ?? '';
const assign = (name: string, group: string) => stage.sandbox.entra.assignGroup(appIdOf(name), group);

test('people are in the teams of their groups, teams are made once, and nobody else gets in', async () => {
  const [sales = '', support = ''] = groupsOf(bob);
  const teams = [
    { team: 'Sales', group: sales },
    { team: 'Help desk', group: support },
  ];
  const site = await stage.aSettledSite('teams', { teams });
  for (const group of [sales, support]) assign('teams', group);
  for (const user of [alice, bob, carol]) expect(await stage.signsIn(site, user)).toBe(true);
  expect([alice, bob, carol].map((user) => teamsOf(site, user))).toEqual([['Sales'], ['Sales', 'Help desk'], []]);

  site.controls.edit({ oidcTeamsIds: [], oidcTeamsNames: {}, oidcTeamsColumns: {} });
  expect(await stage.reconcile('teams')).toMatchObject({
    state: 'settled',
    done: [{ action: 'deliver', reason: 'drifted' }],
  });
  expect(await stage.signsIn(site, bob)).toBe(true);
  expect(teamsOf(site, bob)).toEqual(['Sales', 'Help desk']);
  expect(Object.keys(site.controls.settings()['oidcTeamsNames'] ?? {})).toHaveLength(2);
});

test.each(['createTeam', 'putSettings'])(
  'cut off at %s, the teams are there in the end, each once',
  async (operation) => {
    const [sales = '', support = ''] = groupsOf(bob);
    const teams = [
      { team: 'Sales', group: sales },
      { team: 'Help desk', group: support },
    ];
    const site = await stage.addSite(`cut-${operation.toLowerCase()}`);
    const end = stage.sandbox.world.faults.add({
      service: 'espocrm',
      operation,
      fault: { kind: 'resetAfter' },
      times: 9,
    });
    await stage.api.request('PUT', `/api/connections/${site.name}`, { espocrmUrl: site.url, teams });
    end();
    await stage.untilSettled(site.name);
    await stage.replicated();
    for (const group of [sales, support]) assign(site.name, group);
    expect(await stage.signsIn(site, bob)).toBe(true);
    expect(teamsOf(site, bob)).toEqual(['Sales', 'Help desk']);
    expect(site.controls.teams().sort()).toEqual(['Help desk', 'Sales']);
  },
);

test('a team without a group, which EspoCRM would give to everybody, is refused', async () => {
  const { status, body } = await stage.api.request('PUT', '/api/connections/open', {
    espocrmUrl: 'https://crm.example.com',
    teams: [{ team: 'Everybody' }, { team: 'Sales', group: ' ' }],
  });
  expect([status, body]).toMatchObject([
    400,
    { errors: [{ pointer: '#/teams/0/group' }, { pointer: '#/teams/1/group' }] },
  ]);
});

describe('groups called by name', () => {
  const teams = [
    { team: 'Sales', group: 'Sales' },
    { team: 'Help desk', group: 'Support' },
  ];
  const ask = (site: Site) =>
    stage.api.request('PUT', `/api/connections/${site.name}`, { espocrmUrl: site.url, teams });

  test('are known once they are assigned; until then people sign in and keep the teams they have', async () => {
    const [sales = '', support = ''] = groupsOf(bob);
    const site = await stage.addSite('named');
    site.controls.edit({ oidcSyncTeams: false, oidcTeamsIds: [] });
    const early = await ask(site);
    const pointers = [{ pointer: 'group-not-assigned' }, { pointer: 'group-not-assigned' }];
    expect([early.status, early.body]).toMatchObject([424, { errors: pointers }]);
    expect(await stage.signsIn(site, bob)).toBe(true);
    expect(site.controls.settings()).toMatchObject({ oidcSyncTeams: false });
    expect(site.controls.teams()).toEqual([]);

    for (const group of [sales, support]) assign('named', group);
    await stage.replicated();
    expect((await ask(site)).status).toBe(200);
    expect(await stage.signsIn(site, bob)).toBe(true);
    expect(teamsOf(site, bob)).toEqual(['Sales', 'Help desk']);
  });

  test('that are renamed, or get a namesake, are asked about, and nobody leaves a team meanwhile', async () => {
    const [sales = '', support = ''] = groupsOf(bob);
    const site = await stage.addSite('renamed');
    await ask(site);
    for (const group of [sales, support]) assign('renamed', group);
    await stage.replicated();
    await ask(site);
    stage.sandbox.entra.renameGroup(support, 'Sales');
    const asked = await ask(site);
    const pointers = [{ pointer: 'group-name-ambiguous' }, { pointer: 'group-not-assigned' }];
    expect([asked.status, asked.body]).toMatchObject([424, { errors: pointers }]);
    expect(JSON.stringify(asked.body)).toContain(`${sales}, ${support}`);
    expect(await stage.signsIn(site, bob)).toBe(true);
    expect(teamsOf(site, bob)).toEqual(['Sales', 'Help desk']);
    stage.sandbox.entra.renameGroup(support, 'Support');
    expect((await ask(site)).status).toBe(200);
  });

  test('that cannot be read stop everything else, and it goes on by itself', async () => {
    const [sales = '', support = ''] = groupsOf(bob);
    const site = await stage.addSite('unread');
    await ask(site);
    for (const group of [sales, support]) assign('unread', group);
    await stage.replicated();
    const fault = { kind: 'resetBefore' } as const;
    const end = stage.sandbox.world.faults.add({ service: 'graph', operation: 'listAppRoleAssignedTo', fault });
    expect((await ask(site)).status).toBe(202);
    expect(site.controls.teams()).toEqual([]);
    end();
    await stage.untilSettled('unread');
    await stage.replicated();
    expect(await stage.signsIn(site, bob)).toBe(true);
    expect(teamsOf(site, bob)).toEqual(['Sales', 'Help desk']);
  });
});

test('an EspoCRM that moves: old and new address work until the move is over, then only the new one is registered', async () => {
  const site = await stage.aSettledSite('moving');
  const to = site.url.replace('localhost', '127.0.0.1');
  const uris = () =>
    stage.sandbox.entra.registrations().find(({ uniqueName }) => uniqueName?.endsWith('-moving'))?.redirectUris;
  const both = [`${site.url}/oauth-callback.php`, `${to}/oauth-callback.php`];
  const early = await stage.api.request('PUT', '/api/connections/moving', { espocrmUrl: to });
  expect([early.status, early.body]).toMatchObject([424, { errors: [{ pointer: 'espocrm-url-differs' }] }]);
  expect(uris()).toEqual(both);
  expect(await stage.signsIn(site)).toBe(true);
  await stage.replicated();

  site.controls.edit({ siteUrl: to });
  expect(await stage.signsIn({ ...site, url: to })).toBe(true);
  expect(await stage.reconcile('moving')).toMatchObject({ state: 'settled' });
  expect(uris()).toEqual(both);
  await stage.moveBy(6 * DAY_MS);
  expect(await stage.reconcile('moving')).toMatchObject({ state: 'settled' });
  expect(uris()).toEqual(both);

  await stage.moveBy(2 * DAY_MS);
  await stage.until('the end of the move', () => uris()?.length === 1);
  expect(uris()).toEqual([`${to}/oauth-callback.php`]);
  expect(await stage.signsIn({ ...site, url: to })).toBe(true);
});

test('a move that was cut off at Entra goes on by itself, and the former address works meanwhile', async () => {
  const site = await stage.aSettledSite('cut-move');
  const to = site.url.replace('localhost', '127.0.0.1');
  const uris = () =>
    stage.sandbox.entra.registrations().find(({ uniqueName }) => uniqueName?.endsWith('-cut-move'))?.redirectUris;
  const { faults } = stage.sandbox.world;
  const end = faults.add({ service: 'graph', operation: 'upsertApplication', fault: { kind: 'resetBefore' } });
  expect((await stage.api.request('PUT', '/api/connections/cut-move', { espocrmUrl: to })).status).toBe(202);
  expect(uris()).toEqual([`${site.url}/oauth-callback.php`]);
  expect(await stage.signsIn(site)).toBe(true);
  end();
  await stage.until('the new redirect URI', () => uris()?.length === 2);
  site.controls.edit({ siteUrl: to });
  await stage.replicated();
  expect(await stage.signsIn({ ...site, url: to })).toBe(true);
});
