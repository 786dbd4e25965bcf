/** What a member's staff, or its portal's users, sign in with: the client id and secret that its EspoCRM holds. */
import type { Member } from './createFleet';

export interface HeldSignIn {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Undefined while the sign-in is EspoCRM's own. */
export function signInOf({
  espocrm: { controls },
  portalId,
}: Pick<Member, 'espocrm' | 'portalId'>): HeldSignIn | undefined {
  if (portalId === undefined) {
    const { authenticationMethod, oidcClientId } = controls.settings();
    if (authenticationMethod !== 'Oidc') return undefined;
    return { clientId: String(oidcClientId), clientSecret: controls.clientSecret() ?? '' };
  }
  const { authenticationProviderId } = controls.portal(portalId);
  const provider = controls.providers().find(({ id }) => id === authenticationProviderId);
  if (!provider) return undefined;
  return { clientId: String(provider['oidcClientId']), clientSecret: String(provider['oidcClientSecret']) };
}
