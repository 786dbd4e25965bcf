/** The hands of the tenant's administrators. */
import type { World } from '../kit/world';
import { applicationChange, changedProperties, newProperties } from './applicationProperties';
import { judgeSecret, makeSecret } from './clientSecret';
import type { Directory } from './directory';
import type { EntraControls, RegistrationView } from './entraControls';
import { type ApplicationRecord, DEFAULT_ROLE } from './records';
import type { SigningKeys } from './signingKeys';

export function createControls(world: World, directory: Directory, keys: SigningKeys): EntraControls {
  const { applications, settings } = directory;

  const latest = (): readonly ApplicationRecord[] => [
    ...applications.ids().flatMap((id) => directory.application('id', id) ?? []),
    ...directory.deletedApplications(),
  ];
  const found = (appId: string) => {
    const record = directory.application('appId', appId);
    if (!record) throw new Error(`The sandbox has no registration with appId ${appId}.`);
    return record;
  };
  const edit = (appId: string, change: (record: ApplicationRecord) => Partial<ApplicationRecord>) => {
    const record = found(appId);
    applications.write(record.id, { ...record, ...change(record) });
  };

  const viewOf = ({ properties, ...record }: ApplicationRecord): RegistrationView => ({
    id: record.id,
    appId: record.appId,
    uniqueName: record.uniqueName,
    displayName: properties.displayName,
    signInAudience: properties.signInAudience,
    redirectUris: properties.web.redirectUris,
    idTokenClaims: (properties.optionalClaims?.idToken ?? []).map(({ name }) => name),
    owners: record.owners,
    credentials: record.secrets.map(({ textHash: _textHash, ...secret }) => secret),
    hasServicePrincipal: directory.servicePrincipal('appId', record.appId) !== undefined,
    deleted: record.deletedAt !== null,
  });

  return {
    users: () => settings.users,
    addUser: (user) => void settings.users.push(user),
    groups: () => settings.groups,
    addGroup: (group) => void settings.groups.push(group),
    renameGroup(id, displayName) {
      const index = settings.groups.findIndex((group) => group.id === id);
      if (index < 0) throw new Error(`The sandbox has no group ${id}.`);
      settings.groups.splice(index, 1, { id, displayName });
    },
    assignGroup(appId, groupId) {
      const principal = directory.servicePrincipal('appId', appId);
      if (!principal) throw new Error(`The sandbox has no service principal with appId ${appId}.`);
      const ids = { id: world.random.uuid(), principalId: groupId, resourceId: principal.id };
      directory.appRoleAssignments.push({ ...ids, appRoleId: DEFAULT_ROLE, createdAt: world.clock.now() });
    },
    setBrowserUser: (name) => {
      settings.browserUser = name;
    },
    addIdentity: (identity) => void directory.identities.set(identity.oid, identity),
    assignedGraphRoles: (oid) =>
      directory.appRoleAssignments.filter((each) => each.principalId === oid).map(({ appRoleId }) => appRoleId),
    registrations: () => latest().map(viewOf),
    registration: (appId) =>
      latest()
        .map(viewOf)
        .find((view) => view.appId === appId),
    addRegistration(properties) {
      const made = { appId: world.random.uuid(), createdByAppId: null, deletedAt: null, owners: [] };
      const application = {
        ...made,
        id: world.random.uuid(),
        uniqueName: null,
        createdAt: world.clock.now(),
        secrets: [],
      };
      applications.write(application.id, {
        ...application,
        properties: changedProperties(newProperties, applicationChange.parse(properties)),
      });
      const principal = { ...made, id: world.random.uuid(), properties: {} };
      directory.servicePrincipals.write(principal.id, principal);
      return made.appId;
    },
    accepts(appId, secretText) {
      const record = directory.application('appId', appId);
      const now = world.clock.now();
      const accepts = (state: ApplicationRecord | undefined) =>
        state !== undefined && judgeSecret(state.secrets, secretText, now) === 'good';
      return record !== undefined && applications.possible(record.id).every(accepts);
    },
    addSecret(appId, wish) {
      const { secret, text } = makeSecret(world, wish);
      edit(appId, ({ secrets }) => ({ secrets: [...secrets, secret] }));
      return { keyId: secret.keyId, secretText: text };
    },
    removeSecret: (appId, keyId) =>
      edit(appId, ({ secrets }) => ({ secrets: secrets.filter((secret) => secret.keyId !== keyId) })),
    editRegistration: (appId, properties) =>
      edit(appId, (record) => ({
        properties: changedProperties(record.properties, applicationChange.parse(properties)),
      })),
    deleteRegistration: (appId) => directory.deleteApplication(found(appId)),
    addOwner: (appId, oid) => edit(appId, ({ owners }) => ({ owners: [...new Set([...owners, oid])] })),
    removeOwner: (appId, oid) => edit(appId, ({ owners }) => ({ owners: owners.filter((owner) => owner !== oid) })),
    grantRole: (role) => void settings.roles.add(role),
    revokeRole: (role) => void settings.roles.delete(role),
    setReplication: (replication) => {
      settings.replication = replication;
    },
    setOwnership: (mode) => {
      settings.ownership = mode;
    },
    setChecksFirst: (first) => {
      settings.checksFirst = first;
    },
    setPolicy: (policy) => {
      settings.policy = policy;
    },
    setLimits: (limits) => {
      settings.limits = limits;
    },
    dateIdTokensByMachine() {
      settings.idTokenTime = () => new Date();
    },
    rotateSigningKey: keys.rotate,
  };
}
