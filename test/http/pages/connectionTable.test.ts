/** A row of the status page: what it says of a connection, and what of it becomes a link. */
import { connectionTable } from '../../../src/http/pages/connectionTable';
import { toText } from '../../../src/http/pages/html';
import type { Shown } from '../../../src/http/pages/readPage';
import { scaleOf } from '../../../src/http/pages/timeline';
import { day, NOW } from '../../support/seen';
import { aConnection, TROUBLE } from '../../support/statusFleet';

const table = (changes: Partial<Shown> = {}) => {
  const shown = { ...aConnection('acme'), done: [], confirmedAt: undefined, nextCheckBy: undefined, ...changes };
  return toText(connectionTable('warn', [shown], scaleOf([], NOW)));
};

test.each<[string, Partial<Shown>, string | RegExp]>([
  ['an address', {}, 'href="https://acme.example.com" rel="noreferrer">acme.example.com</a>'],
  ['no address', { espocrmUrl: 'javascript:alert(1)' }, '<span class="url">javascript:alert(1)</span>'],
  ['that a person is waited for', { state: 'blocked' }, 'waits for a person'],
  ['that it goes on', { state: 'settling' }, 'going on by itself'],
  [
    'that there is no secret',
    { secretExpiresAt: undefined },
    /<td role="cell" class="time"><span class="none">none yet/,
  ],
  ['that nobody has looked', { checkedAt: undefined }, '<span class="none">not yet</span>'],
  ['a look that is overdue', { checkedAt: day(-2) }, /<span class="overdue"><span><time/],
  ['what was done', { done: [{ kind: 'issue', reason: 'expiring' }] }, 'did: issue (expiring)'],
  ['when a sign-in was proven', { confirmedAt: day(-3) }, /sign-in proven <time [^>]+>3 days ago/],
  ['what stands in the way', { problems: [TROUBLE] }, '<code>registration-not-owned</code>'],
  ['when it is looked at next', { problems: [TROUBLE], nextCheckBy: day(1) }, /Next look by <time [^>]+>25 Nov 2026/],
])('shows %s', (_what, changes, expected) => {
  expect(table(changes)).toMatch(expected);
});

test('of one that is well there is nothing more to say', () => {
  const text = table();
  for (const word of ['class="state"', 'troubled', 'did:', 'proven', 'overdue', 'Next look'])
    expect(text).not.toContain(word);
});
