/** Starts everything the app talks to, wired together as in Azure: one tenant, one vault, its events, storage, an identity. */
import { createEntra } from '../entra/createEntra';
import type { Entra } from '../entra/entra';
import { createEventGrid, type EventGrid } from '../eventGrid/createEventGrid';
import { createKeyVault, type KeyVault } from '../keyVault/createKeyVault';
import { type Certificates, certificates } from '../kit/certificates';
import { type RunningServer, serve } from '../kit/serve';
import type { Simulator } from '../kit/simulator';
import { createWorld, type World } from '../kit/world';
import { createManagedIdentity } from '../managedIdentity/createManagedIdentity';
import { type RunningStorage, startStorage } from '../storage/startStorage';
import { FREE_PORTS, type Ports } from './ports';
import { APP_IDENTITY, IDENTITY_HEADER, TENANT_ID, VAULT_NAME } from './tenant';

export interface SandboxOptions {
  /** Everything random comes from it. */
  readonly seed: number;
  /** Free ones when left out. */
  readonly ports?: Ports;
}

export interface Sandbox {
  readonly world: World;
  readonly entra: Entra['controls'];
  readonly keyVault: KeyVault['controls'];
  readonly eventGrid: EventGrid;
  readonly storage: RunningStorage;
  readonly certificates: Certificates;
  readonly urls: Readonly<Record<'identity' | 'entra' | 'graph' | 'keyVault', string>>;
  /** Serves one more simulator over TLS, until the sandbox closes. */
  addServer(simulator: Simulator, port: number): Promise<RunningServer>;
  /** The settings with which the app works in this sandbox. */
  settings(): Record<string, string>;
  close(): Promise<void>;
}

export async function startSandbox({ seed, ports = FREE_PORTS }: SandboxOptions): Promise<Sandbox> {
  const world = createWorld(seed);
  const tls = await certificates();
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  const urls = { identity: '', entra: '', graph: '', keyVault: '' };
  const serving = async (simulator: Simulator, port: number, plain = false) => {
    const server = await serve(world, simulator, plain ? { port } : { port, tls });
    closers.push(server.close);
    return server;
  };

  try {
    // First, so that storage has the new time before a simulator acts on it.
    const storage = await startStorage(world, { blobPort: ports.blob, queuePort: ports.queue });
    closers.push(storage.close);
    const entra = await createEntra(world, {
      tenantId: TENANT_ID,
      stsUrl: () => urls.entra,
      graphUrl: () => urls.graph,
    });
    const eventGrid = createEventGrid(world);
    closers.push(eventGrid.close);
    const keyVault = createKeyVault(world, {
      name: VAULT_NAME,
      url: () => urls.keyVault,
      authority: () => `${urls.entra}/${TENANT_ID}`,
      verify: entra.verify,
      publish: eventGrid.publish,
    });
    closers.push(keyVault.controls.close);
    const identity = createManagedIdentity(world, {
      issueToken: entra.issueToken,
      principal: APP_IDENTITY,
      header: IDENTITY_HEADER,
    });
    // The platform's identity endpoint is plain HTTP; the SDKs insist on TLS for the rest.
    urls.identity = (await serving(identity, ports.identity, true)).url;
    urls.entra = (await serving(entra.sts, ports.entra)).url;
    urls.graph = (await serving(entra.graph, ports.graph)).url;
    urls.keyVault = (await serving(keyVault.simulator, ports.keyVault)).url;
    return {
      world,
      entra: entra.controls,
      keyVault: keyVault.controls,
      eventGrid,
      storage,
      certificates: tls,
      urls,
      addServer: serving,
      settings: () => ({
        FUNCTIONS_WORKER_RUNTIME: 'node',
        AzureWebJobsStorage: storage.connectionString,
        AZURE_TENANT_ID: TENANT_ID,
        AZURE_CLIENT_ID: APP_IDENTITY.appId,
        ENTRA_AUTHORITY_HOST: urls.entra,
        GRAPH_URL: urls.graph,
        KEY_VAULT_URI: urls.keyVault,
        HEALTH_CHECK_SCHEDULE: '0 0 6 * * *',
        SETTLE_WITHIN: 'PT20S',
        IDENTITY_ENDPOINT: `${urls.identity}/msi/token`,
        IDENTITY_HEADER,
        NODE_EXTRA_CA_CERTS: tls.caPath,
      }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
