/** Directory objects as Graph shows them. */
import { type ApplicationProperties, newProperties } from './applicationProperties';
import type { ClientSecret } from './clientSecret';
import type { Directory } from './directory';
import type { Item } from './odataFilter';
import type { ApplicationRecord, ServicePrincipalRecord } from './records';

const stamp = (date: Date | null) => date?.toISOString() ?? null;

/** Without its text, which only the answer that made it has. */
export const secretView = ({ keyId, displayName, hint, startsAt, endsAt }: ClientSecret) => ({
  customKeyIdentifier: null,
  displayName,
  endDateTime: stamp(endsAt),
  hint,
  keyId,
  secretText: null,
  startDateTime: stamp(startsAt),
});

export function applicationView({ properties, ...record }: ApplicationRecord) {
  const { web, info } = properties;
  return {
    id: record.id,
    deletedDateTime: stamp(record.deletedAt),
    appId: record.appId,
    applicationTemplateId: null,
    disabledByMicrosoftStatus: null,
    createdByAppId: record.createdByAppId,
    createdDateTime: stamp(record.createdAt),
    isDeviceOnlyAuthSupported: null,
    publisherDomain: 'sandbox.example',
    samlMetadataUrl: null,
    tokenEncryptionKeyId: null,
    uniqueName: record.uniqueName,
    defaultRedirectUri: null,
    certification: null,
    requestSignatureVerification: null,
    servicePrincipalLockConfiguration: null,
    addIns: [],
    keyCredentials: [],
    parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: 'Allow' },
    verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
    passwordCredentials: record.secrets.map(secretView),
    ...properties,
    info: { ...info, logoUrl: null },
    web: { ...web, redirectUriSettings: web.redirectUris.map((uri) => ({ uri, index: null })) },
  };
}

export function servicePrincipalView(
  record: ServicePrincipalRecord,
  application: ApplicationProperties | undefined,
  tenantId: string,
) {
  const { properties } = record;
  const name = application?.displayName ?? null;
  return {
    id: record.id,
    deletedDateTime: stamp(record.deletedAt),
    accountEnabled: properties.accountEnabled ?? true,
    alternativeNames: [],
    appDisplayName: name,
    appDescription: application?.description ?? null,
    appId: record.appId,
    applicationTemplateId: null,
    appOwnerOrganizationId: tenantId,
    appRoleAssignmentRequired: properties.appRoleAssignmentRequired ?? false,
    createdByAppId: record.createdByAppId,
    description: properties.description ?? null,
    disabledByMicrosoftStatus: null,
    displayName: properties.displayName ?? name,
    homepage: properties.homepage ?? application?.web.homePageUrl ?? null,
    loginUrl: properties.loginUrl ?? null,
    logoutUrl: application?.web.logoutUrl ?? null,
    notes: properties.notes ?? null,
    notificationEmailAddresses: properties.notificationEmailAddresses ?? [],
    preferredSingleSignOnMode: properties.preferredSingleSignOnMode ?? null,
    preferredTokenSigningKeyThumbprint: null,
    replyUrls: application?.web.redirectUris ?? [],
    servicePrincipalNames: [record.appId, ...(application?.identifierUris ?? [])],
    servicePrincipalType: 'Application',
    signInAudience: application?.signInAudience ?? null,
    tags: properties.tags ?? [],
    tokenEncryptionKeyId: null,
    samlSingleSignOnSettings: null,
    addIns: [],
    appRoles: application?.appRoles ?? [],
    keyCredentials: [],
    oauth2PermissionScopes: application?.api.oauth2PermissionScopes ?? [],
    passwordCredentials: [],
    resourceSpecificApplicationPermissions: [],
  };
}

const nothing = { id: '', appId: '', createdByAppId: null, deletedAt: null, owners: [] };

/** What $select and $filter may name. */
export const applicationNames = Object.keys(
  applicationView({ ...nothing, uniqueName: null, createdAt: new Date(0), properties: newProperties, secrets: [] }),
);
export const servicePrincipalNames = Object.keys(servicePrincipalView({ ...nothing, properties: {} }, undefined, ''));

/** An owner: one of the tenant's people, or else a service principal. */
export function ownerView(oid: string, { settings, principals, servicePrincipal }: Directory): Item {
  const user = settings.users.find((person) => person.oid === oid);
  if (user)
    return {
      '@odata.type': '#microsoft.graph.user',
      id: oid,
      displayName: user.displayName,
      userPrincipalName: user.userPrincipalName,
    };
  const appId = principals.get(oid)?.appId ?? servicePrincipal('id', oid)?.appId ?? null;
  return { '@odata.type': '#microsoft.graph.servicePrincipal', id: oid, appId };
}
