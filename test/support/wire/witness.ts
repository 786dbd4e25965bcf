/** Watches connections after every write on the wire for what must never happen to them, however briefly. */
import type { Site, TestStage } from '../startTestStage';

export interface Witness {
  /** From now on EspoCRM must sign users in through Entra, too. */
  isInService(site: Site): void;
  /** EspoCRM may have its own login again, but no secret that Entra refuses. */
  leavesService(site: Site): void;
  /** One line for each time that a connection's users began to be locked out. */
  outages(name: string): readonly string[];
  /** The most live client secrets of ours that any connection had at once. */
  mostCredentials(): number;
  /** Every client secret that Entra ever gave out. */
  secrets(): readonly string[];
}

/** The exchanges that change what EspoCRM holds or what Entra accepts. */
const WRITES: ReadonlySet<string> = new Set(['addPassword', 'removePassword', 'deleteApplication', 'putSettings']);

const secretTextOf = (body: unknown) => /"secretText":"([^"]+)"/.exec(JSON.stringify(body ?? null))?.[1];

export function createWitness(stage: TestStage, sites: readonly Site[]): Witness {
  const inService = new Set<string>();
  const wasGood = new Set<string>();
  const isOut = new Set<string>();
  const outages = new Map<string, string[]>();
  const secrets: string[] = [];
  let most = 0;

  function look(site: Site, when: string) {
    const { name } = site;
    const good = stage.holdsGoodSecret(site);
    const isOutage = good === undefined ? inService.has(name) : !good && wasGood.has(name);
    if (good) wasGood.add(name);
    if (isOutage && !isOut.has(name)) outages.set(name, [...(outages.get(name) ?? []), when]);
    if (isOutage) isOut.add(name);
    else isOut.delete(name);
    most = Math.max(most, stage.ownCredentials(name).length);
  }

  stage.sandbox.world.exchanges.listen(({ operation, response }) => {
    const text = operation === 'addPassword' ? secretTextOf(response.body) : undefined;
    if (text !== undefined) secrets.push(text);
    if (WRITES.has(operation)) for (const site of sites) look(site, `after ${operation}`);
    return undefined;
  });
  return {
    isInService(site) {
      inService.add(site.name);
      look(site, 'when settled');
    },
    leavesService(site) {
      inService.delete(site.name);
    },
    outages: (name) => outages.get(name) ?? [],
    mostCredentials: () => most,
    secrets: () => secrets,
  };
}
