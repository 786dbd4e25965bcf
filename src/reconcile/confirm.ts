/** Confirms by behaviour: the secret EspoCRM holds cannot be read back, so EspoCRM is asked to use it. */
import type { ConnectionSpec } from '../core/connection';
import { optional } from '../core/failure';
import type { AppId } from '../core/ids';
import type { HeldSecret, Observation } from '../core/observation';
import type { Secret } from '../core/secret';
import { redirectUriOf } from '../core/siteUrl';
import type { Ports } from './ports';

/**
 * Whether asking EspoCRM would tell anything. Whether Entra looks at the secret before the code is not documented, so
 * Entra itself is asked first, with a secret known to be good and with a wrong one. False too when that is switched off,
 * or something did not answer.
 */
export async function askingTells(
  appId: AppId,
  good: Secret,
  { espocrm }: Pick<Observation, 'espocrm'>,
  { signIn, probes }: Ports,
): Promise<boolean> {
  if (!probes) return false;
  return (await optional(signIn.tellsSecretsApart(appId, good, redirectUriOf(espocrm.siteUrl)))) ?? false;
}

/** Evidence, not a step: what it cannot find out stays unknown. `tells`: as `askingTells` found in this run. */
export async function confirm(spec: ConnectionSpec, tells: boolean, { espocrm }: Ports): Promise<HeldSecret> {
  return (tells ? await optional(espocrm.trySignIn(spec)) : undefined) ?? 'unknown';
}

/** The same for a connection that has nothing else to do. */
export async function confirmStored(spec: ConnectionSpec, seen: Observation, ports: Ports): Promise<HeldSecret> {
  const { stored, registration } = seen;
  if (!ports.probes || !stored?.inUseSince || !registration) return 'unknown';
  const secret = await ports.vault.reveal(spec.name, stored.version);
  return confirm(spec, await askingTells(registration.appId, secret, seen, ports), ports);
}
