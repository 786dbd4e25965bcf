/** The end of a connection: EspoCRM back to its own login first, then everything of ours is removed. */
import { type Plan, type RemovalAction, rest } from '../action';
import type { ConnectionSpec } from '../connection';
import { days, later } from '../duration';
import { REGISTRATION_GONE } from '../entraLag';
import type { AppId } from '../ids';
import type { EspoCrmRead, RegistrationSeen } from '../observation';
import type { Problem } from '../problem';

export interface RemovalSeen {
  readonly at: Date;
  readonly registration: RegistrationSeen | undefined;
  /** The registration's client id when it was last seen: it may be gone while EspoCRM still uses it. */
  readonly lastAppId: AppId | undefined;
  /** Whether it was deleted by us. */
  readonly isDeregistered: boolean;
  /** Since when Entra does not show it, though nobody here has deleted it. */
  readonly missingSince: Date | undefined;
  /** Undefined when it is not asked. */
  readonly espocrm: EspoCrmRead | undefined;
  /** What Key Vault holds under our name; `foreign` when a version of it does not carry our mark. */
  readonly vaultSecret: 'ours' | 'foreign' | 'none';
}

/** Pure, and it acts only on what was seen, as `plan`: a removal that was cut off goes on where it stopped. */
export function planRemoval({ removal, adopt }: ConnectionSpec, seen: RemovalSeen): Plan<RemovalAction> {
  const { at, registration, espocrm } = seen;
  const now = (...actions: readonly RemovalAction[]) => ({
    kind: 'act' as const,
    actions,
    problems: [],
    recheckAt: at,
  });
  if (espocrm && usesOurs(espocrm, seen)) return now({ kind: 'detach', reason: 'unwanted' });

  const until = missingUntil(seen);
  if (until && at < until) return rest('wait', [], until);
  const blocked = registration && notOurs(registration);
  if (blocked) return { kind: 'blocked', problems: [blocked], recheckAt: later(at, days(1)) };
  // One that was there before us, or that others have secrets of, is theirs too.
  const isOnlyOurs = !adopt && registration?.otherCredentials.length === 0;
  if (isOnlyOurs && !removal?.keepRegistration) return now({ kind: 'deregister', reason: 'unwanted' });
  const credentials = registration?.credentials ?? [];
  if (credentials.length > 0)
    return now(...credentials.map(({ keyId }): RemovalAction => ({ kind: 'retire', reason: 'unwanted', keyId })));

  if (seen.vaultSecret === 'ours' && !removal?.keepSecrets) return now({ kind: 'discard', reason: 'unwanted' });
  return rest('idle', [], at);
}

/**
 * One that was there before and that we have not deleted is not believed to be gone at the first look: a server that lags
 * behind would leave it, and its secrets, to nobody. Undefined when there is nothing to wait for.
 */
function missingUntil({ at, registration, lastAppId, isDeregistered, missingSince }: RemovalSeen): Date | undefined {
  if (registration || lastAppId === undefined || isDeregistered) return undefined;
  return later(missingSince ?? at, REGISTRATION_GONE);
}

/** A client id that is not ours means that somebody has set EspoCRM up with another registration: that is left alone. */
function usesOurs({ settings, portal }: EspoCrmRead, { registration, lastAppId }: RemovalSeen): boolean {
  // It holds our client secret, whatever the portal is linked to.
  if (portal) return portal.hasProvider;
  const clientId = settings['oidcClientId'];
  if (settings['authenticationMethod'] !== 'Oidc' || typeof clientId !== 'string') return false;
  return clientId === registration?.appId || clientId === lastAppId;
}

function notOurs({ appId, isOurIdentity, ownedByUs }: RegistrationSeen): Problem | undefined {
  if (isOurIdentity)
    return {
      code: 'registration-too-powerful',
      detail: `The registration ${appId} is the one this app itself acts with, and is not removed. Delete the connection with keepRegistration=true.`,
    };
  if (ownedByUs) return undefined;
  return {
    code: 'registration-not-owned',
    detail: `The identity of this app does not own the registration ${appId}, so Entra will not let it remove anything there. Delete it in the Entra admin center, or give the ownership back and delete the connection again.`,
  };
}
