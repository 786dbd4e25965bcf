/** Confirms by behaviour: the secret EspoCRM holds cannot be read back, so EspoCRM is asked to use it. */
import type { ConnectionSpec } from '../core/connection';
import { Failure } from '../core/failure';
import type { HeldSecret, Observation, SignInTarget } from '../core/observation';
import type { Secret } from '../core/secret';
import { redirectUriOf } from '../core/signIn';
import type { Outside } from './ports';

/**
 * Whether Entra looks at the secret before the code is not documented, so every probe first asks Entra itself, with a
 * secret known to be good and with a wrong one; where the answers are alike, a probe of EspoCRM would tell nothing.
 * `unknown` too when the probe is switched off, or something did not answer.
 */
export async function probe(
  target: SignInTarget,
  appId: string,
  good: Secret,
  redirectUri: string,
  { signIn, espocrm, probes }: Outside,
): Promise<HeldSecret> {
  if (!probes) return 'unknown';
  try {
    if (!(await signIn.tellsSecretsApart(appId, good, redirectUri))) return 'unknown';
    return await espocrm.trySignIn(target);
  } catch (error) {
    // The probe is evidence, not a step: what it cannot find out stays unknown.
    if (error instanceof Failure) return 'unknown';
    throw error;
  }
}

/** The same for a connection that has nothing else to do. */
export async function probeStored(spec: ConnectionSpec, seen: Observation, outside: Outside): Promise<HeldSecret> {
  const { stored, registration } = seen;
  if (!outside.probes || !stored?.inUseSince || !registration) return 'unknown';
  const secret = await outside.vault.reveal(spec.name, stored.version);
  return probe(spec, registration.appId, secret, redirectUriOf(seen.espocrm.siteUrl), outside);
}
