/** The whole life of a fleet, told step by step; every claim is checked. */
import type { Sandbox } from '../stage/startSandbox';
import type { ConnectorApi } from '../story/connectorApi';
import type { Narrator } from '../story/narrator';
import { type ConnectionsCommand, resultsOf } from './connectionsCommand';
import type { Member } from './createFleet';
import { leftBehind, takenAway } from './leftBehind';
import type { PassTime } from './passTime';
import { settleAll } from './settleAll';
import { statusRows } from './statusRows';
import type { SignInWatch } from './watchSignIns';

export interface FleetStage {
  readonly sandbox: Sandbox;
  readonly api: ConnectorApi;
  readonly connections: ConnectionsCommand;
  readonly time: Pick<PassTime, 'moveBy'>;
  readonly watch: SignInWatch;
  readonly members: readonly Member[];
  /** Holds a file for each member. */
  readonly folder: string;
  readonly days: number;
  /** How often the app logged that event. */
  readonly logged: (event: string) => number;
}

const DAY_MS = 86_400_000;
/** Key Vault's event comes 30 days before an expiry: a step of the clock leaves time for what it sets off. */
const STEP_DAYS = 28;
const USER = 'bob@sandbox.example';
/** Names that one command line takes comfortably. */
const NAMES_AT_ONCE = 100;

/** Throws Untrue at the first claim that does not hold. */
export async function tellFleet(stage: FleetStage, narrator: Narrator): Promise<void> {
  await provisioning(stage, narrator);
  await mending(stage, narrator);
  await living(stage, narrator);
  await ending(stage, narrator);
}

const whole = ({ brokenBy }: Member) => brokenBy === undefined;

/** How many get in, asked with a browser. */
async function signInAll({ sandbox }: FleetStage, members: readonly Member[]): Promise<number> {
  let signedIn = 0;
  for (const { espocrm, portalId } of members)
    if ((await sandbox.browser(espocrm.url, USER, portalId)).kind === 'signedIn') signedIn += 1;
  return signedIn;
}

function noOutage({ watch }: FleetStage, narrator: Narrator): void {
  watch.look();
  const outages = watch.outages();
  const kept = outages.length === 0 ? '' : `: ${outages.slice(0, 5).join(', ')}`;
  narrator.claim(`staff could sign in at each of ${watch.looks()} looks${kept}`, outages.length === 0);
}

async function provisioning(stage: FleetStage, narrator: Narrator): Promise<void> {
  const { connections, folder, members, watch } = stage;
  narrator.heading('Provision');
  // Those set up by hand sign in before we come.
  for (const member of members) if (member.adopts !== undefined) watch.add(member);
  const end = await narrator.step(`connections apply, a folder of ${members.length} files`, () =>
    connections('apply', folder, '--wait', '0', '--json'),
  );
  const results = new Map(resultsOf(end).map((each) => [each.name, each]));
  narrator.claim('every file was answered', results.size === members.length);
  const broken = members.filter((member) => !whole(member));
  const named = broken.filter(({ name, brokenBy = '' }) =>
    results.get(name)?.problems.some((problem) => problem.includes(brokenBy)),
  );
  const unnamed = broken.filter((member) => !named.includes(member)).map(({ name }) => name);
  const ways = new Set(broken.map(({ brokenBy }) => brokenBy)).size;
  const missed = unnamed.length === 0 ? '' : `; not: ${unnamed.join(', ')}`;
  narrator.claim(`${named.length} are broken in ${ways} ways, each named${missed}`, unnamed.length === 0);
  // An adopted connection waits with its secret until all of Entra knows it.
  const expected = members.some((member) => !whole(member) || member.adopts !== undefined) ? 1 : 0;
  narrator.claim(`the exit code is ${end.exitCode}`, end.exitCode === expected);
  const unbroken = members.filter(whole);
  await settleAll(stage, unbroken, narrator);
  for (const member of unbroken) watch.add(member);
  const signedIn = await narrator.step('Somebody signs in at each of them', () => signInAll(stage, unbroken));
  narrator.claim(`${signedIn} of ${unbroken.length} got in`, signedIn === unbroken.length);
  await onStatusPage(stage, narrator, broken);
  noOutage(stage, narrator);
}

