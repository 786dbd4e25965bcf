/** A user as the API shows one: no password, no two-factor secret. */
import type { Records } from './records';
import type { UserRecord } from './users';

export function userView(user: UserRecord, { teams }: Records): Readonly<Record<string, unknown>> {
  const { id, userName, type, isActive, firstName, lastName, emailAddress, phoneNumber, teamIds } = user;
  const nameOf = (teamId: string) => teams.get(teamId)?.values['name'] ?? null;
  return {
    id,
    userName,
    type,
    isActive,
    firstName,
    lastName,
    name: [firstName, lastName].filter((part) => part !== null).join(' ') || userName,
    emailAddress,
    phoneNumber,
    teamsIds: teamIds,
    teamsNames: Object.fromEntries(teamIds.map((teamId) => [teamId, nameOf(teamId)])),
    ...(type === 'api' && { authMethod: 'ApiKey', apiKey: user.apiKey }),
    ...(type === 'portal' && { portalsIds: user.portalIds }),
  };
}
