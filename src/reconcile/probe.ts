/** Confirms by behaviour: the secret EspoCRM holds cannot be read back, so EspoCRM is asked to use it. */
import type { ConnectionSpec } from '../core/connection';
import { redirectUriOf } from '../core/decide/espocrmSettings';
import type { HeldSecret, Observation } from '../core/observation';
import type { Secret } from '../core/secret';
import type { Outside } from './ports';
import { unlessFailed } from './unlessFailed';

/**
 * Whether a probe of EspoCRM would tell anything. Whether Entra looks at the secret before the code is not documented, so
 * Entra itself is asked first, with a secret known to be good and with a wrong one. False too when probes are switched off,
 * or something did not answer.
 */
export async function probeTells(
  appId: string,
  good: Secret,
  { espocrm }: Pick<Observation, 'espocrm'>,
  { signIn, probes }: Outside,
): Promise<boolean> {
  if (!probes) return false;
  return (await unlessFailed(signIn.tellsSecretsApart(appId, good, redirectUriOf(espocrm.siteUrl)))) ?? false;
}

/** The probe is evidence, not a step: what it cannot find out stays unknown. `tells`: as `probeTells` found in this run. */
export async function probe(spec: ConnectionSpec, tells: boolean, { espocrm }: Outside): Promise<HeldSecret> {
  return (tells ? await unlessFailed(espocrm.trySignIn(spec)) : undefined) ?? 'unknown';
}

/** The same for a connection that has nothing else to do. */
export async function probeStored(spec: ConnectionSpec, seen: Observation, outside: Outside): Promise<HeldSecret> {
  const { stored, registration } = seen;
  if (!outside.probes || !stored?.inUseSince || !registration) return 'unknown';
  const secret = await outside.vault.reveal(spec.name, stored.version);
  return probe(spec, await probeTells(registration.appId, secret, seen, outside), outside);
}
