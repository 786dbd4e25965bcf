/**
 * A Key Vault as its secret clients see it, and as Event Grid hears it.
 *
 * | behaviour | where | source |
 * |---|---|---|
 * | first request refused with a challenge, body not judged | vaultGuard | azure-sdk-for-net#39216 |
 * | wrong audience, issuer, expired or forged token | vaultGuard | go-autorest#525, azure-docs#75410, azure-sdk-for-python#27266, azuresandbox#362 |
 * | unknown API version | vaultGuard | azure-sdk-for-python#28595 |
 * | a missing role names its action | vaultGuard | Terraform_AKS#2 |
 * | 4,000 secret transactions in 10 seconds | vaultGuard | azure-docs, key-vault service-limits.md |
 * | operations, paths, bodies, paging by 25 | secretRoutes, deletedSecretRoutes, pageOf | azure-rest-api-specs, Secrets/stable/2026-04-01/secrets.json |
 * | limits of value, tags and content type | secretRequest | azure-security-docs, about-secrets.md; terraform-provider-azurerm#16780 |
 * | current version disabled: 403, never an older one | secretRoutes | lowkey-vault#467 |
 * | versions listed by their name, not their age | secretRoutes | lowkey-vault#467 |
 * | PATCH replaces the tags (not settled by the contract) | secretRoutes | option `patchMergesTags` for the other reading |
 * | deleting takes a moment, its name stays taken | secretStore | azure-sdk-for-net#26027, #34322; external-secrets#3519 |
 * | recovering takes a moment | secretStore | terraform-provider-azurerm#12285 |
 * | purging too soon after deleting | secretStore | terraform-provider-azurerm#10454 |
 * | what is raised when | secretEvents | azure-docs, event-schema-key-vault.md; azure-docs#45793, #63553 |
 * | shape of events | vaultEvent | azure-docs, event-schema-key-vault.md |
 */
import { type Allowance, createMeter } from '../kit/allowance';
import type { Route, SimResponse, Simulator, VerifyToken } from '../kit/simulator';
import type { World } from '../kit/world';
import { createDeletedSecretRoutes } from './deletedSecretRoutes';
import { createKeyVaultControls, type KeyVaultControls } from './keyVaultControls';
import { createSecretBodies } from './secretBody';
import { createSecretEvents } from './secretEvents';
import { createSecretRoutes } from './secretRoutes';
import { createSecretStore, type Secret, type SecretVersion } from './secretStore';
import { type EventDateShape, type VaultEvent, vaultEventOf } from './vaultEvent';
import { createVaultGuard, type SecretAction } from './vaultGuard';
import { methodNotAllowed, notFound, VaultRefusal } from './vaultRefusal';

export interface KeyVaultOptions {
  readonly name: string;
  /** The vault's own base URL, known once it is served. */
  readonly url: () => string;
  /** Where the challenge sends clients for tokens: base URL of the token service, '/', tenant. */
  readonly authority: () => string;
  /** The audience of tokens; https://vault.azure.net when left out. */
  readonly resource?: string;
  readonly verify: VerifyToken;
  /** Takes each event, and when the version it is about was made. */
  readonly publish?: (event: VaultEvent, versionMadeAt: Date) => void;
  /** ARM id, the topic of events. */
  readonly resourceId?: string;
  /** The other reading of the contract: PATCH adds to the tags instead of replacing them. */
  readonly patchMergesTags?: boolean;
  /** How long deleting, recovering and purging take, on the sandbox's clock; a second when left out. */
  readonly settlingMs?: number;
}

/** Of secrets, by one vault. */
export const DOCUMENTED_VAULT_LIMIT: Allowance = { amount: 4_000, perMs: 10_000 };

export interface KeyVault {
  readonly simulator: Simulator;
  readonly controls: KeyVaultControls;
}

const resourceIdOf = (name: string) =>
  `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/sandbox/providers/Microsoft.KeyVault/vaults/${name}`;

export function createKeyVault(world: World, options: KeyVaultOptions): KeyVault {
  const { name, url, authority, verify, publish, patchMergesTags = false } = options;
  const { resource = 'https://vault.azure.net', resourceId = resourceIdOf(name), settlingMs = 1000 } = options;
  const store = createSecretStore(world, settlingMs);
  const bodies = createSecretBodies(url);
  const revoked = new Set<SecretAction>();
  let limit = DOCUMENTED_VAULT_LIMIT;
  const transactions = createMeter(world.clock, () => limit);
  const guard = createVaultGuard(world, { name, authority, resource, resourceId, verify, revoked, transactions });

  let dates: EventDateShape = 'number';
  const events =
    publish &&
    createSecretEvents(world, store, (type, at, secret, version) => {
      const id = world.random.uuid();
      const about = { vaultName: name, secretName: secret.name, version, versionId: bodies.idOf(secret, version) };
      publish(vaultEventOf({ id, type, at, resourceId, dates, ...about }), version.madeAt);
    });
  const onNewVersion = (secret: Secret, version: SecretVersion) => events?.versionMade(secret, version);

  const dressed = (response: SimResponse): SimResponse => ({
    ...response,
    headers: {
      'Cache-Control': 'no-cache',
      'x-ms-keyvault-region': 'westeurope',
      'x-ms-request-id': world.random.uuid(),
      ...response.headers,
    },
  });
  const refused = (error: unknown): SimResponse => {
    if (error instanceof VaultRefusal) return dressed(error.response);
    throw error;
  };
  const routes = [
    ...createSecretRoutes({ store, bodies, url, patchMergesTags, onNewVersion }),
    ...createDeletedSecretRoutes({ store, bodies, url }),
  ].map(
    (route): Route => ({
      ...route,
      async handle(request, params, stale) {
        try {
          return dressed(await route.handle(request, params, stale));
        } catch (error) {
          return refused(error);
        }
      },
    }),
  );

  return {
    simulator: {
      service: 'keyvault',
      routes,
      guard: (request, operation) => guard(request, operation).then(() => undefined, refused),
      unmatched: ({ path }) => refused(routes.some((route) => route.path.test(path)) ? methodNotAllowed() : notFound()),
    },
    controls: createKeyVaultControls({
      store,
      revoked,
      onNewVersion,
      shapeEventDates: (shape) => {
        dates = shape;
      },
      setLimit(allowance) {
        limit = allowance;
      },
      close: () => events?.close(),
    }),
  };
}
