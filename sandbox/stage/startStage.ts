/** What both commands start: the sandbox with one EspoCRM and the control server, told step by step. */
import { createControl } from '../control/createControl';
import { serve } from '../kit/serve';
import { recordTraffic } from '../kit/traffic';
import type { StorageOptions } from '../storage/startStorage';
import type { Narrator } from '../story/narrator';
import type { Ports } from './ports';
import { type RunningEspoCrm, type Sandbox, startSandbox } from './startSandbox';

export interface StageOptions {
  readonly seed: number;
  readonly ports: Ports;
  /** File that every exchange is written to. */
  readonly traffic?: string | undefined;
  readonly account: NonNullable<StorageOptions['account']>;
}

export interface Stage {
  readonly sandbox: Sandbox;
  readonly espocrm: RunningEspoCrm;
  readonly controlUrl: string;
  close(): Promise<void>;
}

export async function startStage({ ports, traffic, ...rest }: StageOptions, narrator: Narrator): Promise<Stage> {
  const sandbox = await narrator.step('Starting Entra, Graph, Key Vault, Event Grid and storage', () =>
    startSandbox({ ...rest, ports }),
  );
  try {
    if (traffic !== undefined) recordTraffic(sandbox.world.exchanges, traffic);
    const espocrm = await narrator.step('Starting EspoCRM', () => sandbox.addEspoCrm({ port: ports.espocrm }));
    const control = createControl(sandbox.world, { browser: sandbox.browser, espocrmUrl: espocrm.url });
    const { url, close } = await serve(sandbox.world, control, { port: ports.control });
    return {
      sandbox,
      espocrm,
      controlUrl: url,
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
