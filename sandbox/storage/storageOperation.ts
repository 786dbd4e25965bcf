/** Names a request to the blob or queue service the way the REST reference does. */

interface StorageRequest {
  readonly method: string;
  /** Percent-decoded, starting with the account. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

/** Keys are a method, what it is done to, and `comp` where there is one. */
const blobOperations: Readonly<Record<string, string>> = {
  'GET account list': 'listContainers',
  'GET account properties': 'getServiceProperties',
  'PUT account properties': 'setServiceProperties',
  'PUT container': 'createContainer',
  'GET container': 'getContainerProperties',
  'HEAD container': 'getContainerProperties',
  'DELETE container': 'deleteContainer',
  'GET container list': 'listBlobs',
  'PUT container metadata': 'setContainerMetadata',
  'PUT blob': 'putBlob',
  'GET blob': 'getBlob',
  'HEAD blob': 'getBlobProperties',
  'DELETE blob': 'deleteBlob',
  'PUT blob metadata': 'setBlobMetadata',
  'PUT blob properties': 'setBlobProperties',
  'PUT blob block': 'putBlock',
  'PUT blob blocklist': 'putBlockList',
};

const queueOperations: Readonly<Record<string, string>> = {
  'GET account list': 'listQueues',
  'GET account properties': 'getServiceProperties',
  'PUT account properties': 'setServiceProperties',
  'PUT queue': 'createQueue',
  'DELETE queue': 'deleteQueue',
  'GET queue metadata': 'getQueueMetadata',
  'HEAD queue metadata': 'getQueueMetadata',
  'PUT queue metadata': 'setQueueMetadata',
  'GET messages': 'getMessages',
  'POST messages': 'putMessage',
  'DELETE messages': 'clearMessages',
  'PUT message': 'updateMessage',
  'DELETE message': 'deleteMessage',
};

const key = (...parts: readonly (string | null | undefined)[]) => parts.filter(Boolean).join(' ');

export function blobOperation({ method, path, query, headers }: StorageRequest): string {
  const depth = path.split('/').filter(Boolean).length;
  const target = depth <= 1 ? 'account' : depth === 2 ? 'container' : 'blob';
  const comp = query.get('comp');
  if (comp === 'lease') return `${headers['x-ms-lease-action']}${target === 'container' ? 'Container' : ''}Lease`;
  return blobOperations[key(method, target, comp)] ?? 'unknown';
}

export function queueOperation({ method, path, query }: StorageRequest): string {
  const [, queue, , messageId] = path.split('/').filter(Boolean);
  const isMessages = /^\/[^/]+\/[^/]+\/messages(\/|$)/.test(path);
  if (method === 'GET' && query.get('peekonly') === 'true') return 'peekMessages';
  const target = queue === undefined ? 'account' : !isMessages ? 'queue' : messageId ? 'message' : 'messages';
  return queueOperations[key(method, target, query.get('comp'))] ?? 'unknown';
}
