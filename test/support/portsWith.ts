/** Ports of which a test gives what it is about; whatever else is asked of them fails it. Their clock moves while somebody sleeps. */
import type { Ports } from '../../src/reconcile/ports';
import { NOW } from './seen';
import { turn } from './turns';

const unasked = (what: string) => async (): Promise<never> => {
  throw new TypeError(`Nobody was to ask for ${what}.`);
};

interface Given {
  readonly registrations?: Partial<Ports['registrations']>;
  readonly signIn?: Partial<Ports['signIn']>;
  readonly vault?: Partial<Ports['vault']>;
  readonly espocrm?: Partial<Ports['espocrm']>;
  readonly clock?: Partial<Ports['clock']>;
  readonly probes?: boolean;
}

export function portsWith(given: Given): Ports {
  let nowMs = NOW.getTime();
  return {
    registrations: {
      read: unasked('a registration'),
      readForCheck: unasked('a registration for a check'),
      write: unasked('a registration to be written'),
      addCredential: unasked('a credential to be added'),
      removeCredential: unasked('a credential to be removed'),
      remove: unasked('a registration to be removed'),
      ...given.registrations,
    },
    signIn: {
      endpoints: unasked('endpoints'),
      accepts: unasked('a proof of a secret'),
      tellsSecretsApart: unasked('whether secrets are told apart'),
      ...given.signIn,
    },
    vault: {
      readVersions: unasked('versions'),
      store: unasked('a secret to be stored'),
      reveal: unasked('the text of a secret'),
      markDelivered: unasked('a delivery to be marked'),
      markRefused: unasked('a refusal to be marked'),
      disable: unasked('a version to be disabled'),
      whoseSecret: unasked('whose secret it is'),
      discard: unasked('a secret to be deleted'),
      readAdmin: unasked('the administrator'),
      ...given.vault,
    },
    espocrm: {
      read: unasked('settings'),
      readUserNameLength: unasked('the length of user names'),
      offers: unasked('what EspoCRM offers'),
      createTeams: unasked('teams to be made'),
      lengthenUserNames: unasked('longer user names'),
      signIn: unasked('a session'),
      detach: unasked('its own login for EspoCRM'),
      trySignIn: unasked('a sign-in with a made-up code'),
      ...given.espocrm,
    },
    clock: {
      now: () => new Date(nowMs),
      async sleep(ms) {
        await turn();
        nowMs += ms;
      },
      ...given.clock,
    },
    probes: given.probes ?? true,
  };
}
