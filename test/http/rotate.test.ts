/** A rotation says why; what it is not sure to mean is refused, and a connection that cannot be had is left alone. */
import { ask, connectorWith } from './ask';

const rotate = (taken: 'busy' | undefined, asked: Parameters<typeof ask>[2]) =>
  ask('rotate', () => connectorWith({ lease: async () => taken }), asked);
const reason = { reason: 'a leak' };

test.each([
  ['without a reason', { body: {} }, ['#/reason']],
  ['with an empty reason', { body: { reason: ' ' } }, ['#/reason']],
  ['with another way to revoke', { body: { ...reason, revoke: 'never' } }, ['#/revoke']],
  ['with a field more', { body: { ...reason, force: true } }, ['#/force']],
  ['with a parameter', { body: reason, query: { dryRun: 'true' } }, ['dryRun']],
  ['without a body', {}, ['#']],
])('%s it is refused', async (_what, asked, pointers) => {
  const errors = pointers.map((pointer) => expect.objectContaining({ pointer }));
  expect(await rotate(undefined, asked)).toMatchObject({ status: 400, body: { errors } });
});

test.each([
  ['is not there', undefined, 404, null],
  ['another worker has and keeps', 'busy' as const, 409, '30'],
])('of a connection that %s', async (_what, taken, status, retryAfter) => {
  const answer = await rotate(taken, { body: reason });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, retryAfter]);
});
