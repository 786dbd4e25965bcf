/** What forbids acting, however much there is to do. */
import type { ConnectionSpec } from '../connection';
import type { Observation, RegistrationSeen } from '../observation';
import type { Problem } from '../problem';
import { isSameSite } from '../siteUrl';
import { SIGN_IN_AUDIENCE } from './registration';

export function obstacle(spec: ConnectionSpec, { registration, espocrm }: Observation): Problem | undefined {
  const notServed = registration ? (tooPowerful(registration) ?? notAdoptable(spec, registration)) : notFound(spec);
  if (notServed) return notServed;
  // A portal has an address of its own, which EspoCRM decides.
  if (espocrm.portal || isSameSite(espocrm.siteUrl, spec.espocrmUrl)) return undefined;
  return {
    code: 'espocrm-url-differs',
    detail: `EspoCRM at ${spec.espocrmUrl} calls itself ${espocrm.siteUrl}. Set its Site URL (Administration > Settings) to the address staff use, or provision the connection with that address.`,
  };
}

function notFound({ adopt }: ConnectionSpec): Problem | undefined {
  if (!adopt) return undefined;
  return {
    code: 'registration-not-found',
    detail: `This tenant has no app registration with the client id ${adopt.applicationId}. It is shown in the Entra admin center (App registrations, Overview) and in EspoCRM (Administration, Authentication).`,
  };
}

/** A registration that serves other tenants or personal accounts is not made narrower: somebody may sign in that way. */
function notAdoptable({ adopt }: ConnectionSpec, registration: RegistrationSeen): Problem | undefined {
  const { appId, signInAudience } = registration;
  if (!adopt || signInAudience === SIGN_IN_AUDIENCE) return notOwned(registration);
  return {
    code: 'registration-not-single-tenant',
    detail: `The registration ${appId} is open to other tenants or personal accounts (${signInAudience}), and with personal accounts Entra allows two client secrets at most. Set Supported account types to this directory only (App registrations, Authentication), or leave adopt out for a registration of its own.`,
  };
}

function notOwned({ appId, ownedByUs }: RegistrationSeen): Problem | undefined {
  if (ownedByUs) return undefined;
  return {
    code: 'registration-not-owned',
    detail: `The identity of this app does not own the registration, so Entra will not let it manage secrets. An administrator runs: az ad app owner add --id ${appId} --owner-object-id <object id of the app's identity>`,
  };
}

/** Whoever may mint an application's secrets can act as it, so this app only ever serves registrations that cannot do anything. */
function tooPowerful({ appId, isOurIdentity, applicationPermissions }: RegistrationSeen): Problem | undefined {
  const code = 'registration-too-powerful';
  if (isOurIdentity) {
    return {
      code,
      detail: `The registration ${appId} is the one this app itself acts with, and is left alone. Give the app an identity of its own, best a managed identity.`,
    };
  }
  if (applicationPermissions === 0) return undefined;
  return {
    code,
    detail: `The registration ${appId} asks for ${applicationPermissions} application permissions, which signing in to EspoCRM never needs: its secret, which EspoCRM stores in clear text, could use them. Remove them in the Entra admin center (App registrations, API permissions), or provision under another name.`,
  };
}

/** One in use, one in overlap, and room for a few strays of crashed runs; more means something is wrong. */
const MAX_OWNED_CREDENTIALS = 5;

/** Why no further secret may be added, or undefined when there is room. */
export function tooManyCredentials(at: Date, { appId, credentials }: RegistrationSeen): Problem | undefined {
  const live = credentials.filter(({ endsAt }) => endsAt > at).length;
  if (live < MAX_OWNED_CREDENTIALS) return undefined;
  return {
    code: 'too-many-credentials',
    detail: `The registration ${appId} has ${live} live client secrets of ours, so no other is added. Something created them over and over: look at this app's log, then delete in the portal those that Key Vault does not name.`,
  };
}
