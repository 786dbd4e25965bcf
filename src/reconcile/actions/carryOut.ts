/** Carries out one action of a connection's upkeep. Each is safe to repeat, and safe to be cut off anywhere. */
import type { UpkeepAction } from '../../core/action';
import type { HeldSecret, Observation } from '../../core/observation';
import { deliver } from './deliver';
import { type Doing, registered } from './doing';
import { issue } from './issue';
import { register } from './register';
import { retire } from './retire';

type Kind = UpkeepAction['kind'];
type ActionOf<K extends Kind> = Extract<UpkeepAction, { readonly kind: K }>;

/** Complete by its type: an action without its code does not compile, and none is taken for another. */
const WAYS: { readonly [K in Kind]: (action: ActionOf<K>, doing: Doing<Observation>) => Promise<HeldSecret> } = {
  register: (_action, doing) => showsNothing(register(doing)),
  issue: (_action, doing) => showsNothing(issue(registered(doing))),
  deliver: ({ version }, doing) => deliver(version, registered(doing)),
  retire: ({ keyId }, doing) => showsNothing(retire(keyId, registered(doing))),
};

async function showsNothing(done: Promise<void>): Promise<HeldSecret> {
  await done;
  return 'unknown';
}

const wayOf = <K extends Kind>(action: ActionOf<K> & { readonly kind: K }, doing: Doing<Observation>) =>
  WAYS[action.kind](action, doing);

/** Answers what a delivery showed about the secret that EspoCRM now holds; the other actions show nothing. */
export const carryOut = (action: UpkeepAction, doing: Doing<Observation>): Promise<HeldSecret> => wayOf(action, doing);
