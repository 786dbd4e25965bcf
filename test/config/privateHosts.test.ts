import { readPrivateHosts } from '../../src/config/privateHosts';
import { aPrivateHosts } from '../support/aPrivateHosts';

const problemsOf = (text: string) => {
  const read = readPrivateHosts(text);
  return 'problems' in read ? read.problems : [];
};

describe('the setting for EspoCRMs in private networks', () => {
  test('lists hosts with their networks', () => {
    expect(aPrivateHosts(' crm.internal=10.0.0.0/8, crm.internal=fd12::/16 ,10.1.2.3 = 10.1.2.3/32,')).toEqual(
      new Map([
        ['crm.internal', ['10.0.0.0/8', 'fd12::/16']],
        ['10.1.2.3', ['10.1.2.3/32']],
      ]),
    );
  });

  test('may be empty', () => {
    expect(aPrivateHosts('').size).toBe(0);
  });

  test.each([
    'crm.internal',
    'crm.internal=',
    '=10.0.0.0/8',
    'crm.internal=10.0.0.0/8=x',
    'crm.internal=private',
    'crm.internal=10.0.0.0',
    'crm.internal=10.0.0.0/33',
    'crm.internal=0.0.0.0/0',
    'crm.internal=10.0.0.0/7',
    'crm.internal=::/0',
    'crm.internal=::/8',
    'crm.internal=::ffff:0:0/96',
    'crm.internal=fd00::/6',
    'CRM.internal=10.0.0.0/8',
    '*=10.0.0.0/8',
    '*.internal=10.0.0.0/8',
    'crm.internal:8443=10.0.0.0/8',
    'https://crm.internal=10.0.0.0/8',
    'crm.internal.=10.0.0.0/8',
    '[fd12::1]=fd12::/16',
    'FD12::1=fd12::/16',
    '0x7f.1=127.0.0.0/8',
    '2130706433=127.0.0.0/8',
  ])('refuses %j', (text) => {
    expect(problemsOf(text)).toHaveLength(1);
  });

  test('names every wrong entry by its place, without its text', () => {
    const problems = problemsOf('good.internal=10.0.0.0/8,wrong,*.bad=10.0.0.0/8');
    expect(problems.map((problem) => problem.slice(0, 7))).toEqual(['entry 2', 'entry 3']);
    expect(problems.join()).not.toMatch(/wrong|\*\.bad/);
  });
});
