import { type Duration, days, later } from '../../../src/core/duration';
import { Failure } from '../../../src/core/failure';
import { createSecret } from '../../../src/core/secret';
import { addCredential } from '../../../src/reconcile/actions/addCredential';
import { aFailure } from '../../support/memoryWorld';
import { portsWith } from '../../support/portsWith';
import { aSpec, NOW } from '../../support/seen';

const TOO_LONG = 'CredentialInvalidLifetimeAsPerAppPolicy';
const MONTHS_24: Duration = { months: 24, ms: 0 };
const daysUntil = (at: Date) => (at.getTime() - NOW.getTime()) / days(1).ms;

/** A tenant that allows client secrets to live so many days, or refuses them with an error of its own. */
async function added(validity: Duration, refuses: (lifetimeDays: number) => Error | undefined) {
  const credentials: string[] = [];
  const asked: number[] = [];
  const { registrations, clock } = portsWith({
    registrations: {
      async addCredential(objectId, displayName, endsAt) {
        const lifetime = daysUntil(endsAt);
        asked.push(lifetime);
        const error = refuses(lifetime);
        if (error) throw error;
        credentials.push(`${displayName} on ${objectId} for ${lifetime} days`);
        return { keyId: 'key-1', endsAt, secret: createSecret('text') };
      },
    },
  });
  const spec = aSpec({ secret: { ...aSpec().secret, validity } });
  const result = await addCredential('object-1', spec, registrations, clock).catch((error: unknown) => error);
  return { credentials, asked, result };
}
const allowing = (most: number) => (lifetime: number) =>
  lifetime > most ? aFailure({ system: 'Microsoft Graph', code: TOO_LONG, status: 400, retry: 'never' }) : undefined;

describe('a client secret lives', () => {
  test.each<[string, Duration, number, readonly number[]]>([
    ['as long as is wanted, where the tenant allows that', MONTHS_24, 731, [731]],
    ['so long also where that is the most it allows', MONTHS_24, daysUntil(later(NOW, MONTHS_24)), [731]],
    ['365 days where it allows no more', MONTHS_24, 365, [731, 365]],
    ['180 days where it allows less than 365', MONTHS_24, 364, [731, 365, 180]],
    ['90 days where it allows less than 180', MONTHS_24, 179, [731, 365, 180, 90]],
    ['60 days where it allows less than 90', MONTHS_24, 89, [731, 365, 180, 90, 60]],
    ['30 days where it allows less than 60', MONTHS_24, 59, [731, 365, 180, 90, 60, 30]],
    ['no longer than is wanted, where that is too long', days(100), 60, [100, 90, 60]],
    ['shorter than is wanted, where just that is not allowed', days(90), 89, [90, 60]],
  ])('%s', async (_what, validity, most, asked) => {
    const given = asked.at(-1);
    expect(await added(validity, allowing(most))).toEqual({
      credentials: [`espocrm-entra-connector/acme on object-1 for ${given} days`],
      asked,
      result: { keyId: 'key-1', endsAt: later(NOW, days(given ?? 0)), secret: expect.anything() },
    });
  });
});

describe('no client secret is added', () => {
  test('where the tenant allows not even 30 days, and that is said', async () => {
    const { credentials, result } = await added(MONTHS_24, allowing(29));
    expect([credentials, result instanceof Failure && result.facts.code]).toEqual([[], TOO_LONG]);
  });

  test.each<[string, Error]>([
    ['where it refuses for another reason', aFailure({ code: 'Authorization_RequestDenied', status: 403 })],
    ['where it does not answer: each success is another credential', aFailure({ code: 'ETIMEDOUT' })],
    ['where this code makes a mistake', new TypeError('a mistake')],
  ])('%s, and no shorter life is asked for', async (_what, error) => {
    expect(await added(MONTHS_24, () => error)).toEqual({ credentials: [], asked: [731], result: error });
  });
});
