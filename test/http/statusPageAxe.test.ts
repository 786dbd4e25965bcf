/** The status page under axe-core, as a screen reader would take it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { aConnection, pageOf, TROUBLE } from '../support/statusFleet';

const resultsSchema = z.array(z.object({ passed: z.number(), violations: z.array(z.string()) }));

function judged(pages: readonly string[]) {
  const script = join(__dirname, '../../scripts/axe.mjs');
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
  'a hundred': Array.from({ length: 100 }, (_, index) => aConnection(`connection-${index}`)),
};

test(`axe-core objects to nothing on a page with ${Object.keys(fleets).join(', with ')}`, async () => {
  const pages = await Promise.all(Object.values(fleets).map((fleet) => pageOf(fleet)));
  for (const { passed, violations } of judged(pages)) {
    expect(violations).toEqual([]);
    expect(passed).toBeGreaterThan(10);
  }
});

test('a page that is not accessible is found out', async () => {
  const page = (await pageOf([aConnection('acme')])).replace('<html lang="en"', '<html');
  const [result] = judged([page.replace('</main>', '<img src="x"><button></button></main>')]);
  expect(result?.violations).toHaveLength(3);
});
