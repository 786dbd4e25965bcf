/** The child process that runs Azurite's blob and queue servers in memory and tells its parent their ports. */
import { supplyModule } from '../kit/supplyModule';

interface AzuriteServer {
  start(): Promise<void>;
  /** For example `http://127.0.0.1:10000`. */
  getHttpServerAddress(): string;
}

interface AzuriteBlobServer extends AzuriteServer {
  /** There once it has started. */
  readonly metadataStore: {
    readonly db: { getCollection(name: string): { findOne(query: Readonly<Record<string, unknown>>): unknown } };
  };
}

// Telemetry is off, and loading what it would need takes longer than everything else together.
supplyModule('applicationinsights', {});

/** Positional, as Azurite wants it; undefined is Azurite's own default. */
const configuration = [
  ...['127.0.0.1', 0, 600, undefined, undefined, undefined],
  ...[/* access log */ false, undefined, /* debug log */ false, undefined],
  // The SDKs may speak a newer version of the protocol than Azurite knows.
  ...[/* loose */ false, /* skip the version check */ true],
  ...['', '', '', undefined, true, /* in memory */ true],
] as const;

function create<Server extends AzuriteServer>(
  Server: new (options: object) => Server,
  Options: new (...values: unknown[]) => object,
): Server {
  return new Server(new Options(...configuration));
}

/** Azurite asks for a blob by its account first, which all of them share, and so goes through all; names are indexed too. */
function findByNameFirst({ metadataStore }: AzuriteBlobServer): void {
  const blobs = metadataStore.db.getCollection('$BLOBS_COLLECTION$');
  const findOne = blobs.findOne.bind(blobs);
  blobs.findOne = ({ name, ...others }) => findOne(name === undefined ? others : { name, ...others });
}

// The servers themselves rather than Azurite's commands, which would load tables, SQL stores and VS Code parts too.
const blob = create<AzuriteBlobServer>(
  require('azurite/dist/src/blob/BlobServer').default,
  require('azurite/dist/src/blob/BlobConfiguration').default,
);
const queue = create(
  require('azurite/dist/src/queue/QueueServer').default,
  require('azurite/dist/src/queue/QueueConfiguration').default,
);

Promise.all([blob.start(), queue.start()]).then(
  () => {
    findByNameFirst(blob);
    process.send?.({
      kind: 'listening',
      blobPort: Number(new URL(blob.getHttpServerAddress()).port),
      queuePort: Number(new URL(queue.getHttpServerAddress()).port),
    });
  },
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
