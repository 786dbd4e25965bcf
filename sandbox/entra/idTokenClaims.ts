/** What an ID token says about a person, as the registration and the scopes ask for it. */
import { createHash } from 'node:crypto';
import type { SignIn } from './authorizationCodes';
import type { ApplicationRecord } from './records';
import type { SandboxUser } from './sandboxUser';

/** More groups than this and the token points to Graph instead (id-token-claims-reference.md). */
const MAX_GROUPS = 200;

interface GroupClaimsInput extends Pick<IdTokenInput, 'assignedGroups' | 'graphUrl'> {
  readonly which: string;
}

/** Different in every app for the same person. */
const pairwise = (appId: string, oid: string) => createHash('sha256').update(`${appId}/${oid}`).digest('base64url');

function optionalClaim(name: string, user: SandboxUser): string | undefined {
  switch (name) {
    case 'email':
      return user.mail ?? undefined;
    case 'family_name':
      return user.surname;
    case 'given_name':
      return user.givenName;
    case 'upn':
      return user.userPrincipalName;
    default:
      return undefined;
  }
}

/** `ApplicationGroup`: only those assigned to the application (group-claims optional claims, entra-docs). */
function groupClaims(user: SandboxUser, { which, assignedGroups, graphUrl }: GroupClaimsInput) {
  const groups = user.groups.filter((id) => which !== 'ApplicationGroup' || assignedGroups.includes(id));
  if (groups.length <= MAX_GROUPS) return { groups };
  return {
    _claim_names: { groups: 'src1' },
    _claim_sources: { src1: { endpoint: `${graphUrl}/v1.0/users/${user.oid}/getMemberObjects` } },
  };
}

export interface IdTokenInput {
  readonly signIn: SignIn;
  readonly application: ApplicationRecord;
  readonly tenantId: string;
  readonly issuer: string;
  readonly graphUrl: string;
  /** Object ids of the groups that are assigned to the application. */
  readonly assignedGroups: readonly string[];
  /** Seconds since 1970. */
  readonly at: number;
}

export function idTokenClaims({ signIn, application, tenantId, issuer, at, ...where }: IdTokenInput) {
  const { user, scopes, nonce } = signIn;
  const { optionalClaims, groupMembershipClaims } = application.properties;
  const wanted = (optionalClaims?.idToken ?? []).flatMap(({ name }) => {
    const value = optionalClaim(name, user);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    aud: application.appId,
    iss: issuer,
    iat: at,
    nbf: at,
    exp: at + 3600,
    sub: pairwise(application.appId, user.oid),
    tid: tenantId,
    ver: '2.0',
    ...(nonce !== undefined && { nonce }),
    ...(scopes.includes('profile') && {
      name: user.displayName,
      preferred_username: user.userPrincipalName,
      oid: user.oid,
    }),
    ...Object.fromEntries(wanted),
    ...(groupMembershipClaims !== null &&
      groupMembershipClaims !== 'None' &&
      groupClaims(user, { which: groupMembershipClaims, ...where })),
  };
}
