/** Entra groups that a specification calls by name: found among those that are assigned to the registration. */
import type { ConnectionSpec, TeamOfGroup } from '../connection';
import type { AssignedGroup, RegistrationSeen } from '../observation';
import type { Problem } from '../problem';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const isName = (group: string) => !GUID.test(group);
export const namesGroups = ({ teams = [] }: ConnectionSpec): boolean => teams.some(({ group }) => isName(group));

const called = (name: string, { assignedGroups }: Assigned): readonly AssignedGroup[] =>
  assignedGroups.filter(({ displayName }) => displayName === name);

type Assigned = Pick<RegistrationSeen, 'assignedGroups'>;

/**
 * The teams with the ids of their groups. Undefined when EspoCRM's team settings are to be left as they are: also while one
 * of the groups is not known, because EspoCRM takes people out of every team that it is not told of.
 */
export function teamsByGroupId({ teams }: ConnectionSpec, registration: Assigned): readonly TeamOfGroup[] | undefined {
  const known = teams?.flatMap(({ team, group }) => {
    if (!isName(group)) return [{ team, group }];
    const [one, ...others] = called(group, registration);
    return one && others.length === 0 ? [{ team, group: one.id }] : [];
  });
  return known?.length === teams?.length ? known : undefined;
}

/** Names that no assigned group has, or several have. */
export function groupProblems({ teams = [] }: ConnectionSpec, registration: RegistrationSeen): readonly Problem[] {
  const names = new Set(teams.map(({ group }) => group).filter(isName));
  return [...names].flatMap((name): readonly Problem[] => {
    const found = called(name, registration);
    if (found.length === 1) return [];
    const left = "Until then EspoCRM's team settings are left as they are.";
    if (found.length === 0)
      return [
        {
          code: 'group-not-assigned',
          detail: `No group called "${name}" is assigned to ${registration.displayName}, and only assigned groups are known by name. Assign it in the Entra admin center (Enterprise applications, ${registration.displayName}, Users and groups), or give its object id, which az ad group show --group "<its name>" --query id tells. ${left}`,
        },
      ];
    const ids = found.map(({ id }) => id).join(', ');
    return [
      {
        code: 'group-name-ambiguous',
        detail: `${found.length} groups called "${name}" are assigned to ${registration.displayName}. Give the object id of the one that is meant: ${ids}. ${left}`,
      },
    ];
  });
}
