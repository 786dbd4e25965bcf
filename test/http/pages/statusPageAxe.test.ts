/** The status page under axe-core, as a screen reader would take it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { aConnection, pageOf, TROUBLE } from '../../support/statusFleet';

const resultsSchema = z.array(z.object({ passed: z.number(), violations: z.array(z.string()) }));

function judged(pages: readonly string[]) {
  const script = join(__dirname, '../../../scripts/axe.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, [script], { input: JSON.stringify(pages), encoding: 'utf8' });
  expect(stderr).toBe('');
  return resultsSchema.parse(JSON.parse(stdout));
}

const fleets = {
  nothing: [],
  'one connection': [aConnection('acme')],
  'connections of every kind': [
    aConnection('well'),
    aConnection('waiting', { state: 'settling', health: 'warn' }),
    aConnection('broken', { state: 'blocked', health: 'fail', problems: [TROUBLE] }),
    aConnection('young', { secretExpiresAt: undefined, renewsAt: undefined, checkedAt: undefined, health: 'fail' }),
    aConnection('odd', { espocrmUrl: 'javascript:alert(1)' }),
  ],
  'a dozen': Array.from({ length: 12 }, (_, index) => aConnection(`connection-${index}`)),
};

test(`axe-core objects to nothing on a page with ${Object.keys(fleets).join(', with ')}, and to one that is not accessible`, async () => {
  const pages = await Promise.all(Object.values(fleets).map((fleet) => pageOf(fleet)));
  const broken = (pages[1] ?? '').replace('<html lang="en"', '<html');
  const results = judged([...pages, broken.replace('</main>', '<img src="x"><button></button></main>')]);
  expect(results.at(-1)?.violations).toHaveLength(3);
  for (const { passed, violations } of results.slice(0, -1)) {
    expect(violations).toEqual([]);
    expect(passed).toBeGreaterThan(10);
  }
});
