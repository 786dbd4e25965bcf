/** Carries out one action of a connection's removal. */
import type { RemovalAction } from '../../core/action';
import type { RemovalSeen } from '../../core/decide/removal';
import { type Doing, registered } from './doing';
import { retire } from './retire';

type Kind = RemovalAction['kind'];
type ActionOf<K extends Kind> = Extract<RemovalAction, { readonly kind: K }>;

/** Complete by its type, as in `carryOut`. */
const WAYS: { readonly [K in Kind]: (action: ActionOf<K>, doing: Doing<RemovalSeen>) => Promise<void> } = {
  async detach(_action, { spec, ports: { espocrm, vault } }) {
    await espocrm.detach(spec, await vault.readAdmin(spec.name));
  },
  async deregister(_action, doing) {
    const { seen, ports } = registered(doing);
    await ports.registrations.remove(seen.registration.objectId);
  },
  discard: (_action, { spec, ports }) => ports.vault.discard(spec.name),
  async retire({ keyId }, doing) {
    const { seen, ...rest } = registered(doing);
    const superseded = await rest.ports.vault.readVersions(rest.spec.name);
    await retire(keyId, { ...rest, seen: { ...seen, superseded } });
  },
};

export const end = <K extends Kind>(
  action: ActionOf<K> & { readonly kind: K },
  doing: Doing<RemovalSeen>,
): Promise<void> => WAYS[action.kind](action, doing);
