/** docs/operating.md names every event and every alert, and none that is not there. */
import { LOG_EVENTS } from '../../src/reconcile/logEvents';
import { textOf } from '../infra/repository';
import { codesIn, rowsIn, sectionOf } from './documents';

const OPERATING = 'docs/operating.md';

test('every event is explained once', () => {
  const explained = rowsIn(sectionOf(OPERATING, 'Events')).flatMap(([event]) => codesIn(event));
  expect([...explained].sort()).toEqual([...LOG_EVENTS].sort());
});

test('every alert is explained, with its severity', () => {
  const bicep = textOf('infra/app/alerts.bicep');
  const titled = [...bicep.matchAll(/title: '(.*)'[\s\S]*?severity: (\d)/g)].map(([, title, severity]) => [
    title,
    severity,
  ]);
  const named = [...bicep.matchAll(/name: '([\w-]+)'\n {4}metric:[\s\S]*?severity: (\d)/g)];
  const metric = named.map(([, name = '', severity]) => [name, severity]);
  const explained = rowsIn(sectionOf(OPERATING, 'Alerts')).map(([alert = '', severity]) => [alert, severity]);
  const small = (alerts: readonly (readonly (string | undefined)[])[]) =>
    alerts.map(([alert = '', severity]) => `${alert.toLowerCase().replaceAll('-', ' ')}: ${severity}`).sort();
  expect(titled.length + metric.length).toBe(8);
  expect(small(explained)).toEqual(small([...titled, ...metric]));
});

test('docs/deploy.md counts the alerts right', () => {
  const bicep = textOf('infra/app/alerts.bicep');
  const count = (pattern: RegExp) =>
    ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven'][bicep.match(pattern)?.length ?? 0];
  const said = `${count(/^ {4}title:/gm)} log alerts, ${count(/^ {4}metric:/gm)} metric alerts`;
  expect(textOf('docs/deploy.md')).toContain(said);
});
