import { actionsOf, problemsOf } from '../../../src/core/action';
import { groupProblems, namesGroups, teamsByGroupId } from '../../../src/core/decide/groups';
import { plan } from '../../../src/core/decide/plan';
import type { RegistrationSeen } from '../../../src/core/observation';
import { anEspoCrm, aRegistration, aSpec, seen } from '../../support/seen';
import { textWith } from '../../support/textWith';

const id = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`;
const assigned = (...displayNames: string[]) =>
  aRegistration({ assignedGroups: displayNames.map((displayName, index) => ({ id: id(index), displayName })) });
const wants = (...groups: string[]) => aSpec({ teams: groups.map((group, index) => ({ team: `T${index}`, group })) });
const codes = (...[spec, registration]: Parameters<typeof groupProblems>) =>
  groupProblems(spec, registration).map(({ code }) => code);

describe('a group is called', () => {
  test.each<[string, string, 'by its id' | 'by its name']>([
    ['as Entra writes it', '0a1b2c3d-4e5f-4678-9abc-def012345678', 'by its id'],
    ['in capitals', '0A1B2C3D-4E5F-4678-9ABC-DEF012345678', 'by its id'],
    ['a word', 'Sales', 'by its name'],
    ['an id with a character before it', '00a1b2c3d-4e5f-4678-9abc-def012345678', 'by its name'],
    ['an id with one after it', '0a1b2c3d-4e5f-4678-9abc-def0123456789', 'by its name'],
    ['one block less', '0a1b2c3d-4e5f-4678-def012345678', 'by its name'],
    ['one block more', '0a1b2c3d-4e5f-4678-9abc-4678-def012345678', 'by its name'],
    ['a letter that no id has', '0a1b2c3d-4e5f-4678-9abc-def01234567g', 'by its name'],
  ])('%s: %s is called %s', (_what, group, expected) => {
    expect(namesGroups(wants(group))).toBe(expected === 'by its name');
  });
});

test('a group is called by its id, whatever is assigned, and nothing has to be read for that', () => {
  expect(namesGroups(wants(id(7)))).toBe(false);
  expect(teamsByGroupId(wants(id(7)), assigned())).toEqual([{ team: 'T0', group: id(7) }]);
  expect(codes(wants(id(7)), assigned())).toEqual([]);
});

test('or by its name, letter for letter, when one assigned group has it', () => {
  const registration = assigned('Sales', 'Support');
  expect(namesGroups(wants(id(7), 'Support'))).toBe(true);
  expect(teamsByGroupId(wants(id(7), 'Support'), registration)).toEqual([
    { team: 'T0', group: id(7) },
    { team: 'T1', group: id(1) },
  ]);
  expect(codes(wants('Sales', 'Support'), registration)).toEqual([]);
  expect(codes(wants('sales'), registration)).toEqual(['group-not-assigned']);
});

test('one that is not known, or known twice, leaves the team settings alone and is told once', () => {
  const registration = assigned('Sales', 'Sales');
  expect(teamsByGroupId(wants(id(7), 'Support'), registration)).toBeUndefined();
  expect(teamsByGroupId(wants(id(7), 'Sales'), registration)).toBeUndefined();
  expect(codes(wants('Support', 'Sales', 'Support'), registration)).toEqual([
    'group-not-assigned',
    'group-name-ambiguous',
  ]);
});

test('the advice names the group, the registration, and the ids there are to choose from', () => {
  const details = (registration: RegistrationSeen) =>
    groupProblems(wants('Sales'), registration).map(({ detail }) => detail);
  const left = "Until then EspoCRM's team settings are left as they are.";
  const [app, command] = ['EspoCRM (acme)', 'az ad group show --group "<its name>" --query id'];
  expect(details(assigned())).toEqual([
    textWith('"Sales" is assigned to', app, 'Enterprise applications, ', app, command, left),
  ]);
  expect(details(assigned('Sales', 'Support', 'Sales'))).toEqual([
    textWith('2 groups called "Sales" are assigned to', app, `${id(0)}, ${id(2)}. `, left),
  ]);
});

test('without teams, and with none, there is nothing to know', () => {
  for (const spec of [aSpec(), aSpec({ teams: [] })])
    expect([namesGroups(spec), codes(spec, assigned())]).toEqual([false, []]);
  expect(teamsByGroupId(aSpec(), assigned())).toBeUndefined();
  expect(teamsByGroupId(aSpec({ teams: [] }), assigned())).toEqual([]);
});

test('a group that is not known stops no renewal', () => {
  const spec = wants('Sales');
  const registration = aRegistration({ groupMembershipClaims: 'ApplicationGroup' });
  const next = plan(spec, seen({ registration, stored: undefined, espocrm: anEspoCrm({}, spec) }));
  expect(actionsOf(next)).toMatchObject([{ kind: 'issue' }]);
  expect(problemsOf(next)).toMatchObject([{ code: 'group-not-assigned' }]);
});
