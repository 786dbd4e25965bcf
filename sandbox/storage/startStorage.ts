/** Blob and queue storage for the sandbox: Azurite in memory, in the sandbox's time, behind proxies that see and disturb its traffic. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { startClockedProcess } from '../kit/clockedProcess';
import type { World } from '../kit/world';
import { blobOperation, queueOperation } from './storageOperation';
import { startStorageProxy } from './storageProxy';

export interface StorageOptions {
  /** 0 or left out: any free port. */
  readonly blobPort?: number;
  readonly queuePort?: number;
  /**
   * `development`: the account that every storage SDK means by `UseDevelopmentStorage=true`; needs the ports 10000 and
   * 10001. `own` when left out: a key of its own each time, which no storage left from before answers to.
   */
  readonly account?: 'development' | 'own';
}

export interface RunningStorage {
  readonly connectionString: string;
  readonly blobUrl: string;
  readonly queueUrl: string;
  close(): Promise<void>;
}

const Listening = z.object({ kind: z.literal('listening'), blobPort: z.number(), queuePort: z.number() });

const account = 'devstoreaccount1';

async function startAzurite(world: World, env: Readonly<Record<string, string>>) {
  let listening: (ports: z.infer<typeof Listening>) => void = () => undefined;
  const ports = new Promise<z.infer<typeof Listening>>((resolve) => {
    listening = resolve;
  });
  const complaints: string[] = [];
  const azurite = startClockedProcess({
    entry: 'azuriteChild',
    env,
    clock: world.clock,
    onMessage: (message) => listening(Listening.parse(message)),
    onOutput: (_stream, line) => complaints.push(line),
  });
  const failed = azurite.ended.then((how) => {
    throw new Error(`Azurite did not start (${how}): ${complaints.join('\n')}`);
  });
  return { azurite, ports: await Promise.race([ports, failed]) };
}

export async function startStorage(world: World, options: StorageOptions = {}): Promise<RunningStorage> {
  const accountKey = randomBytes(64).toString('base64');
  const isOwn = options.account !== 'development';
  const { azurite, ports } = await startAzurite(world, isOwn ? { AZURITE_ACCOUNTS: `${account}:${accountKey}` } : {});
  const closers: (() => Promise<void>)[] = [azurite.close];
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    const blob = await startStorageProxy(world, {
      service: 'blob',
      port: options.blobPort ?? 0,
      azuritePort: ports.blobPort,
      operationOf: blobOperation,
    });
    closers.push(blob.close);
    const queue = await startStorageProxy(world, {
      service: 'queue',
      port: options.queuePort ?? 0,
      azuritePort: ports.queuePort,
      operationOf: queueOperation,
    });
    closers.push(queue.close);
    const blobUrl = `http://127.0.0.1:${blob.port}/${account}`;
    const queueUrl = `http://127.0.0.1:${queue.port}/${account}`;
    const ownAccount = [
      'DefaultEndpointsProtocol=http',
      `AccountName=${account}`,
      `AccountKey=${accountKey}`,
      `BlobEndpoint=${blobUrl}`,
      `QueueEndpoint=${queueUrl}`,
    ].join(';');
    return { connectionString: isOwn ? ownAccount : 'UseDevelopmentStorage=true', blobUrl, queueUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}
