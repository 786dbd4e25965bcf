import { createHash } from 'node:crypto';
import { Failure } from '../../../src/core/failure';
import { PAGE_POLICY } from '../../../src/http/pages/style';
import { aFailure } from '../../support/memoryWorld';
import { day } from '../../support/seen';
import { aConnection, pageOf, TROUBLE } from '../../support/statusFleet';

const namesIn = (page: string) => [...page.matchAll(/scope="row"><b>([^<]+)</g)].map(([, name]) => name);

describe('a fleet of a thousand', () => {
  const healths = ['pass', 'warn', 'fail'] as const;
  const fleet = Array.from({ length: 1_000 }, (_, index) =>
    aConnection(`connection-${String(index).padStart(4, '0')}`, {
      health: healths[index % 3] ?? 'pass',
      secretExpiresAt: day(400 - (index % 390)),
      problems: index % 3 === 0 ? [] : [TROUBLE, { ...TROUBLE, code: 'secret-expires-soon' }],
    }),
  );

  test.each(['', 'page=2', 'page=20', 'show=warn', 'name=99', 'page=99999', 'page=-1&show=all'])(
    'takes less than 200 KB a page (?%s) and shows at most 50 of them',
    async (query) => {
      const page = await pageOf(fleet, query);
      expect(Buffer.byteLength(page)).toBeLessThan(200_000);
      expect(namesIn(page).length).toBeGreaterThan(0);
      expect(namesIn(page).length).toBeLessThanOrEqual(50);
    },
  );

  test('is shown once over all pages, worst first', async () => {
    const pages = await Promise.all(Array.from({ length: 20 }, (_, index) => pageOf(fleet, `page=${index + 1}`)));
    const names = pages.flatMap(namesIn);
    expect(new Set(names).size).toBe(1_000);
    const rank = names.map((name) => ['fail', 'warn', 'pass'].indexOf(fleet[Number(name?.slice(-4))]?.health ?? ''));
    expect(rank).toEqual([...rank].sort());
  });
});

test('within one health, what waits for a person comes first, then the secret that expires first', async () => {
  const page = await pageOf([
    aConnection('later', { secretExpiresAt: day(300) }),
    aConnection('sooner', { secretExpiresAt: day(100) }),
    aConnection('blocked', { state: 'blocked', problems: [TROUBLE] }),
  ]);
  expect(namesIn(page)).toEqual(['blocked', 'sooner', 'later']);
});

test('whatever a connection holds is shown as text', async () => {
  const evil = '<script>alert(1)</script>" onload="x';
  const page = await pageOf([
    aConnection('acme', { espocrmUrl: evil, health: 'fail', problems: [{ code: 'outside-failure', detail: evil }] }),
    aConnection('link', { espocrmUrl: 'javascript:alert(1)' }),
  ]);
  const again = await pageOf([aConnection('acme')], `name=${encodeURIComponent(evil)}`);
  for (const html of [page, again]) {
    expect(html).not.toMatch(/<script|" onload="/);
    expect(html).toContain('&lt;script&gt;');
  }
  expect(page).not.toContain('href="javascript:');
});

test('the policy allows the style sheet of the page and nothing else', async () => {
  const page = await pageOf([aConnection('acme')]);
  const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? '';
  expect(PAGE_POLICY).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  expect(PAGE_POLICY).toContain("default-src 'none'");
  expect(page).not.toMatch(/ style=| on\w+=/);
});

test.each([
  ['planned', {}, 'planned renewal on 29 Nov 2027, expiry on 29 Dec 2027', '29 Dec 2027'],
  ['overdue', { secretExpiresAt: day(20) }, 'renewal overdue since 14 Nov 2026, expiry on 14 Dec 2026', 'in 20 days'],
  ['expired', { secretExpiresAt: day(-2) }, 'expired on 22 Nov 2026', '2 days ago'],
])('the timeline of a secret whose renewal is %s says the same as the table', async (_what, changes, label, cell) => {
  const page = await pageOf([aConnection('acme', changes)]);
  expect(page).toContain(`aria-label="${label}"`);
  expect(page).toContain(cell);
});

test('a connection whose document cannot be read is shown with the reason, beside the others', async () => {
  const page = await pageOf([aConnection('broken', { health: 'warn', state: 'blocked' }), aConnection('fine')]);
  expect(namesIn(page)).toEqual(['broken', 'fine']);
  expect(page).toContain(new Failure(aFailure({ system: 'Storage' }).facts).message);
});

test('connections that the timer has missed for a day are pointed out', async () => {
  const missed = aConnection('missed', { checkedAt: day(-1.5) });
  expect(await pageOf([missed, aConnection('fine')])).toContain('One connection was not looked at');
  expect(await pageOf([aConnection('fine')])).not.toContain('not looked at');
});

test.each([
  ['no connection at all', [], '', 'There is no connection yet'],
  ['none that fits', [aConnection('acme')], 'name=zzz', 'No connection fits'],
  [
    'one that is new',
    [aConnection('new', { secretExpiresAt: undefined, renewsAt: undefined, checkedAt: undefined })],
    '',
    'none yet',
  ],
])('%s is said in words', async (_what, all, query, expected) => {
  expect(await pageOf(all, query)).toContain(expected);
});

describe('the calendar of renewals', () => {
  test('is shown only where one page does not hold every timeline', async () => {
    const many = Array.from({ length: 51 }, (_, index) => aConnection(`connection-${index}`));
    expect(await pageOf(many)).toContain('Planned renewals by month');
    expect(await pageOf(many.slice(1))).not.toContain('Planned renewals by month');
  });
});
