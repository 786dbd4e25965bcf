/** One message of a storage queue on its way through its function: hidden while that runs, then deleted, shown again or set aside. */
import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import type { RegisteredFunction } from './functionsCore';
import type { QueueSettings } from './hostJson';
import type { Emit } from './hostMessages';
import type { Invocation, Invoke } from './invoke';

/** For how long the host hides a message, which it renews at half of that (Azure/azure-sdk-for-net, QueueListener). */
export const HIDDEN_S = 600;

export interface QueueMessage {
  /** Hides it anew; also after its time has run out, as long as nobody else has taken it. */
  renew(): Promise<void>;
  /** Goes on with the receipt of a later delivery of the same message. */
  goOnWith(popReceipt: string): void;
  readonly done: Promise<void>;
}

export interface QueueMessageOptions {
  readonly message: DequeuedMessageItem;
  readonly queue: QueueClient;
  readonly poison: QueueClient;
  readonly target: RegisteredFunction;
  readonly settings: QueueSettings;
  readonly invoke: Invoke;
  readonly emit: Emit;
}

/** Undefined when it is not in the encoding that host.json names. */
function textOf({ messageText }: DequeuedMessageItem, encoding: QueueSettings['messageEncoding']): string | undefined {
  if (encoding === 'none') return messageText;
  const isBase64 = /^[A-Za-z0-9+/]*={0,2}$/.test(messageText) && messageText.length % 4 === 0;
  return isBase64 ? Buffer.from(messageText, 'base64').toString() : undefined;
}

function invocationOf(message: DequeuedMessageItem, text: string, queue: QueueClient): Invocation {
  const { messageId, dequeueCount, popReceipt, insertedOn, expiresOn, nextVisibleOn } = message;
  return {
    data: { string: text },
    metadata: {
      QueueTrigger: { string: text },
      DequeueCount: { int: dequeueCount },
      Id: { string: messageId },
      PopReceipt: { string: popReceipt },
      InsertionTime: { string: insertedOn.toISOString() },
      ExpirationTime: { string: expiresOn.toISOString() },
      NextVisibleTime: { string: nextVisibleOn.toISOString() },
    },
    reason: `New queue message detected on '${queue.name}'.`,
  };
}

/** Runs the function at once. `done` never rejects: storage that fails here shows the message again later. */
export function takeQueueMessage(options: QueueMessageOptions): QueueMessage {
  const { message, queue, poison, target, settings, invoke, emit } = options;
  const { messageId, dequeueCount } = message;
  // Every renewal makes a new receipt; whoever needs one waits for the last.
  let receipt = Promise.resolve(message.popReceipt);

  const succeeds = async () => {
    if (dequeueCount > settings.maxDequeueCount) return false;
    const text = textOf(message, settings.messageEncoding);
    if (text === undefined) {
      const about = `Message ${messageId} on '${queue.name}' is not in the encoding ${settings.messageEncoding}.`;
      emit({ level: 'error', category: 'host', text: about });
      return false;
    }
    return (await invoke(target, invocationOf(message, text, queue))).kind === 'done';
  };

  async function complete() {
    const succeeded = await succeeds();
    if (succeeded) return void (await queue.deleteMessage(messageId, await receipt));
    if (dequeueCount < settings.maxDequeueCount)
      return void (await queue.updateMessage(
        messageId,
        await receipt,
        undefined,
        Math.round(settings.visibilityTimeout / 1_000),
      ));
    const text = `Message has reached MaxDequeueCount of ${settings.maxDequeueCount}. Moving message to queue '${poison.name}'.`;
    emit({ level: 'warning', category: 'host', text });
    await poison.createIfNotExists();
    await poison.sendMessage(message.messageText, { messageTimeToLive: -1 });
    await queue.deleteMessage(messageId, await receipt);
  }

  const renew = async () => {
    receipt = receipt.then(async (current) => {
      const renewed = await queue
        .updateMessage(messageId, current, undefined, HIDDEN_S)
        // Taken by somebody else, or storage is away: the message then appears again.
        .catch(() => undefined);
      return renewed?.popReceipt ?? current;
    });
    await receipt;
  };
  const renewal = setInterval(() => void renew(), (HIDDEN_S * 1_000) / 2);
  const done = complete()
    .catch((error: unknown) => {
      const text = `Message ${messageId} on '${queue.name}' was processed and could not be completed: ${error}`;
      emit({ level: 'error', category: 'host', text });
    })
    .finally(() => clearInterval(renewal));
  return {
    renew,
    goOnWith(popReceipt) {
      receipt = Promise.resolve(popReceipt);
    },
    done,
  };
}
