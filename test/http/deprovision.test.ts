/** A removal is answered by what came of it, with what a person may still want to look after. */
import type { Removal } from '../../src/core/connection';
import type { Outcome, State } from '../../src/core/outcome';
import { deprovisioned } from '../../src/http/deprovision';
import { aSpec, day, NOW } from '../support/seen';
import { ask, connectorWith } from './ask';

const outcome = (state: State): Outcome => ({
  kind: 'ended',
  state,
  health: { status: 'warn', problems: [] },
  done: [{ kind: 'detach', reason: 'unwanted' }],
  at: NOW,
  recheckAt: day(1),
});
const removed = (changes: Partial<Removal> = {}, state: State = 'settled') => {
  const removal = { keepRegistration: false, keepSecrets: false, espocrmIsGone: false, ...changes };
  return deprovisioned(aSpec({ removal }), outcome(state));
};

const ADMIN = /^The secret espocrm-acme-admin in Key Vault/;
const USERS = /^Users who have only ever signed in through Entra/;
const TWO_FACTOR = /^EspoCRM's own two-factor/;
const REGISTRATION = /^The app registration in Entra, without our client secrets\.$/;

test.each<[string, Partial<Removal>, readonly RegExp[]]>([
  ['everything of ours', {}, [ADMIN, USERS, TWO_FACTOR]],
  ['all but the registration', { keepRegistration: true }, [ADMIN, USERS, TWO_FACTOR, REGISTRATION]],
  ['what belonged to an EspoCRM that is gone', { espocrmIsGone: true }, [ADMIN]],
  ['that, but not the registration', { espocrmIsGone: true, keepRegistration: true }, [ADMIN, REGISTRATION]],
])('after %s was removed, it says what is left', (_what, changes, left) => {
  expect(removed(changes)).toMatchObject({
    status: 200,
    jsonBody: {
      state: 'removed',
      done: [{ action: 'detach', reason: 'unwanted' }],
      left: left.map((each) => expect.stringMatching(each)),
    },
  });
});

test.each<[State, number]>([
  ['settling', 202],
  ['blocked', 424],
])('one that is %s is answered %i, and says where to look', (state, status) => {
  expect(removed({}, state)).toMatchObject({ status, headers: { Location: '/api/connections/acme' } });
});

test.each([
  ['is not there', undefined, 404],
  ['another worker has and keeps', 'busy' as const, 409],
])('of a connection that %s', async (_what, taken, status) => {
  expect(await ask('deprovision', () => connectorWith({ lease: async () => taken }))).toMatchObject({ status });
});

test('with a word that is no flag it is refused: nothing is removed that was to be kept', async () => {
  const query = { keepregistration: 'true' };
  expect(await ask('deprovision', () => connectorWith({}), { query })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: 'keepregistration' }] },
  });
});
