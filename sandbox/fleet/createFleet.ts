/** A fleet of connections of mixed kinds: their EspoCRMs, and a folder with a file for each. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setUpByHand } from '../stage/handMade';
import type { RunningEspoCrm, Sandbox } from '../stage/startSandbox';
import { ESPOCRM_ADMIN } from '../stage/tenant';
import { BREAKAGES, type Broken } from './breakages';

export interface Member {
  readonly name: string;
  readonly espocrm: RunningEspoCrm;
  /** What the product has to name before the member is mended; undefined: nothing is wrong with it. */
  readonly brokenBy: string | undefined;
  /** Of the portal that is signed in to; undefined: EspoCRM itself. */
  readonly portalId: string | undefined;
  /** The registration that was there before, and stays after. */
  readonly adopts: string | undefined;
  /** Does what the product asks for. */
  readonly mend: () => Promise<void>;
}

const KINDS = ['plain', 'adopted', 'teams', 'portal', 'broken'] as const;
/** The default, and two with which more than one renewal falls into two years. */
const VALIDITIES = ['P24M', 'P12M', 'P6M'] as const;
/** Secrets made by hand are to outlive the fleet, because nobody renews them. */
const LONG_MS = 20 * 365 * 86_400_000;

/** Writes the files into `folder`. */
export async function createFleet(sandbox: Sandbox, count: number, folder: string): Promise<readonly Member[]> {
  await mkdir(folder, { recursive: true });
  const members: Member[] = [];
  for (let index = 0; index < count; index += 1) members.push(await createMember(sandbox, index, folder));
  return members;
}

async function createMember(sandbox: Sandbox, index: number, folder: string): Promise<Member> {
  const kind = KINDS[index % KINDS.length] ?? 'plain';
  const round = Math.floor(index / KINDS.length);
  const breakage = kind === 'broken' ? BREAKAGES[round % BREAKAGES.length] : undefined;
  const name = `${breakage?.code.toLowerCase() ?? kind}-${String(index).padStart(4, '0')}`;
  const espocrm = await sandbox.addEspoCrm({ version: index % 5 === 0 ? '9.2.7' : '10.0.0' });
  const secret = { validity: VALIDITIES[index % VALIDITIES.length] };
  const write = (body: object) =>
    writeFile(join(folder, `${name}.json`), JSON.stringify({ espocrmUrl: espocrm.url, secret, ...body }, undefined, 2));
  const putAdmin = (userAndPassword: string) => sandbox.operator.putSecret(`espocrm-${name}-admin`, userAndPassword);

  const made: Broken = breakage
    ? await breakage.apply({ sandbox, espocrm, name, putAdmin })
    : await whole(kind, name, sandbox, espocrm, putAdmin);
  await write(made.body ?? {});
  return {
    name,
    espocrm,
    brokenBy: breakage?.code,
    portalId: made.portalId,
    adopts: made.adopts,
    async mend() {
      await made.mend();
      if (made.mendedBody) await write(made.mendedBody);
    },
  };
}

async function whole(
  kind: (typeof KINDS)[number],
  name: string,
  sandbox: Sandbox,
  espocrm: RunningEspoCrm,
  putAdmin: (userAndPassword: string) => Promise<void>,
): Promise<Broken> {
  const mend = () => undefined;
  await putAdmin(`${ESPOCRM_ADMIN.userName}:${ESPOCRM_ADMIN.password}`);
  if (kind === 'teams') {
    const groups = [...new Set(sandbox.entra.users().flatMap((user) => user.groups))];
    return { mend, body: { teams: groups.map((group, index) => ({ team: `Team ${index + 1}`, group })) } };
  }
  if (kind === 'portal') {
    const { id: portal } = espocrm.controls.addPortal({ name: 'Customers', customId: 'customers' });
    return { mend, portalId: portal, body: { portal } };
  }
  if (kind !== 'adopted') return { mend };
  const endsAt = new Date(sandbox.world.clock.now().getTime() + LONG_MS);
  const { appId } = setUpByHand(sandbox, espocrm, { displayName: `CRM of ${name}`, endsAt });
  return { mend, adopts: appId, body: { adopt: { applicationId: appId } } };
}
