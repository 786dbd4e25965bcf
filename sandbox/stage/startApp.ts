/** Runs the built app in the local Functions host against a sandbox, and subscribes it to the vault's events. */
import { join } from 'node:path';
import type { HostLog } from '../host/hostMessages';
import { type RunningHost, startHost } from '../host/startHost';
import { repositoryFolder } from '../kit/repositoryFolder';
import type { Sandbox } from './startSandbox';

export interface AppOptions {
  /** 0 or left out: any free port. */
  readonly port?: number;
  readonly onLog?: (log: HostLog) => void;
  /** A folder with the built app; `dist/app` when left out. */
  readonly appFolder?: string | undefined;
  /** Settings that replace those of the sandbox. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether queue messages and the timer set off anything; true when left out. */
  readonly background?: boolean;
}

export const startApp = (sandbox: Sandbox, options: AppOptions = {}): Promise<RunningHost> => {
  const { port = 0, onLog, settings = {}, background = true } = options;
  const { appFolder = join(repositoryFolder, 'dist/app') } = options;
  return startHost({
    appFolder,
    env: { ...sandbox.settings(), ...settings },
    clock: sandbox.world.clock,
    port,
    pollQueues: background,
    runTimers: background,
    ...(onLog && { onLog }),
  });
};

/** As the deployment does it: our secrets only, the two kinds of event the app knows. */
export const subscribeApp = (
  { eventGrid }: Sandbox,
  appUrl: string,
  schema: 'EventGridSchema' | 'CloudEventSchemaV1_0' = 'EventGridSchema',
): Promise<void> =>
  eventGrid.subscribe({
    endpoint: `${appUrl}/runtime/webhooks/eventgrid?functionName=vaultEvent`,
    schema,
    eventTypes: ['Microsoft.KeyVault.SecretNearExpiry', 'Microsoft.KeyVault.SecretExpired'],
    subjectBeginsWith: 'espocrm-',
    deadLetter: true,
  });
