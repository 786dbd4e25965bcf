/** Finds the user a token is about, makes one, and brings names and teams up to date. */
import { SignInCrash } from './espoRefusal';
import type { OidcConfig } from './oidcConfig';
import { textsOf } from './phpValues';
import type { EntityRecord, Records } from './records';
import { normalizedUserName } from './userNames';
import type { UserRecord } from './users';

type Claims = Readonly<Record<string, unknown>>;

/** A missing claim blanks the field. */
const CLAIM_OF_FIELD = {
  emailAddress: 'email',
  phoneNumber: 'phone_number',
  firstName: 'given_name',
  lastName: 'family_name',
} as const;

const textClaim = (claims: Claims, name: string) => {
  const value = claims[name];
  return typeof value === 'string' ? value : null;
};

const namesOf = (claims: Claims) => ({
  emailAddress: textClaim(claims, CLAIM_OF_FIELD.emailAddress),
  phoneNumber: textClaim(claims, CLAIM_OF_FIELD.phoneNumber),
  firstName: textClaim(claims, CLAIM_OF_FIELD.firstName),
  lastName: textClaim(claims, CLAIM_OF_FIELD.lastName),
});

/** All teams of the mapping whose group the claim names; one without a group is for everybody. */
function teamsOf(claims: Claims, { teamIds, teamGroups, groupClaim }: OidcConfig): readonly string[] {
  const claimed = groupClaim === undefined ? undefined : claims[groupClaim];
  const groups = typeof claimed === 'string' ? [claimed] : textsOf(claimed);
  return teamIds.filter((id) => {
    const group = teamGroups.get(id);
    return group === undefined || groups.includes(group);
  });
}

function userNameOf(claims: Claims, { usernameClaim }: OidcConfig): string {
  if (usernameClaim === undefined) throw new SignInCrash('No username claim in config.');
  const claim = claims[usernameClaim];
  if (typeof claim !== 'string' || claim === '')
    throw new SignInCrash(`No username claim \`${usernameClaim}\` in token and userinfo.`);
  return normalizedUserName(claim);
}

function checkLength(userName: string, max: number): void {
  if (userName.length <= max) return;
  const advice = 'Increase maxLength parameter for User.userName field (up to 255).';
  throw new SignInCrash(`Value in username claim exceeds max length of \`${max}\`. ${advice}`);
}

function mayEnter(user: UserRecord, oidc: OidcConfig, portal: EntityRecord | undefined): boolean {
  if (!user.isActive) return false;
  if (portal) return user.type === 'portal' && user.portalIds.includes(portal.id);
  return user.type === 'regular' || (user.type === 'admin' && oidc.allowAdminUser);
}

/** Undefined when the user is unknown and none is to be made, or may not come in this way. */
export function userOfClaims(
  claims: Claims,
  oidc: OidcConfig,
  records: Records,
  portal: EntityRecord | undefined,
): UserRecord | undefined {
  const userName = userNameOf(claims, oidc);
  const known = records.users.byName(userName);
  if (known && !mayEnter(known, oidc, portal)) return undefined;
  if (known && !oidc.sync && !oidc.syncTeams) return known;
  if (!known && !oidc.createUser) return undefined;
  checkLength(userName, records.userNameMaxLength);
  if (!known)
    return records.users.add({
      userName,
      type: portal ? 'portal' : 'regular',
      ...namesOf(claims),
      teamIds: teamsOf(claims, oidc),
      portalIds: portal ? [portal.id] : [],
    });
  if (oidc.sync) Object.assign(known, namesOf(claims));
  if (oidc.syncTeams) known.teamIds = teamsOf(claims, oidc);
  return known;
}
