/** The app registration that one connection wants in Entra, and whether what is seen fits. */
import type { ConnectionSpec } from '../connection';
import { later } from '../duration';
import type { Observation, RegistrationSeen } from '../observation';
import { isSameSite, redirectUriOf } from '../siteUrl';

interface RedirectUris {
  readonly wanted: string;
  /** Of addresses that EspoCRM has left for good. */
  readonly unwanted: readonly string[];
}

/**
 * The letters are EspoCRM's own, since it sends them and Entra compares them. Before EspoCRM has moved, its new address is
 * valid already; after it has, its former one stays valid for the overlap, for those who are on their way back to it.
 * A portal's address follows its id, its custom URL and whether it is the default; the former ones stay valid.
 */
export function redirectUris(
  { espocrmUrl, moved, secret }: ConnectionSpec,
  { at, espocrm }: Observation,
): RedirectUris {
  if (espocrm.portal) return { wanted: redirectUriOf(espocrm.siteUrl), unwanted: [] };
  const hasMoved = isSameSite(espocrm.siteUrl, espocrmUrl);
  const wanted = redirectUriOf(hasMoved ? espocrm.siteUrl : espocrmUrl);
  const isOver = moved && hasMoved && at >= later(moved.at, secret.overlap);
  return { wanted, unwanted: isOver ? moved.from.map(redirectUriOf).filter((uri) => uri !== wanted) : [] };
}

/** EspoCRM blanks a user's names and address when these are missing from the ID token. */
export const ID_TOKEN_CLAIMS = ['email', 'given_name', 'family_name', 'upn'] as const;
/** Single tenant: other audiences allow two secrets at most, and personal accounts. */
export const SIGN_IN_AUDIENCE = 'AzureADMyOrg';

/** Whether the registration is as wanted. More claims or redirect URIs than ours are left alone. */
export function registrationFits(spec: ConnectionSpec, seen: RegistrationSeen, uris: RedirectUris): boolean {
  return (
    seen.hasServicePrincipal &&
    (spec.displayName === undefined || seen.displayName === spec.displayName) &&
    groupClaimsFit(spec, seen) &&
    seen.signInAudience === SIGN_IN_AUDIENCE &&
    seen.redirectUris.includes(uris.wanted) &&
    !seen.redirectUris.some((uri) => uris.unwanted.includes(uri)) &&
    ID_TOKEN_CLAIMS.every((claim) => seen.idTokenClaims.includes(claim))
  );
}

/** In Graph's words; other values than the wanted one are only replaced where teams depend on it. */
const GROUP_MEMBERSHIP_CLAIMS = { assigned: 'ApplicationGroup', security: 'SecurityGroup' } as const;

export const wantedGroupClaims = ({ teams, groupClaims = 'assigned' }: ConnectionSpec): string | undefined =>
  teams && teams.length > 0 ? GROUP_MEMBERSHIP_CLAIMS[groupClaims] : undefined;

function groupClaimsFit(spec: ConnectionSpec, { groupMembershipClaims }: RegistrationSeen): boolean {
  const wanted = wantedGroupClaims(spec);
  return wanted === undefined || wanted === groupMembershipClaims;
}
