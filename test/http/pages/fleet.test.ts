/** Which connections a page shows, in which order, and what is counted whatever it shows. */
import { fleetOf, isOverdue, readView, type View } from '../../../src/http/pages/fleet';
import { day, MS, NOW } from '../../support/seen';
import { aConnection } from '../../support/statusFleet';

const ALL: View = { show: undefined, name: '', page: 1, refresh: false };

test.each<[string, Partial<View>]>([
  ['', {}],
  ['show=warn', { show: 'warn' }],
  ['show=all', {}],
  ['name= ACME ', { name: 'acme' }],
  [`name=${'x'.repeat(101)}`, { name: 'x'.repeat(100) }],
  ['page=3', { page: 3 }],
  ['page=0', {}],
  ['page=-1', {}],
  ['page=1.5', {}],
  ['page=two', {}],
  ['refresh=on', { refresh: true }],
  ['refresh=yes', {}],
])('?%s asks for %j', (query, expected) => {
  expect(readView(new URLSearchParams(query))).toEqual({ ...ALL, ...expected });
});

const shown = (all: Parameters<typeof fleetOf>[0], view: Partial<View> = {}) =>
  fleetOf(all, { ...ALL, ...view }, NOW).shown.map(({ name }) => name);

test.each([
  [
    'what fails, then what warns',
    [aConnection('a'), aConnection('b', { health: 'fail' }), aConnection('c', { health: 'warn' })],
    ['b', 'c', 'a'],
  ],
  [
    'of these what waits for a person',
    [aConnection('a', { state: 'settling' }), aConnection('b', { state: 'blocked' }), aConnection('c')],
    ['b', 'a', 'c'],
  ],
  [
    'then the secret that expires first',
    [aConnection('a', { secretExpiresAt: day(9) }), aConnection('b', { secretExpiresAt: day(3) })],
    ['b', 'a'],
  ],
  [
    'one without a secret before all others',
    [aConnection('a', { secretExpiresAt: day(-9) }), aConnection('b', { secretExpiresAt: undefined })],
    ['b', 'a'],
  ],
  ['then the names', [aConnection('b'), aConnection('a')], ['a', 'b']],
])('first comes %s', (_what, all, expected) => {
  expect(shown(all)).toEqual(expected);
});

test.each<[string, Partial<View>, readonly string[]]>([
  ['a health', { show: 'warn' }, ['beta']],
  ['a part of the name', { name: 'lph' }, ['alpha']],
  ['a part of the address, in any letters', { name: 'shop' }, ['gamma']],
  ['both', { name: 'a', show: 'fail' }, []],
])('only those with %s are shown', (_what, view, expected) => {
  const all = [
    aConnection('alpha'),
    aConnection('beta', { health: 'warn' }),
    aConnection('gamma', { espocrmUrl: 'https://SHOP.example.com' }),
  ];
  expect(shown(all, view)).toEqual(expected);
});

test('a page after the last is the last, and what is counted is the fleet', () => {
  const all = [
    ...Array.from({ length: 51 }, (_, index) => aConnection(`c${String(index).padStart(2, '0')}`)),
    aConnection('bad', { health: 'fail', checkedAt: day(-2) }),
  ];
  expect(fleetOf(all, { ...ALL, show: 'pass', page: 9 }, NOW)).toMatchObject({
    shown: [{ name: 'c50' }],
    selected: 51,
    page: 2,
    pages: 2,
    total: 52,
    counts: { pass: 51, warn: 0, fail: 1 },
    overdue: 1,
  });
});

test.each([
  ['the first of those to come', [day(9), day(3), undefined], day(3)],
  ['none that is overdue', [day(-1), day(5)], day(5)],
  ['none where none is planned', [undefined], undefined],
])('the next renewal is %s', (_what, planned, expected) => {
  const all = planned.map((renewsAt, index) => aConnection(`c${index}`, { renewsAt }));
  expect(fleetOf(all, ALL, NOW).nextRenewal?.renewsAt).toEqual(expected);
});

test.each([
  ['26 hours ago', day(-26 / 24), false],
  ['a moment longer ago', day(-26 / 24 - MS), true],
  ['never', undefined, false],
])('one that was looked at %s is overdue: %s', (_when, checkedAt, expected) => {
  expect(isOverdue(NOW, { checkedAt })).toBe(expected);
});