/** Worst first, each once, those that are broken with what the administrator has to mend. */
async function onStatusPage(
  { api, members }: FleetStage,
  narrator: Narrator,
  broken: readonly Member[],
): Promise<void> {
  const rows = await narrator.step('The status page, page by page', () => statusRows(api));
  const names = new Set(rows.map(({ name }) => name));
  const all = rows.length === members.length && members.every(({ name }) => names.has(name));
  narrator.claim(`${rows.length} connections are shown, each once`, all);
  const whyOf = new Map(rows.map(({ name, why }) => [name, why]));
  const unsaid = broken
    .filter(({ name, brokenBy = '' }) => !whyOf.get(name)?.includes(brokenBy))
    .map(({ name }) => name);
  const missed = unsaid.length === 0 ? '' : `; not: ${unsaid.join(', ')}`;
  narrator.claim(`${broken.length} of them with what is to be mended${missed}`, unsaid.length === 0);
  const troubled = rows.filter(({ health }) => health !== 'pass').length;
  const first = rows.slice(0, troubled).every(({ health }) => health !== 'pass');
  narrator.claim(`${troubled} that are not well come first`, first && troubled === broken.length);
}

async function mending(stage: FleetStage, narrator: Narrator): Promise<void> {
  const { connections, folder, members, watch } = stage;
  narrator.heading('Mend');
  const broken = members.filter((member) => !whole(member));
  await narrator.step('Administrators do what the problems ask for', async () => {
    for (const { mend } of broken) await mend();
  });
  await narrator.step('connections apply, the same folder', () =>
    connections('apply', folder, '--wait', '0', '--json'),
  );
  await settleAll(stage, members, narrator);
  for (const member of broken) watch.add(member);
  const again = await narrator.step('connections apply, once more', () => connections('apply', folder));
  narrator.claim(`the exit code is ${again.exitCode}: all are settled`, again.exitCode === 0);
  const plan = await narrator.step('connections plan', () => connections('plan', folder));
  narrator.claim(`the exit code is ${plan.exitCode}: nothing is left to do`, plan.exitCode === 0);
  const signedIn = await narrator.step('Somebody signs in at each of them', () => signInAll(stage, members));
  narrator.claim(`${signedIn} of ${members.length} got in`, signedIn === members.length);
  noOutage(stage, narrator);
}

async function living(stage: FleetStage, narrator: Narrator): Promise<void> {
  const { sandbox, connections, members, days, logged, time } = stage;
  const half = Math.ceil(days / 2);
  for (const [from, until, heading] of [
    [0, half, `Live ${half} days, with Key Vault's events`],
    [half, days, `Live ${days - half} more, while every event is lost`],
  ] as const) {
    narrator.heading(heading);
    const before = { issued: logged('credential.issued'), events: logged('vaultEvent.nearExpiry') };
    if (from > 0) sandbox.eventGrid.controls.misdeliver({ kind: 'lose' }, 100 * members.length);
    await narrator.step(`The clock moves on by ${until - from} days, in steps of ${STEP_DAYS}`, async () => {
      for (let passed = from; passed < until; passed += STEP_DAYS) {
        await time.moveBy(Math.min(STEP_DAYS, until - passed) * DAY_MS);
        await settleAll(stage, members);
      }
    });
    sandbox.eventGrid.controls.clear();
    const renewed = logged('credential.issued') - before.issued;
    const events = logged('vaultEvent.nearExpiry') - before.events;
    narrator.claim(
      `${renewed} secrets were renewed, and ${events} events had come`,
      from === 0 ? events >= renewed : events === 0,
    );
    noOutage(stage, narrator);
  }
  const list = await narrator.step('connections list', () => connections('list'));
  narrator.claim(`the exit code is ${list.exitCode}: all are settled`, list.exitCode === 0);
  await onStatusPage(stage, narrator, []);
  const signedIn = await narrator.step('Somebody signs in at each of them', () => signInAll(stage, members));
  narrator.claim(`${signedIn} of ${members.length} got in`, signedIn === members.length);
}

async function ending(stage: FleetStage, narrator: Narrator): Promise<void> {
  const { sandbox, connections, members, watch } = stage;
  narrator.heading('Deprovision');
  for (const member of members) watch.remove(member);
  await narrator.step(`connections delete, ${members.length} names`, async () => {
    for (let from = 0; from < members.length; from += NAMES_AT_ONCE) {
      const names = members.slice(from, from + NAMES_AT_ONCE).map(({ name }) => name);
      const { exitCode, stdout } = await connections('delete', ...names);
      narrator.claim(`the exit code is ${exitCode}${exitCode === 0 ? '' : `\n${stdout}`}`, exitCode === 0);
    }
  });
  const left = await leftBehind(sandbox, members);
  narrator.claim(`nothing is left behind${left.length === 0 ? '' : `, but: ${left.join(', ')}`}`, left.length === 0);
  const adopted = members.filter(({ adopts }) => adopts !== undefined).length;
  const taken = takenAway(sandbox, members);
  narrator.claim(
    `${adopted} registrations made by hand are as they were${taken.length === 0 ? '' : `, but not: ${taken.join(', ')}`}`,
    taken.length === 0,
  );
}
