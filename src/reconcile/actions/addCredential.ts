/** Adds a client secret in Entra, with a shorter life where a policy of the tenant does not allow what is wanted. */
import type { ConnectionSpec } from '../../core/connection';
import { days, later } from '../../core/duration';
import { Failure } from '../../core/failure';
import type { ObjectId } from '../../core/ids';
import { credentialMark } from '../../core/ownership';
import type { Clock, IssuedCredential, Registrations } from '../ports';

/** Lifetimes that rules of a tenant commonly allow. */
const SHORTER = [days(365), days(180), days(90), days(60), days(30)] as const;
/** What Graph answers when a policy of the tenant allows less (microsoft-365-agents-toolkit issue 10998); nothing was added. */
const TOO_LONG = 'CredentialInvalidLifetimeAsPerAppPolicy';

/** As long as was asked for, or the longest that the tenant's app management policy lets pass. */
export async function addCredential(
  objectId: ObjectId,
  { name, secret }: ConnectionSpec,
  registrations: Registrations,
  clock: Clock,
): Promise<IssuedCredential> {
  const wanted = later(clock.now(), secret.validity);
  const add = (endsAt: Date) => registrations.addCredential(objectId, credentialMark(name), endsAt);
  const shorter = SHORTER.map((validity) => later(clock.now(), validity)).filter((endsAt) => endsAt < wanted);
  return shorter.reduce(
    (longer, endsAt) =>
      longer.catch((error) => {
        if (error instanceof Failure && error.facts.code === TOO_LONG) return add(endsAt);
        throw error;
      }),
    add(wanted),
  );
}
