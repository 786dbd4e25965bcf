/** Sees to it that nobody is ever kept out: whether each EspoCRM holds a secret that Entra accepts, at every turn. */
import type { Sandbox } from '../stage/startSandbox';
import type { Member } from './createFleet';
import { signInOf } from './signInOf';

/** What changes how people sign in to an EspoCRM or its portal. */
const WRITES: ReadonlySet<string> = new Set(['putSettings', 'putAuthenticationProvider', 'putPortal']);

export interface SignInWatch {
  /** From now on the member's staff can sign in. */
  add(member: Member): void;
  /** From now on nobody expects it. */
  remove(member: Member): void;
  /** Names of members whose staff were kept out at some time, with when that was first seen. */
  outages(): readonly string[];
  /** How often one EspoCRM was looked at. */
  looks(): number;
  /** Looks at everybody now. */
  look(): void;
}

export function watchSignIns({ world, entra }: Sandbox): SignInWatch {
  const watched = new Map<string, Member>();
  const outages = new Map<string, string>();
  let looks = 0;

  function lookAt(member: Member): void {
    looks += 1;
    const { name } = member;
    const held = signInOf(member);
    const works = held !== undefined && entra.accepts(held.clientId, held.clientSecret);
    if (!works && !outages.has(name)) outages.set(name, `${name} at ${world.clock.now().toISOString()}`);
  }
  const look = () => {
    for (const member of watched.values()) lookAt(member);
  };

  // Secrets expire while the clock moves; this comes after storage and app have the new time, before they act on it.
  world.clock.onMove(look);
  world.exchanges.listen(({ service, operation, request }) => {
    if (operation === 'removePassword') look();
    if (service === 'espocrm' && WRITES.has(operation)) {
      const member = watched.get(request.url.origin);
      if (member) lookAt(member);
    }
    return undefined;
  });

  return {
    add: (member) => void watched.set(member.espocrm.url, member),
    remove: (member) => void watched.delete(member.espocrm.url),
    outages: () => [...outages.values()],
    looks: () => looks,
    look,
  };
}
