/** What forbids acting, however much there is to do. */
import type { ConnectionSpec } from './connection';
import type { Observation, RegistrationSeen } from './observation';
import type { Problem } from './problem';

export function obstacle(spec: ConnectionSpec, { registration, espocrm }: Observation): Problem | undefined {
  if (!isSameSite(espocrm.siteUrl, spec.espocrmUrl)) {
    return {
      code: 'espocrm-url-differs',
      detail: `EspoCRM at ${spec.espocrmUrl} calls itself ${espocrm.siteUrl}. Set its Site URL (Administration > Settings) to the address staff use, or provision the connection with that address.`,
    };
  }
  if (!registration) return undefined;
  if (!registration.ownedByUs) {
    return {
      code: 'registration-not-owned',
      detail: `The identity of this app does not own the registration, so Entra will not let it manage secrets. An administrator runs: az ad app owner add --id ${registration.appId} --owner-object-id <object id of the app's identity>`,
    };
  }
  return undefined;
}

/** Scheme, host, port and path equal, whatever the case of the host or a trailing slash. */
function isSameSite(left: string, right: string): boolean {
  const normal = (url: string) => (URL.canParse(url) ? new URL(url).href.replace(/\/+$/, '') : url);
  return normal(left) === normal(right);
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
