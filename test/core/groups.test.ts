import { groupProblems, namesGroups, teamsByGroupId } from '../../src/core/groups';
import { plan } from '../../src/core/plan';
import { anEspoCrm, aRegistration, aSpec, seen } from '../support/seen';

const id = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`;
const assigned = (...displayNames: string[]) =>
  aRegistration({ assignedGroups: displayNames.map((displayName, index) => ({ id: id(index), displayName })) });
const wants = (...groups: string[]) => aSpec({ teams: groups.map((group, index) => ({ team: `T${index}`, group })) });
const codes = (...[spec, registration]: Parameters<typeof groupProblems>) =>
  groupProblems(spec, registration).map(({ code }) => code);

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

test('without teams, and with none, there is nothing to know', () => {
  expect(teamsByGroupId(aSpec(), assigned())).toBeUndefined();
  expect(teamsByGroupId(aSpec({ teams: [] }), assigned())).toEqual([]);
});

test('a group that is not known stops no renewal', () => {
  const spec = wants('Sales');
  const registration = aRegistration({ groupMembershipClaims: 'ApplicationGroup' });
  const { actions, problems } = plan(spec, seen({ registration, stored: undefined, espocrm: anEspoCrm({}, spec) }));
  expect(actions).toMatchObject([{ kind: 'issue' }]);
  expect(problems).toMatchObject([{ code: 'group-not-assigned' }]);
});
