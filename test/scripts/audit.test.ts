import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'audit-'));
afterAll(() => rmSync(folder, { recursive: true }));

const advisory = {
  source: 1,
  name: 'left-pad',
  title: 'Pads to the right',
  url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
  severity: 'low',
};
const weak = { vulnerabilities: { 'left-pad': { via: [advisory] }, parent: { via: ['left-pad'] } } };
const exception = {
  advisory: 'GHSA-aaaa-bbbb-cccc',
  package: 'left-pad',
  reason: 'Only our own constants are padded, never input.',
  until: '2026-12-31',
};

function audit(report: object, exceptions: readonly object[], today = '2026-11-24') {
  const file = (name: string, content: object) => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(content));
    return path;
  };
  const given = ['--report', file('report.json', report), '--exceptions', file('exceptions.json', { exceptions })];
  const script = join(__dirname, '../../scripts/audit.mjs');
  const { status, stdout } = spawnSync(process.execPath, [script, ...given, '--today', today], { encoding: 'utf8' });
  return { passes: status === 0, stdout };
}

describe('the audit of what is deployed', () => {
  test('passes where nothing is known', () => {
    const { passes, stdout } = audit({ vulnerabilities: {} }, []);
    expect([passes, stdout]).toEqual([true, expect.stringContaining('Audited: 0 known weaknesses')]);
  });

  test('fails for a weakness that nobody accepted, however low', () => {
    const { passes, stdout } = audit(weak, []);
    expect(passes).toBe(false);
    expect(stdout).toContain('NOT ACCEPTED: left-pad, low: Pads to the right');
  });

  test('passes for one that is accepted, until its date', () => {
    expect(audit(weak, [exception], '2026-12-31').passes).toBe(true);
    expect(audit(weak, [exception], '2027-01-01').passes).toBe(false);
  });

  test.each([
    ['another package', { package: 'right-pad' }],
    ['another advisory', { advisory: 'GHSA-aaaa-bbbb-dddd' }],
    ['no reason', { reason: '' }],
    ['no date', { until: 'for ever' }],
  ])('fails when the exception is for %s', (_what, change) => {
    expect(audit(weak, [{ ...exception, ...change }]).passes).toBe(false);
  });

  test('names an exception that nothing needs any more', () => {
    const { passes, stdout } = audit({ vulnerabilities: {} }, [exception]);
    expect([passes, stdout]).toEqual([true, expect.stringContaining('not needed any more')]);
  });

  test('says loudly that the registry could not be asked, and passes', () => {
    const { passes, stdout } = audit({ message: 'request to the registry failed', error: { code: 'ENOTFOUND' } }, []);
    expect([passes, stdout]).toEqual([true, expect.stringContaining('NOT AUDITED')]);
  });

  test('fails for a report that it cannot read', () => {
    expect(audit({ something: 'else' }, []).passes).toBe(false);
  });
});
