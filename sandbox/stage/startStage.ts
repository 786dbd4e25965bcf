/** What both commands start: the sandbox with an EspoCRM for the story, another for who plays with it, and the control server. */

import { byHandRoutes } from '../control/byHandRoutes';
import { createControl } from '../control/createControl';
import { serve } from '../kit/serve';
import { recordTraffic } from '../kit/traffic';
import type { StorageOptions } from '../storage/startStorage';
import type { Narrator } from '../story/narrator';
import type { Ports } from './ports';
import { type RealEspoCrm, type Sandbox, startSandbox } from './startSandbox';
import { ESPOCRM_ADMIN, type EspoCrmAdmin } from './tenant';

export interface StageOptions {
  readonly seed: number;
  readonly ports: Ports;
  /** File that every exchange is written to. */
  readonly traffic?: string | undefined;
  readonly account: NonNullable<StorageOptions['account']>;
  /** Left out: EspoCRM is simulated. */
  readonly espocrm?: RealEspoCrm | undefined;
}

export interface Stage {
  readonly sandbox: Sandbox;
  readonly espocrmUrl: string;
  readonly espocrmAdmin: EspoCrmAdmin;
  /** Connected to nothing; its administrator is ESPOCRM_ADMIN. */
  readonly otherEspocrmUrl: string;
  readonly controlUrl: string;
  close(): Promise<void>;
}

export async function startStage(options: StageOptions, narrator: Narrator): Promise<Stage> {
  const { ports, traffic, espocrm, seed, account } = options;
  const sandbox = await narrator.step('Starting Entra, Graph, Key Vault, Event Grid and storage', () =>
    startSandbox({ seed, account, ports }),
  );
  try {
    if (traffic !== undefined) recordTraffic(sandbox.world.exchanges, traffic);
    const { url: espocrmUrl } = espocrm
      ? await narrator.step(`Taking over EspoCRM at ${espocrm.url}`, () => sandbox.addRealEspoCrm(espocrm, ports))
      : await narrator.step('Starting EspoCRM', () => sandbox.addEspoCrm({ port: ports.espocrm }));
    const other = await sandbox.addEspoCrm({ port: ports.otherEspocrm });
    const routes = byHandRoutes(sandbox, other);
    const control = createControl(sandbox.world, { browser: sandbox.browser, espocrmUrl, routes });
    const { url: controlUrl, close } = await serve(sandbox.world, control, { port: ports.control });
    return {
      sandbox,
      espocrmUrl,
      espocrmAdmin: espocrm?.admin ?? ESPOCRM_ADMIN,
      otherEspocrmUrl: other.url,
      controlUrl,
      async close() {
        await close();
        await sandbox.close();
      },
    };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}
