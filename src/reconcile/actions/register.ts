/** Creates or corrects the app registration and its service principal, and keeps what others added to it. */
import { ID_TOKEN_CLAIMS, redirectUris, SIGN_IN_AUDIENCE, wantedGroupClaims } from '../../core/decide/registration';
import type { Observation } from '../../core/observation';
import { registrationUniqueName } from '../../core/ownership';
import type { Doing } from './doing';

export async function register({ spec, seen, ports }: Doing<Observation>): Promise<void> {
  const { registration } = seen;
  const uris = redirectUris(spec, seen);
  const keep = <T>(wanted: readonly T[], present: readonly T[] = []): T[] => [...new Set([...present, ...wanted])];
  await ports.registrations.write({
    uniqueName: registrationUniqueName(spec.name),
    adopted: spec.adopt?.applicationId,
    displayName: spec.displayName ?? registration?.displayName ?? registrationUniqueName(spec.name),
    signInAudience: SIGN_IN_AUDIENCE,
    redirectUris: keep([uris.wanted], registration?.redirectUris).filter((uri) => !uris.unwanted.includes(uri)),
    idTokenClaims: keep<string>(ID_TOKEN_CLAIMS, registration?.idTokenClaims),
    groupMembershipClaims: wantedGroupClaims(spec),
  });
}
