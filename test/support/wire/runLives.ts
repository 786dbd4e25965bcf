/** Runs connections through their lives side by side, each disturbed in each part of its life by a fault of its own. */

import type { Exchange } from '../../../sandbox/kit/exchanges';
import type { Service } from '../../../sandbox/kit/simulator';
import { waitFor } from '../../../sandbox/story/waitFor';
import { type Site, startTestStage, type TestStage } from '../startTestStage';
import { belongsTo } from './belongsTo';
import { FLOW_NAMES, FLOWS, type FlowName, LOOKS_AFTER_MS, startFlow } from './flows';
import { type FaultName, wireFault } from './wireFaults';
import { createWitness, type Witness } from './witness';

/** One call of one part of a life, and what befalls it. */
export interface Combination {
  readonly flow: FlowName;
  readonly service: Service;
  readonly operation: string;
  /** How many such calls pass unharmed first. */
  readonly after: number;
  readonly fault: FaultName;
  /** How often in a row it strikes. */
  readonly times: number;
}

export type Life = Readonly<Partial<Record<FlowName, Combination>>>;

export interface Lived {
  /** One line each: what broke, and what had befallen the connection. */
  readonly failures: readonly string[];
  /** How many combinations there were, and how many of their faults struck. */
  readonly tried: number;
  readonly struck: number;
  readonly mostCredentials: number;
  /** Everything the app wrote and answered. */
  readonly said: string;
  readonly secrets: readonly string[];
}

/** Long enough for three failures in a row; what takes longer is left to the next look. */
const SETTLE_WITHIN = 'PT10S';
const DAY_MS = 86_400_000;
/** Three time-outs of thirty seconds and the pauses between them. */
const RUN_WITHIN_MS = 240_000;

const nameOf = ({ flow, service, operation, after, fault, times }: Combination) =>
  `${flow}: ${service} ${operation} #${after + 1}, ${fault}${times > 1 ? `, ${times} times` : ''}`;

interface Living {
  readonly site: Site;
  readonly life: Life;
  /** The app has said that it goes on by itself with the removal. */
  isRemoving: boolean;
}

/** What the app answered to the requests of this file. */
type Answers = string[];

/** The queue is not polled: each look is asked for. */
export const startWireStage = (seed: number) =>
  startTestStage({ seed, background: false, hasBrokenAnswers: true, settings: { SETTLE_WITHIN } });

export async function runLives(stage: TestStage, lives: readonly Life[]): Promise<Lived> {
  const { world } = stage.sandbox;
  const answers: Answers = [];
  const failures: string[] = [];
  const left: Living[] = [];
  for (const [index, life] of lives.entries())
    left.push({ site: await stage.addSite(`w${String(index).padStart(3, '0')}`), life, isRemoving: false });
  const witness = createWitness(
    stage,
    left.map(({ site }) => site),
  );
  let [tried, struck] = [0, 0];

  const part = async (flow: FlowName) => {
    const faults = left.flatMap(({ site, life: { [flow]: combination } }) =>
      combination ? [switchOn(stage, site, combination)] : [],
    );
    const startedAt = world.clock.now();
    for (const moveMs of FLOWS[flow]) {
      await world.clock.moveBy(moveMs);
      await look(stage, left, flow, answers);
    }
    tried += faults.length;
    struck += faults.filter((fault) => fault.end()).length;
    return settle(stage, left, flow, startedAt, answers);
  };
  /** Those of whom something is said are not disturbed any further. */
  const judge = async (
    said: string,
    problemOf: (living: Living) => string | undefined | Promise<string | undefined>,
  ) => {
    for (const living of [...left]) {
      const problem = await problemOf(living);
      if (problem === undefined) continue;
      const befallen = FLOW_NAMES.map((flow) => living.life[flow]).flatMap((each) => (each ? nameOf(each) : []));
      failures.push(`${said}, ${befallen.join('; ')}: ${problem}`);
      left.splice(left.indexOf(living), 1);
    }
  };

  for (const flow of FLOW_NAMES.slice(0, -1)) {
    const unsettled = await part(flow);
    await judge(flow, (living) => unsettled.get(living) ?? problemOf(stage, witness, living));
    for (const { site } of left) witness.isInService(site);
  }
  for (let times = 0; times < 2; times += 1) {
    await world.clock.moveBy(8 * DAY_MS);
    await look(stage, left, 'retirement', answers);
  }
  await judge('in the end', (living) => problemOf(stage, witness, living) ?? leftoverOf(stage, living));
  for (const { site } of left) witness.leavesService(site);
  const remaining = await part('deprovision');
  await judge('deprovision', (living) => remaining.get(living) ?? remainderOf(stage, witness, living));
  const said = [...stage.logs.map(({ text }) => text), ...answers].join('\n');
  return { failures, tried, struck, mostCredentials: witness.mostCredentials(), said, secrets: witness.secrets() };
}

