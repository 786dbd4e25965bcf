/** One connection for people. */
import { HEALTH_STATUSES } from '../src/core/outcome';
import type { Connection, Summary } from './answers';
import { type Cell, table } from './table';
import type { Colour, Paint } from './terminal';

const STATES: Readonly<Record<Summary['state'], Colour>> = { settled: 'green', settling: 'yellow', blocked: 'red' };
const HEALTHS: Readonly<Record<Summary['health'], Colour>> = { pass: 'green', warn: 'yellow', fail: 'red' };
const RANK = HEALTH_STATUSES.toReversed();

const day = (iso: string | undefined) => iso?.slice(0, 10) ?? '-';
const minute = (iso: string | undefined) => (iso ? `${iso.slice(0, 16).replace('T', ' ')} UTC` : '-');

/** Those that need somebody first. */
export function showSummaries(summaries: readonly Summary[], paint: Paint): string {
  const sorted = [...summaries].sort(
    (one, other) => RANK.indexOf(one.health) - RANK.indexOf(other.health) || (one.name < other.name ? -1 : 1),
  );
  const rows = sorted.map(({ name, state, health, clientSecret, checkedAt, espocrmUrl }): Cell[] => [
    { text: name },
    { text: state, colour: STATES[state] },
    { text: health, colour: HEALTHS[health] },
    { text: day(clientSecret?.expiresAt) },
    { text: minute(checkedAt) },
    { text: espocrmUrl },
  ]);
  if (rows.length === 0) return 'There are no connections.';
  return table(['NAME', 'STATE', 'HEALTH', 'SECRET EXPIRES', 'CHECKED', 'ESPOCRM'], rows, paint);
}

export function showConnection(connection: Connection, paint: Paint): string {
  const { name, state, health, applicationId, clientSecret, rotation, otherClientSecrets = [], problems } = connection;
  const { expiresAt, renewsAt, confirmedAt } = clientSecret ?? {};
  const secret = clientSecret
    ? `expires ${day(expiresAt)}, renewed from ${day(renewsAt)} on, last proven ${minute(confirmedAt)}`
    : '-';
  const facts: readonly (readonly [string, string])[] = [
    ['EspoCRM', connection.specification.espocrmUrl],
    ['client id', applicationId ?? '-'],
    ['client secret', secret],
    ...otherClientSecrets.map(
      (other) =>
        [
          'not ours',
          `${other.displayName ?? 'without a name'}, expires ${day(other.expiresAt)}, key id ${other.keyId}`,
        ] as const,
    ),
    ...(rotation ? [['rotation', `${day(rotation.requestedAt)}: ${rotation.reason}`] as const] : []),
    ['checked', `${minute(connection.checkedAt)}, next by ${minute(connection.nextCheckBy)}`],
  ];
  return [
    `${paint('bold', name)}: ${paint(STATES[state], state)}, ${paint(HEALTHS[health], health)}`,
    ...facts.map(([what, value]) => `  ${what.padEnd(13)}  ${value}`),
    ...problems.map(({ code, detail }) => `\n  ${paint('red', code)}: ${detail}`),
  ].join('\n');
}
