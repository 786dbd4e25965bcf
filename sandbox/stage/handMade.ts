/** What the guide's readers have before this product: a registration and a client secret made by hand, EspoCRM set up with both. */
import type { RunningEspoCrm, Sandbox } from './startSandbox';
import { APP_IDENTITY, TENANT_ID } from './tenant';

export interface HandMade {
  readonly appId: string;
  /** Of the client secret. */
  readonly keyId: string;
}

export interface HandMadeOptions {
  readonly displayName: string;
  /** When the client secret ends; two years after now when left out. */
  readonly endsAt?: Date;
  /** Whether the app's identity was made an owner of the registration; true when left out. */
  readonly owned?: boolean;
}

export function setUpByHand(
  { entra, urls }: Sandbox,
  { url, controls }: RunningEspoCrm,
  { displayName, endsAt, owned = true }: HandMadeOptions,
): HandMade {
  const appId = entra.addRegistration({
    displayName,
    signInAudience: 'AzureADMyOrg',
    web: { redirectUris: [`${url}/oauth-callback.php`] },
  });
  const { keyId, secretText } = entra.addSecret(appId, {
    displayName: 'made in the portal',
    ...(endsAt && { endsAt }),
  });
  if (owned) entra.addOwner(appId, APP_IDENTITY.oid);
  const login = `${urls.entra}/${TENANT_ID}`;
  controls.edit({
    authenticationMethod: 'Oidc',
    oidcClientId: appId,
    oidcClientSecret: secretText,
    oidcAuthorizationEndpoint: `${login}/oauth2/v2.0/authorize`,
    oidcTokenEndpoint: `${login}/oauth2/v2.0/token`,
    oidcJwksEndpoint: `${login}/discovery/v2.0/keys`,
    oidcUsernameClaim: 'preferred_username',
    oidcCreateUser: true,
    oidcFallback: true,
    auth2FA: false,
  });
  return { appId, keyId };
}
