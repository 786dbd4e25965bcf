import type { TeamOfGroup } from '../../../src/core/connection';
import { missingTeams, TEAM_SETTINGS, teamSettings } from '../../../src/core/decide/teams';
import { anEspoCrm } from '../../support/seen';

const SALES: TeamOfGroup = { team: 'Sales', group: 'group-1' };
const SUPPORT: TeamOfGroup = { team: 'Support', group: 'group-2' };

describe("EspoCRM's team settings", () => {
  test.each<[string, readonly TeamOfGroup[] | undefined, Readonly<Record<string, string>>, object]>([
    ['are not touched where no teams are wanted', undefined, { Sales: 'team-1' }, {}],
    [
      'are switched off, and the mapping left, where no team at all is wanted',
      [],
      { Sales: 'team-1' },
      { oidcSyncTeams: false },
    ],
    [
      'map each team by its id to its group, and hold nothing of others',
      [SALES, SUPPORT],
      { Sales: 'team-1', Support: 'team-2', Other: 'team-3' },
      {
        oidcSyncTeams: true,
        oidcGroupClaim: 'groups',
        oidcTeamsIds: ['team-1', 'team-2'],
        oidcTeamsNames: { 'team-1': 'Sales', 'team-2': 'Support' },
        oidcTeamsColumns: { 'team-1': { group: 'group-1' }, 'team-2': { group: 'group-2' } },
      },
    ],
    [
      'leave out a team that EspoCRM does not have yet',
      [SALES, SUPPORT],
      { Support: 'team-2' },
      {
        oidcSyncTeams: true,
        oidcGroupClaim: 'groups',
        oidcTeamsIds: ['team-2'],
        oidcTeamsNames: { 'team-2': 'Support' },
        oidcTeamsColumns: { 'team-2': { group: 'group-2' } },
      },
    ],
  ])('%s', (_what, wanted, ids, expected) => {
    expect(teamSettings(wanted, ids)).toEqual(expected);
  });

  test('are known by name, each of them', () => {
    expect([...TEAM_SETTINGS]).toEqual(Object.keys(teamSettings([SALES], { Sales: 'team-1' })));
  });
});

describe('missing in EspoCRM', () => {
  test.each<[string, readonly TeamOfGroup[] | undefined, Readonly<Record<string, string>>, readonly string[]]>([
    ['is none where none are wanted', undefined, {}, []],
    ['is none that is there', [SALES, SUPPORT], { Sales: 'team-1', Support: 'team-2' }, []],
    ['is each that is not', [SALES, SUPPORT], { Sales: 'team-1' }, ['Support']],
  ])('%s', (_what, wanted, teams, missing) => {
    expect(missingTeams(wanted, anEspoCrm({ teams }))).toEqual(missing);
  });
});
