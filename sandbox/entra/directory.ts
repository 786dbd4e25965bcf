/** The tenant's directory: what is in it, how it is found, and how it is deleted. */
import type { Caller } from '../kit/simulator';
import type { World } from '../kit/world';
import type { ApplicationRecord, AppRoleAssignment, ServicePrincipalRecord } from './records';
import { createReplicatedStore, type ReplicatedStore } from './replicatedStore';
import { createTenantSettings, type TenantOptions, type TenantSettings } from './tenantSettings';

type Key = 'id' | 'appId' | 'uniqueName';

export interface Directory {
  readonly tenantId: string;
  readonly settings: TenantSettings;
  readonly applications: ReplicatedStore<ApplicationRecord>;
  readonly servicePrincipals: ReplicatedStore<ServicePrincipalRecord>;
  /** Holders of app roles, by object id. */
  readonly principals: Map<string, Caller>;
  /** Managed identities that exist, whatever they hold, by object id. */
  readonly identities: Map<string, Caller>;
  readonly appRoleAssignments: AppRoleAssignment[];
  /** As the writer sees it. */
  application(key: Key, value: string): ApplicationRecord | undefined;
  servicePrincipal(key: 'id' | 'appId', value: string): ServicePrincipalRecord | undefined;
  /** As a reader may see it. */
  readApplication(key: Key, value: string, stale?: boolean): ApplicationRecord | undefined;
  readServicePrincipal(key: 'id' | 'appId', value: string, stale?: boolean): ServicePrincipalRecord | undefined;
  readApplications(stale: boolean): readonly ApplicationRecord[];
  readServicePrincipals(stale: boolean): readonly ServicePrincipalRecord[];
  /** What is in the recycle bin, applications and service principals. */
  deletedApplications(): readonly ApplicationRecord[];
  deletedServicePrincipal(id: string): ServicePrincipalRecord | undefined;
  /** To the recycle bin; the service principal goes with it. */
  deleteApplication(record: ApplicationRecord): void;
  deleteServicePrincipal(record: ServicePrincipalRecord): void;
  /** Whether an object id belongs to somebody who could own something. */
  knows(oid: string): boolean;
}

/** Deleted items stay for 30 days (directory-deleteditems-restore.md). */
const BIN_MS = 30 * 24 * 3_600_000;

const isLive = (record: { readonly deletedAt: Date | null } | undefined) => record?.deletedAt === null;

export interface DirectoryOptions extends TenantOptions {
  readonly tenantId: string;
}

export function createDirectory(world: World, options: DirectoryOptions): Directory {
  const settings = createTenantSettings(world.clock, options);
  const replication = () => settings.replication;
  const lagsWhole = () => settings.replication.covers === 'objects';
  const applications = createReplicatedStore<ApplicationRecord>(world, replication, (latest, arrived) =>
    lagsWhole() ? arrived : { ...latest, secrets: arrived?.secrets ?? [] },
  );
  const servicePrincipals = createReplicatedStore<ServicePrincipalRecord>(world, replication, (latest, arrived) =>
    lagsWhole() ? arrived : latest,
  );
  const principals = new Map<string, Caller>();

  const emptyBin = () => {
    const before = world.clock.now().getTime() - BIN_MS;
    for (const store of [applications, servicePrincipals])
      for (const id of store.ids()) {
        const deletedAt = store.latest(id)?.deletedAt;
        if (deletedAt && deletedAt.getTime() < before) store.erase(id);
      }
  };
  const all = <T>(store: ReplicatedStore<T>): readonly T[] => {
    emptyBin();
    return store.ids().flatMap((id) => store.latest(id) ?? []);
  };
  const readAll = <T extends { readonly deletedAt: Date | null }>(store: ReplicatedStore<T>, stale: boolean) =>
    store
      .ids()
      .flatMap((id) => store.read(id, stale) ?? [])
      .filter(isLive);
  const readOne = <T extends { readonly id: string; readonly deletedAt: Date | null }>(
    store: ReplicatedStore<T>,
    isMeant: (record: T) => boolean,
    stale = false,
  ) => {
    const found = all(store).find(isMeant);
    const seen = found && store.read(found.id, stale);
    return isLive(seen) ? seen : undefined;
  };
  const deleteServicePrincipal = (record: ServicePrincipalRecord) =>
    servicePrincipals.write(record.id, { ...record, deletedAt: world.clock.now() });
  const liveServicePrincipal = (key: 'id' | 'appId', value: string) =>
    all(servicePrincipals).find((record) => record[key] === value && isLive(record));

  return {
    tenantId: options.tenantId,
    settings,
    applications,
    servicePrincipals,
    principals,
    identities: new Map(),
    appRoleAssignments: [],
    application: (key, value) => all(applications).find((record) => record[key] === value && isLive(record)),
    servicePrincipal: liveServicePrincipal,
    readApplication: (key, value, stale) => readOne(applications, (record) => record[key] === value, stale),
    // A deleted principal and its successor share an appId: the live one is meant.
    readServicePrincipal: (key, value, stale) => {
      const live = liveServicePrincipal(key, value);
      return readOne(servicePrincipals, (record) => (live ? record.id === live.id : record[key] === value), stale);
    },
    readApplications: (stale) => readAll(applications, stale),
    readServicePrincipals: (stale) => readAll(servicePrincipals, stale),
    deletedApplications: () => all(applications).filter((record) => !isLive(record)),
    deletedServicePrincipal: (id) => all(servicePrincipals).find((record) => record.id === id && !isLive(record)),
    deleteApplication(record) {
      applications.write(record.id, { ...record, deletedAt: world.clock.now() });
      const principal = liveServicePrincipal('appId', record.appId);
      if (principal) deleteServicePrincipal(principal);
    },
    deleteServicePrincipal,
    knows: (oid) =>
      principals.has(oid) ||
      settings.users.some((user) => user.oid === oid) ||
      liveServicePrincipal('id', oid) !== undefined,
  };
}
