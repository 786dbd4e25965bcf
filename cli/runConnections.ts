/** Carries out one command of the command line. */

import type { Removal } from '../src/core/connection';
import type { RouteName } from '../src/http/routes';
import { connectionSchema, listSchema } from './answers';
import { bringAbout, type Waiting } from './bringAbout';
import type { Command, CommandOf } from './commandLine';
import { type ApiRequest, type ConnectorClient, requestTo } from './connectorClient';
import { inTurns } from './inTurns';
import { isGood, type Outcome, outcomeOf } from './outcome';
import { readSpecs } from './readSpecs';
import { showConnection, showSummaries } from './showConnection';
import { showOutcomes } from './showOutcomes';
import type { Terminal } from './terminal';

export interface Means {
  readonly client: ConnectorClient;
  readonly terminal: Terminal;
  readonly clock: Pick<Waiting, 'now' | 'sleep'>;
}

/** 0: all is settled, 1: something is not, 2: the command or a file is wrong. */
export type ExitCode = 0 | 1 | 2;

/** The app allows one caller four writes a second after the first hundred, and each takes seconds. */
const AT_ONCE = 4;

interface Job {
  readonly name: string;
  readonly request: ApiRequest;
}

/** Rejects with Unanswered when the app cannot be reached by a command that asks about no one connection. */
export function runConnections(command: Command, means: Means): Promise<ExitCode> {
  switch (command.command) {
    case 'list':
      return list(command, means);
    case 'show':
      return show(command, means);
    case 'apply':
    case 'plan':
      return applyOrPlan(command, means);
    case 'rotate': {
      const { reason, revoke } = command;
      return carryOut(command, means, requests(command, 'rotate', { body: { reason, revoke } }));
    }
    case 'delete':
      return carryOut(command, means, requests(command, 'deprovision', { query: queryOf(removalOf(command)) }));
  }
}

const json = (value: unknown) => JSON.stringify(value, undefined, 2);

async function list(command: CommandOf<'list'>, { client, terminal }: Means): Promise<ExitCode> {
  const answer = await client(requestTo('list'));
  const parsed = listSchema.safeParse(answer.body);
  if (!parsed.success) return refuse(outcomeOf('list', answer), command.json, terminal);
  const { connections } = parsed.data;
  terminal.out(command.json ? json(answer.body) : showSummaries(connections, terminal.paint));
  return connections.every(({ state, health }) => state === 'settled' && health !== 'fail') ? 0 : 1;
}

async function show(command: CommandOf<'show'>, { client, terminal }: Means): Promise<ExitCode> {
  const [name] = command.operands;
  const answer = await client(requestTo('show', name));
  const parsed = connectionSchema.safeParse(answer.body);
  if (!parsed.success) return refuse(outcomeOf(name, answer), command.json, terminal);
  terminal.out(command.json ? json(answer.body) : showConnection(parsed.data, terminal.paint));
  return isGood(outcomeOf(name, answer)) ? 0 : 1;
}

function refuse({ answer, problems }: Outcome, asJson: boolean, terminal: Terminal): ExitCode {
  if (asJson) terminal.out(json(answer ?? { problems }));
  else for (const problem of problems) terminal.say(problem);
  return 1;
}

async function applyOrPlan(command: CommandOf<'apply' | 'plan'>, means: Means): Promise<ExitCode> {
  const read = await readSpecs(command.operands[0]);
  if (read.kind === 'wrong') {
    for (const problem of read.problems) means.terminal.say(problem);
    means.terminal.say('Nothing was sent.');
    return 2;
  }
  const query = queryOf({ dryRun: command.command === 'plan' });
  const jobs = read.specs.map(({ name, body }) => jobTo('provision', name, { query, body }));
  return carryOut(command, means, jobs);
}

const requests = ({ operands }: CommandOf<'rotate' | 'delete'>, route: 'rotate' | 'deprovision', more: More): Job[] =>
  [...new Set(operands)].map((name) => jobTo(route, name, more));

interface More {
  readonly query?: string;
  readonly body?: object;
}

function jobTo(route: RouteName, name: string, { query = '', body }: More): Job {
  const { method, path } = requestTo(route, name);
  return { name, request: { method, path: `${path}${query}`, ...(body && { body }) } };
}

const removalOf = (command: CommandOf<'delete'>): Readonly<Record<keyof Removal, boolean>> => ({
  keepRegistration: command['keep-registration'],
  keepSecrets: command['keep-secrets'],
  espocrmIsGone: command['espocrm-is-gone'],
});

function queryOf(flags: Readonly<Record<string, boolean>>): string {
  const query = Object.entries(flags).flatMap(([flag, isSet]) => (isSet ? [`${flag}=true`] : []));
  return query.length > 0 ? `?${query.join('&')}` : '';
}

async function carryOut(
  command: CommandOf<'apply' | 'plan' | 'rotate' | 'delete'>,
  { client, terminal, clock }: Means,
  jobs: readonly Job[],
): Promise<ExitCode> {
  let ended = 0;
  const waiting: Waiting = {
    ...clock,
    patienceMs: 'wait' in command ? command.wait * 60_000 : 0,
    waits: (name, why, ms) => terminal.say(`${name}: ${why}; asking again in ${Math.ceil(ms / 1_000)} s`),
  };
  const outcomes = await inTurns(jobs, AT_ONCE, async ({ name, request }) => {
    const outcome = await bringAbout(name, request, client, waiting);
    ended += 1;
    terminal.say(`[${ended}/${jobs.length}] ${name}: ${outcome.outcome}`);
    return outcome;
  });
  const heading = command.command === 'plan' ? 'NEXT' : 'DONE';
  terminal.out(command.json ? json({ results: outcomes }) : showOutcomes(outcomes, heading, terminal.paint));
  return outcomes.every(isGood) ? 0 : 1;
}