function switchOn(stage: TestStage, site: Site, { service, operation, after, fault, times }: Combination) {
  const { faults } = stage.sandbox.world;
  const rule = {
    service,
    operation,
    after,
    times,
    fault: wireFault(service, fault),
    matches: belongsTo(stage, site, service),
  };
  let seen = 0;
  const stop = stage.sandbox.world.exchanges.listen((exchange: Exchange) => {
    if (exchange.service === service && exchange.operation === operation && rule.matches(exchange.request)) seen += 1;
    return undefined;
  });
  const remove = faults.add(rule);
  return {
    /** Whether it struck at least once. */
    end() {
      stop();
      const isSpent = !faults.list().includes(rule);
      remove();
      return isSpent || seen > after;
    },
  };
}

/** Sets all of them off at once and waits until nothing runs any more. */
async function look(stage: TestStage, those: readonly Living[], flow: FlowName, answers: Answers): Promise<void> {
  const before = stage.ended();
  const started = those.map(async (living) => {
    const answer = await startFlow(stage, living.isRemoving ? 'check' : flow, living.site);
    if (answer) answers.push(JSON.stringify(answer.body));
    if (flow === 'deprovision' && answer?.status === 202) living.isRemoving = true;
  });
  await Promise.all(started);
  await waitFor('the end of the runs', () => stage.ended() - before >= those.length || undefined, RUN_WITHIN_MS);
}

async function settle(stage: TestStage, left: readonly Living[], flow: FlowName, since: Date, answers: Answers) {
  const unsettled = new Map<Living, string>();
  const ask = async () => {
    for (const living of left) {
      const { status, body } = await stage.api.request('GET', `/api/connections/${living.site.name}`);
      const text = JSON.stringify(body);
      answers.push(text);
      const checkedAt = new Date(/"checkedAt":"([^"]+)"/.exec(text)?.[1] ?? 0);
      const isSettled = status === 200 && text.includes('"state":"settled"') && checkedAt >= since;
      if (flow === 'deprovision' ? status === 404 : isSettled) unsettled.delete(living);
      else unsettled.set(living, `not settled, ${status} ${text.slice(0, 400)}`);
    }
  };
  await ask();
  for (const moveMs of LOOKS_AFTER_MS) {
    if (unsettled.size === 0) break;
    await stage.sandbox.world.clock.moveBy(moveMs);
    await look(stage, [...unsettled.keys()], flow, answers);
    await ask();
  }
  return unsettled;
}

function problemOf(stage: TestStage, witness: Witness, { site }: Living): string | undefined {
  const [outage] = witness.outages(site.name);
  if (outage) return `outage ${outage}`;
  return stage.holdsGoodSecret(site) ? undefined : 'EspoCRM holds no secret that Entra accepts';
}

/** After a removal EspoCRM has its own login, and nothing of ours works or is held any more. */
function remainderOf({ sandbox }: TestStage, witness: Witness, { site }: Living): string | undefined {
  const [outage] = witness.outages(site.name);
  if (outage) return `outage ${outage}`;
  if (site.controls.settings()['authenticationMethod'] === 'Oidc') return 'EspoCRM still signs in through Entra';
  const registration = sandbox.entra.registrations().find(({ uniqueName }) => uniqueName?.endsWith(`-${site.name}`));
  if (registration && !registration.deleted) return 'the registration is still there';
  const stored = sandbox.keyVault.list().find(({ name }) => name === `espocrm-${site.name}-client-secret`);
  return stored?.stage === 'active' ? 'the secret in Key Vault is still there' : undefined;
}

/** After the overlap there is one secret of ours, in Entra and in Key Vault, and people sign in with it. */
async function leftoverOf(stage: TestStage, { site }: Living): Promise<string | undefined> {
  const live = stage.ownCredentials(site.name).length;
  if (live !== 1) return `${live} live client secrets`;
  const stored = stage.sandbox.keyVault.list().find(({ name }) => name === `espocrm-${site.name}-client-secret`);
  const enabled = stored?.versions.filter((version) => version.enabled) ?? [];
  // A write of which the answer was lost is made again by the client: another version of the very same secret.
  const held = new Set(enabled.map(({ tags }) => tags['CredentialId'])).size;
  if (held !== 1) return `enabled versions of ${held} client secrets in Key Vault`;
  return (await stage.signsIn(site)) ? undefined : 'a sign-in fails';
}
