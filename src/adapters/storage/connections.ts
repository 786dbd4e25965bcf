/** Connection documents, one blob each, in the app's own storage account. */
import { text } from 'node:stream/consumers';
import type { TokenCredential } from '@azure/identity';
import { type BlobRequestConditions, BlobServiceClient } from '@azure/storage-blob';
import type { StorageAccount } from '../../config/storageSettings';
import { readDocument, readSummary, toDocument, toSummary } from '../../contract/connectionDocument';
import type { ConnectionSpec } from '../../core/connection';
import { Failure } from '../../core/failure';
import type { ConnectionName } from '../../core/ids';
import type { Outcome } from '../../core/outcome';
import type { ConnectionSummary, Connections, KnownConnection, LeasedConnection } from '../../reconcile/connector';
import { attempting } from '../attempting';
import { type BlobLease, leaseBlob } from './blobLease';
import { storageCode, storageFailure } from './storageFailure';
import { CONNECTIONS_CONTAINER } from './storageNames';

const SUFFIX = '.json';
/** Of a list, which comes as XML and takes many times its size in memory while it is read: storage would give 5,000. */
const IN_A_PAGE = 500;
/** What storage answers to a create-only write when the blob is there, leased or not. */
const EXISTS = ['BlobAlreadyExists', 'LeaseIdMissing', 'ConditionNotMet'];

type Downloaded = { readonly document: string; readonly etag: string | undefined };

export function createConnections(account: StorageAccount, credential: TokenCredential): Connections {
  const service =
    account.kind === 'connectionString'
      ? BlobServiceClient.fromConnectionString(account.connectionString)
      : new BlobServiceClient(account.blobServiceUri, credential);
  const container = service.getContainerClient(CONNECTIONS_CONTAINER);
  const blobOf = (name: ConnectionName) => container.getBlockBlobClient(`${name}${SUFFIX}`);

  const attempt = attempting(storageFailure);

  async function unlessMissing<T>(run: () => Promise<T>): Promise<T | undefined> {
    try {
      return await run();
    } catch (error) {
      if (['BlobNotFound', 'ContainerNotFound'].includes(storageCode(error))) return undefined;
      throw error;
    }
  }

  async function download(name: ConnectionName): Promise<Downloaded | undefined> {
    // One request: downloadToBuffer asks for the length first, and fails when the blob is written in between.
    const blob = await unlessMissing(() => blobOf(name).download());
    return blob?.readableStreamBody && { document: await text(blob.readableStreamBody), etag: blob.etag };
  }

  async function read(name: ConnectionName): Promise<KnownConnection | undefined> {
    const downloaded = await download(name);
    return downloaded && parse(name, downloaded.document);
  }

  async function write(spec: ConnectionSpec, outcome: Outcome | undefined, conditions: BlobRequestConditions) {
    const document = toDocument(spec, outcome);
    const metadata = toSummary(spec, outcome);
    const blobHTTPHeaders = { blobContentType: 'application/json' };
    await blobOf(spec.name).upload(document, Buffer.byteLength(document), { conditions, metadata, blobHTTPHeaders });
  }

  async function create(spec: ConnectionSpec): Promise<'created' | 'exists'> {
    try {
      await write(spec, undefined, { ifNoneMatch: '*' });
      return 'created';
    } catch (error) {
      if (EXISTS.includes(storageCode(error))) return 'exists';
      if (storageCode(error) !== 'ContainerNotFound') throw error;
      await container.createIfNotExists();
      return create(spec);
    }
  }

  /** Every write goes along with the lease, so that a worker that lost it can write nothing more. */
  function leased(lease: BlobLease, { spec, outcome }: KnownConnection): LeasedConnection {
    const save = () => attempt('save the connection', () => write(spec, outcome, { leaseId: lease.id }));
    return {
      assertLeased: lease.assertLeased,
      release: lease.release,
      spec: () => spec,
      lastOutcome: () => outcome,
      saveSpec(wanted) {
        spec = wanted;
        return save();
      },
      forget: () =>
        attempt('forget the connection', async () => {
          await blobOf(spec.name).delete({ conditions: { leaseId: lease.id } });
        }),
      saveOutcome(latest) {
        outcome = latest;
        return save();
      },
    };
  }

  return {
    find: (name) => attempt('read the connection', () => read(name)),
    create: (spec) => attempt('create the connection', () => create(spec)),

    lease: (name) =>
      attempt('take the connection', async () => {
        // At the same time; whoever had the lease before may have written since, which the tag of the blob tells.
        const [early, lease] = await Promise.all([
          download(name).catch(() => undefined),
          unlessMissing(() => leaseBlob(blobOf(name))),
        ]);
        if (lease === undefined || lease === 'busy') return lease;
        try {
          const isCurrent = early?.etag !== undefined && early.etag === lease.etag;
          const known = isCurrent ? parse(name, early.document) : await read(name);
          if (known) return leased(lease, known);
        } catch (error) {
          await lease.release();
          throw error;
        }
        return undefined;
      }),
    list: () =>
      attempt('list the connections', async () => {
        const summaries: ConnectionSummary[] = [];
        await unlessMissing(async () => {
          const pages = container.listBlobsFlat({ includeMetadata: true }).byPage({ maxPageSize: IN_A_PAGE });
          for await (const { segment } of pages)
            for (const { name, metadata } of segment.blobItems) {
              const summary = name.endsWith(SUFFIX) && readSummary(name.slice(0, -SUFFIX.length), metadata ?? {});
              if (summary) summaries.push(summary);
            }
        });
        return summaries;
      }),
  };
}

function parse(name: ConnectionName, document: string): KnownConnection {
  try {
    return readDocument(name, document);
  } catch {
    throw new Failure({
      system: 'Storage',
      operation: 'read the connection',
      code: 'unreadable-document',
      retry: 'never',
      advice: `The blob ${name}${SUFFIX} is not a connection document: restore an earlier version of it, or delete it and provision the connection again.`,
    });
  }
}
