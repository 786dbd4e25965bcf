/** Entra and Graph as one process sees them: until a change is known everywhere, each answer may be old or new. */
import { Failure, type Retry } from '../../src/core/failure';
import { credentialMark } from '../../src/core/ownership';
import { createSecret } from '../../src/core/secret';
import type { Registrations, SignInService } from '../../src/reconcile/ports';
import { aRegistration } from '../support/seen';
import type { Chances } from './chances';
import type { Timeline } from './timeline';
import { APP_ID, type Credential, type Probe, type Truth } from './truth';
import type { Worker } from './worker';

/** What one server of Entra, any of them, makes of the state of things now. */
export interface Replica {
  lists(credential: Credential): boolean;
  accepts(text: string | undefined): boolean;
  /** Whether it knows of something that is known everywhere from then on. */
  knows(fromMs: number): boolean;
}

export function createReplica(truth: Truth, timeline: Timeline, chances: Chances): Replica {
  const knows = (fromMs: number) => timeline.nowMs() >= fromMs || chances.random.next() < 0.5;
  return {
    knows,
    lists: ({ listedMs, removed }) => knows(listedMs) && !(removed && knows(removed.unlistedMs)),
    accepts(text) {
      const found = truth.credentials.find((each) => each.text === text);
      if (!found || timeline.nowMs() >= found.endsMs) return false;
      if (timeline.nowMs() < found.firstAcceptedMs) return false;
      return knows(found.acceptedMs) && !(found.removed && knows(found.removed.refusedMs));
    },
  };
}

const OPERATION_FAILED = (code: string, retry: Retry, status: number) =>
  new Failure({ system: 'Microsoft Graph', operation: 'model', code, status, retry, advice: 'As Graph does.' });

export function createRegistrations(
  truth: Truth,
  { nowMs }: Timeline,
  replica: Replica,
  { call }: Worker,
): Registrations {
  let hasLooked = true;
  const known = () =>
    truth.registration && replica.knows(truth.registration.knownMs) ? truth.registration : undefined;
  const hasPrincipal = () => {
    const knownMs = truth.registration?.principalKnownMs;
    return knownMs !== undefined && replica.knows(knownMs);
  };

  return {
    read: (connection) =>
      call('Microsoft Graph', 'read the app registration', () => {
        hasLooked = true;
        const { registration } = truth;
        const seen = known()?.now ?? registration?.before;
        if (!seen) return undefined;
        const { displayName, signInAudience, redirectUris, idTokenClaims } = seen;
        const own = truth.credentials.filter((each) => each.displayName === credentialMark(connection));
        const credentials = own
          .filter((each) => replica.lists(each))
          .map(({ keyId, startsMs, endsMs }) => ({ keyId, startsAt: new Date(startsMs), endsAt: new Date(endsMs) }));
        const otherCredentials = truth.credentials
          .filter((each) => each.displayName !== credentialMark(connection) && replica.lists(each))
          .map(({ keyId, displayName: mark, startsMs, endsMs }) => ({
            keyId,
            displayName: mark,
            startsAt: new Date(startsMs),
            endsAt: new Date(endsMs),
          }));
        const facts = { otherCredentials, displayName, signInAudience, redirectUris, idTokenClaims, credentials };
        return aRegistration({ appId: APP_ID, ...facts, hasServicePrincipal: hasPrincipal(), ownedByUs: true });
      }),

    // The looks of the model are whole ones.
    readForCheck: async () => undefined,

    async write(wanted) {
      await call('Microsoft Graph', 'write the app registration', () => {
        if (truth.registration) return truth.changeRegistration(wanted, nowMs());
        const knownMs = truth.spread(nowMs());
        truth.registration = { now: wanted, before: undefined, knownMs, principalKnownMs: undefined };
      });
      await call('Microsoft Graph', 'write the service principal', () => {
        if (!truth.registration || hasPrincipal()) return;
        if (truth.registration.principalKnownMs !== undefined) throw OPERATION_FAILED('conflict', 'soon', 409);
        truth.registration.principalKnownMs = truth.spread(nowMs());
      });
    },

    addCredential: (_objectId, displayName, endsAt) => {
      const add = () => {
        if (!hasLooked) truth.blindAdditions += 1;
        hasLooked = false;
        if (!known()) throw OPERATION_FAILED('Request_ResourceNotFound', 'soon', 404);
        const { keyId, text, endsMs } = truth.addCredential(displayName, nowMs(), endsAt.getTime());
        return { keyId, endsAt: new Date(endsMs), secret: createSecret(text) };
      };
      // As the adapter has it: without an answer there must be time to see what is there.
      return call('Microsoft Graph', 'add a client secret', add, 'later');
    },

    removeCredential: (_objectId, keyId) =>
      call('Microsoft Graph', 'remove a client secret', () => {
        const found = truth.credentials.find((each) => each.keyId === keyId);
        if (!found || found.removed || !replica.knows(found.listedMs)) return 'unknown';
        truth.remove(found, 'product', nowMs());
        return 'removed';
      }),

    remove: async () => undefined,
  };
}

export function createSignIn(probe: Probe, replica: Replica, { call }: Worker): SignInService {
  return {
    endpoints: async () => ({ authorization: 'https://a', token: 'https://t', jwks: 'https://j' }),
    accepts: (_appId, secret) => call('Entra', 'prove the client secret', () => replica.accepts(secret.reveal())),
    tellsSecretsApart: (_appId, secret) =>
      call('Entra', 'redeem a made-up code', () => probe === 'tells' && replica.accepts(secret.reveal())),
  };
}
