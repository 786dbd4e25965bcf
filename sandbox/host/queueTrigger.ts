/** Storage queue triggers: polls a function's queue and runs the function for every message. */
import type { QueueClient } from '@azure/storage-queue';
import { createWait } from './createWait';
import type { RegisteredFunction } from './functionsCore';
import type { QueueSettings } from './hostJson';
import type { Emit } from './hostMessages';
import { type Invoke, triggerOf } from './invoke';
import { HIDDEN_S, type QueueMessage, takeQueueMessage } from './queueMessage';
import { createResolve } from './resolveSettings';

export interface QueueListener {
  /** Hides anew what runs, because a jump of the clock is no time in which it could have ended; then polls at once. */
  clockMoved(): void;
  /** Polls no more and resolves when what runs has ended. */
  stop(): Promise<void>;
}

export interface QueueListenerOptions {
  readonly target: RegisteredFunction;
  readonly env: NodeJS.ProcessEnv;
  readonly settings: QueueSettings;
  readonly invoke: Invoke;
  readonly emit: Emit;
}

const FIRST_WAIT_MS = 100;
/** On one machine nobody pays for polling: the interval of host.json counts up to here only. */
const LONGEST_WAIT_MS = 1_000;

async function openQueues({ target, env }: QueueListenerOptions) {
  const { name } = target.metadata;
  const { connection, queueName } = triggerOf(target).options;
  const setting = typeof connection === 'string' && connection !== '' ? connection : 'AzureWebJobsStorage';
  const connectionString = env[setting];
  if (!connectionString) throw new Error(`The function "${name}" needs a connection string in the setting ${setting}.`);
  // Loaded here, so that apps without queues start faster.
  const { QueueServiceClient } = await import('@azure/storage-queue');
  const service = QueueServiceClient.fromConnectionString(connectionString, {
    retryOptions: { maxTries: 3, retryDelayInMs: FIRST_WAIT_MS, maxRetryDelayInMs: LONGEST_WAIT_MS },
  });
  const queue = createResolve(name, env)('queueName', String(queueName));
  return { queue: service.getQueueClient(queue), poison: service.getQueueClient(`${queue}-poison`) };
}

const isNotFound = (error: unknown) => error instanceof Error && 'statusCode' in error && error.statusCode === 404;

async function receive(queue: QueueClient, numberOfMessages: number) {
  try {
    return (await queue.receiveMessages({ numberOfMessages, visibilityTimeout: HIDDEN_S })).receivedMessageItems;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    await queue.createIfNotExists();
    return [];
  }
}

/** Rejects when settings are missing; storage that does not answer is asked again. */
export async function startQueueListener(options: QueueListenerOptions): Promise<QueueListener> {
  const { target, settings, invoke, emit } = options;
  const { queue, poison } = await openQueues(options);
  const { batchSize, newBatchThreshold = Math.floor(batchSize / 2) } = settings;
  const longestWait = Math.min(settings.maxPollingInterval, LONGEST_WAIT_MS);
  const running = new Map<string, QueueMessage>();
  const { wait, wake } = createWait();
  let stopping = false;

  /** Resolves with the number of messages taken. */
  async function poll(): Promise<number> {
    try {
      const messages = await receive(queue, batchSize);
      for (const message of messages) {
        const { messageId, popReceipt } = message;
        const same = running.get(messageId);
        // A poll was under way while the clock jumped: what still runs was visible for a moment.
        if (same) same.goOnWith(popReceipt);
        else {
          const taken = takeQueueMessage({ message, queue, poison, target, settings, invoke, emit });
          running.set(messageId, taken);
          void taken.done.then(() => running.delete(messageId));
        }
      }
      return messages.length;
    } catch (error) {
      emit({ level: 'warning', category: 'host', text: `Polling the queue '${queue.name}' failed: ${error}` });
      return 0;
    }
  }

  async function pollUntilStopped() {
    let waitMs = FIRST_WAIT_MS;
    while (!stopping) {
      if (running.size > newBatchThreshold) await Promise.race([...running.values()].map(({ done }) => done));
      else if ((await poll()) > 0) waitMs = FIRST_WAIT_MS;
      else {
        const cutShort = await wait(waitMs);
        waitMs = cutShort ? FIRST_WAIT_MS : Math.min(2 * waitMs, longestWait);
      }
    }
  }

  // Before the loop, so that whoever waits for the host finds the queue.
  await poll();
  const polling = pollUntilStopped();
  return {
    clockMoved() {
      void Promise.all([...running.values()].map(({ renew }) => renew())).then(wake);
    },
    async stop() {
      stopping = true;
      wake();
      await polling;
      await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
}
