/** Entra, Key Vault, EspoCRM and storage around one connection, and the product put together in a process there. */
import { createSignInService } from '../../src/adapters/entra/signInService';
import { createEspoCrm } from '../../src/adapters/espocrm/espocrm';
import type { ConnectionSpec } from '../../src/core/connection';
import { credentialMark } from '../../src/core/ownership';
import type { Connector, Message, Notifications } from '../../src/reconcile/connector';
import type { Chances } from './chances';
import { type Credential, createEntra, createReplica, type Entra, isLive, type Replica } from './entra';
import { createEspoCrmHeld, type EspoCrmHeld, setupOf } from './espocrm/held';
import { createEspoCrmHttp } from './espocrm/server';
import { createRegistrations } from './graph';
import { createKeyVault, createVault, type KeyVault } from './keyVault';
import { AUTHORITY, createSignInHttp, TENANT } from './signIn';
import { type Blob, createBlob, createConnections } from './storage';
import type { Timeline } from './timeline';
import type { Worker } from './worker';

/** What a sign-in with a made-up code shows: whether the secret is accepted, nothing, or it is switched off. */
export type Probe = 'tells' | 'mute' | 'off';

export interface World {
  readonly timeline: Timeline;
  readonly chances: Chances;
  readonly entra: Entra;
  readonly replica: Replica;
  readonly keyVault: KeyVault;
  readonly espocrm: EspoCrmHeld;
  readonly blob: Blob;
  readonly probe: () => Probe;
  /** How often a secret was recorded as delivered that EspoCRM never held. */
  falseRecords: number;
  /** How often a process added a second credential without a look between. */
  blindAdditions: number;
  /** Whether it carries our mark. */
  isOurs(credential: Credential): boolean;
  /** Whether the settings that decide send staff to Entra. */
  isSetUp(): boolean;
  /** Whether a member of staff can sign in, whichever server of Entra is asked. */
  canSignIn(): boolean;
  /** The credential whose text EspoCRM holds, as long as Entra has it. */
  heldCredential(): Credential | undefined;
}

export function createWorld(
  { name, espocrmUrl, portal }: Pick<ConnectionSpec, 'name' | 'espocrmUrl' | 'portal'>,
  timeline: Timeline,
  chances: Chances,
  probe: () => Probe,
): World {
  const entra = createEntra(timeline, chances);
  const espocrm = createEspoCrmHeld(espocrmUrl);
  if (portal !== undefined)
    espocrm.portals.push({
      id: portal,
      name: portal,
      url: `${espocrmUrl}/portal/${portal}/`,
      authenticationProviderId: null,
    });
  const { userName, password } = espocrm.administrator;
  return {
    timeline,
    chances,
    entra,
    replica: createReplica(entra, timeline, chances),
    keyVault: createKeyVault(name, `${userName}:${password}`),
    espocrm,
    blob: createBlob(timeline),
    probe,
    falseRecords: 0,
    blindAdditions: 0,
    isOurs: ({ displayName }) => displayName === credentialMark(name),
    isSetUp() {
      const { setting } = setupOf(espocrm, portal);
      const appId = entra.held.registration?.appId;
      return setting('authenticationMethod') === 'Oidc' && appId !== undefined && setting('oidcClientId') === appId;
    },
    heldCredential() {
      const { secret } = setupOf(espocrm, portal);
      return entra.held.credentials.find(({ text }) => text === secret);
    },
    canSignIn() {
      const credential = this.heldCredential();
      return this.isSetUp() && credential !== undefined && isLive(credential, timeline.nowMs());
    },
  };
}

/** The product's own code over the world, as one process runs it. */
export function connectorIn(
  world: World,
  worker: Worker,
  add: (message: Message, delayMs: number) => void,
  notifications: Notifications,
): Connector {
  const { entra, replica, timeline, chances, espocrm, keyVault, probe } = world;
  const { now, sleep } = worker;
  const token = { entra, replica, judgesFirst: () => (probe() === 'tells' ? 'secret' : 'code') } as const;
  const reachesEntra = () => !chances.isDown('Entra', 'redeem a made-up code', timeline.nowMs());
  const signIn = { authorityHost: AUTHORITY, tenantId: TENANT, graphUrl: 'https://graph.example.com' };
  return {
    connections: createConnections(world.blob, timeline, chances, worker),
    queue: { add: (message, delayMs) => worker.call('Storage', 'add work to the queue', () => add(message, delayMs)) },
    settleWithin: { months: 0, ms: 60_000 },
    notifications,
    ports: {
      registrations: createRegistrations(
        {
          entra,
          replica,
          added: (hasLooked) => {
            if (!hasLooked) world.blindAdditions += 1;
          },
        },
        worker,
      ),
      signIn: createSignInService(signIn, createSignInHttp(token, worker)),
      vault: createVault(
        keyVault,
        (text) => {
          if (!espocrm.secrets.has(text)) world.falseRecords += 1;
        },
        worker,
      ),
      espocrm: createEspoCrm(
        createEspoCrmHttp({ espocrm, entra: token, reachesEntra, lossOfWrite: chances.lossOfWrite }, worker),
        now,
      ),
      clock: { now, sleep },
      get probes() {
        return probe() !== 'off';
      },
    },
  };
}
