/** Starts everything the app talks to, wired together as in Azure: one tenant, one vault and its events, storage, an identity, EspoCRM. */
import { createEntra } from '../entra/createEntra';
import type { Entra, EntraOptions } from '../entra/entra';
import { createEspoCrm } from '../espocrm/createEspoCrm';
import type { EspoCrm } from '../espocrm/espoCrm';
import { createEventGrid, type EventGrid } from '../eventGrid/createEventGrid';
import { createKeyVault, type KeyVault } from '../keyVault/createKeyVault';
import { type Certificates, certificates } from '../kit/certificates';
import { serve } from '../kit/serve';
import type { Simulator } from '../kit/simulator';
import { createWorld, type World } from '../kit/world';
import { createManagedIdentity } from '../managedIdentity/createManagedIdentity';
import { borrowEspoCrm } from '../realEspoCrm/borrowEspoCrm';
import { createFront } from '../realEspoCrm/createFront';
import { type RunningStorage, type StorageOptions, startStorage } from '../storage/startStorage';
import { type Browser, createBrowser } from './browser';
import { createOperator, type Operator } from './operator';
import { FREE_PORTS, type Ports } from './ports';
import { settingsFor } from './settingsFor';
import { APP_IDENTITY, ESPOCRM_ADMIN, type EspoCrmAdmin, IDENTITY_HEADER, TENANT_ID, VAULT_NAME } from './tenant';
import type { SandboxUrls } from './urls';

export interface SandboxOptions extends Pick<EntraOptions, 'ownership' | 'checksFirst' | 'replication'> {
  /** Everything random comes from it. */
  readonly seed: number;
  /** Free ones when left out. */
  readonly ports?: Ports;
  readonly account?: StorageOptions['account'];
}

export interface RealEspoCrm {
  /** Base URL, without a trailing slash. */
  readonly url: string;
  readonly admin: EspoCrmAdmin;
  /** How EspoCRM is told to call Entra; by its plain address on this machine when left out. */
  readonly entraForEspocrm?: string | undefined;
}

export interface RunningEspoCrm {
  readonly url: string;
  readonly controls: EspoCrm['controls'];
}

export interface Sandbox {
  readonly world: World;
  readonly entra: Entra['controls'];
  readonly keyVault: KeyVault['controls'];
  readonly eventGrid: EventGrid;
  readonly storage: RunningStorage;
  readonly certificates: Certificates;
  readonly urls: SandboxUrls;
  readonly operator: Operator;
  readonly browser: Browser;
  /** One more EspoCRM, with the administrator ESPOCRM_ADMIN, over TLS until the sandbox closes. */
  addEspoCrm(options?: { readonly port?: number; readonly version?: '9.2.7' | '10.0.0' }): Promise<RunningEspoCrm>;
  /** A real EspoCRM behind a front over TLS, until the sandbox closes; then it is given back. */
  addRealEspoCrm(options: RealEspoCrm, ports: Pick<Ports, 'espocrm' | 'plainEntra'>): Promise<{ readonly url: string }>;
  /** The settings with which the app works in this sandbox. */
  settings(): Record<string, string>;
  close(): Promise<void>;
}

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { ports = FREE_PORTS } = options;
  const world = createWorld(options.seed);
  const tls = await certificates();
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  const urls = { identity: '', entra: '', graph: '', keyVault: '' };
  /** The platform's identity endpoint is plain HTTP; the SDKs insist on TLS for the rest. */
  const serving = async (simulator: Simulator, port: number, secure = true) => {
    const server = await serve(world, simulator, secure ? { port, tls } : { port });
    closers.push(server.close);
    return server.url;
  };

  try {
    // First, so that storage has the new time before a simulator acts on it.
    const { account = 'own' } = options;
    const storage = await startStorage(world, { blobPort: ports.blob, queuePort: ports.queue, account });
    closers.push(storage.close);
    const entra = await createEntra(world, {
      ...options,
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
    const { issueToken } = entra;
    const identity = createManagedIdentity(world, { issueToken, principal: APP_IDENTITY, header: IDENTITY_HEADER });
    urls.identity = await serving(identity, ports.identity, false);
    urls.entra = await serving(entra.sts, ports.entra);
    urls.graph = await serving(entra.graph, ports.graph);
    urls.keyVault = await serving(keyVault.simulator, ports.keyVault);
    return {
      world,
      entra: entra.controls,
      keyVault: keyVault.controls,
      eventGrid,
      storage,
      certificates: tls,
      urls,
      operator: createOperator({ ca: tls.ca, issueToken, urls }),
      browser: createBrowser(tls.ca),
      async addEspoCrm({ port = 0, version = '10.0.0' } = {}) {
        let url = '';
        const espocrm = createEspoCrm(world, { siteUrl: () => url, version, admin: ESPOCRM_ADMIN, ca: tls.ca });
        url = await serving(espocrm.simulator, port);
        return { url, controls: espocrm.controls };
      },
      async addRealEspoCrm({ url: target, admin, entraForEspocrm }, { espocrm: port, plainEntra }) {
        const plainUrl = await serving(entra.sts, plainEntra, false);
        const front = createFront({
          target,
          entraUrl: () => urls.entra,
          entraForEspocrm: () => entraForEspocrm ?? plainUrl,
        });
        const url = await serving(front, port);
        const userNames = entra.controls.users().map(({ userPrincipalName }) => userPrincipalName);
        const { giveBack } = await borrowEspoCrm({ url: target, admin, frontUrl: url, userNames });
        closers.push(giveBack);
        entra.controls.dateIdTokensByMachine();
        return { url };
      },
      settings: () => settingsFor(urls, storage.connectionString, tls.caPath),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
