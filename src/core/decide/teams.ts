/** EspoCRM teams by Entra group, as settings of EspoCRM. */
import type { TeamOfGroup } from '../connection';
import type { EspoCrmSeen, SettingValue } from '../observation';

/** Every version of EspoCRM that has OIDC knows them; the last three are one field in its metadata. */
export const TEAM_SETTINGS = [
  'oidcSyncTeams',
  'oidcGroupClaim',
  'oidcTeamsIds',
  'oidcTeamsNames',
  'oidcTeamsColumns',
] as const;

/** Only what is read back too: a setting that is written and never read would never settle. */
type TeamSettings = { readonly [name in (typeof TEAM_SETTINGS)[number]]?: SettingValue };

/** The three that hold the mapping are replaced whole, so always sent together. */
export function teamSettings(wanted: readonly TeamOfGroup[] | undefined, ids: EspoCrmSeen['teams']): TeamSettings {
  if (!wanted) return {};
  if (wanted.length === 0) return { oidcSyncTeams: false };
  const mapped = wanted.flatMap(({ team, group }) => {
    const id = ids[team];
    return id === undefined ? [] : [{ id, team, group }];
  });
  return {
    oidcSyncTeams: true,
    oidcGroupClaim: 'groups',
    oidcTeamsIds: mapped.map(({ id }) => id),
    oidcTeamsNames: Object.fromEntries(mapped.map(({ id, team }) => [id, team])),
    oidcTeamsColumns: Object.fromEntries(mapped.map(({ id, group }) => [id, { group }])),
  };
}

/** Teams that EspoCRM does not have yet. */
export const missingTeams = (wanted: readonly TeamOfGroup[] | undefined, seen: EspoCrmSeen): readonly string[] =>
  (wanted ?? []).map(({ team }) => team).filter((team) => !(team in seen.teams));
