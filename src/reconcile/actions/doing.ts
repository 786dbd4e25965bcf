/** What an action is carried out with. */
import type { ConnectionSpec } from '../../core/connection';
import type { RegistrationSeen } from '../../core/observation';
import type { Ports } from '../ports';

export interface Doing<Seen> {
  readonly spec: ConnectionSpec;
  /** The look that called for it. */
  readonly seen: Seen;
  readonly ports: Ports;
}

type MayBeRegistered = { readonly registration: RegistrationSeen | undefined };

/** For actions that are only planned where there is a registration. */
export function registered<Seen extends MayBeRegistered>({ seen, ...rest }: Doing<Seen>) {
  const { registration } = seen;
  if (!registration) throw new TypeError('The action needs a registration.');
  return { ...rest, seen: { ...seen, registration } };
}
