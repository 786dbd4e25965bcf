/** The writable properties of an app registration: what a request may say, and what a change makes of them. */
import * as z from 'zod';

const text = z.string().nullable();
const list = z.array(z.string());
const guid = z.guid();

/** supported-accounts-validation.md: https, or plain http on this machine; at most 256 characters; no fragments. */
const redirectUri = z
  .string()
  .max(256)
  .regex(/^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)([:/]|$))[^#\s]*$/);

const claim = z.strictObject({
  name: z.string().min(1),
  source: text.default(null),
  essential: z.boolean().default(false),
  additionalProperties: list.default([]),
});

const appRole = z.strictObject({
  id: guid,
  allowedMemberTypes: z.array(z.enum(['User', 'Application'])).min(1),
  description: z.string().min(1),
  displayName: z.string().min(1),
  isEnabled: z.boolean().default(true),
  value: text.default(null),
});

const permissionScope = z.strictObject({
  id: guid,
  adminConsentDescription: text.default(null),
  adminConsentDisplayName: text.default(null),
  isEnabled: z.boolean().default(true),
  type: z.enum(['User', 'Admin']).default('User'),
  userConsentDescription: text.default(null),
  userConsentDisplayName: text.default(null),
  value: text.default(null),
});

export const applicationChange = z.strictObject({
  displayName: z.string().min(1).max(120).exactOptional(),
  description: z.string().max(1024).nullable().exactOptional(),
  notes: text.exactOptional(),
  serviceManagementReference: text.exactOptional(),
  groupMembershipClaims: text.exactOptional(),
  isFallbackPublicClient: z.boolean().nullable().exactOptional(),
  signInAudience: z
    .enum(['AzureADMyOrg', 'AzureADMultipleOrgs', 'AzureADandPersonalMicrosoftAccount', 'PersonalMicrosoftAccount'])
    .exactOptional(),
  identifierUris: list.exactOptional(),
  tags: z
    .array(z.string().min(1).max(256).regex(/^\S+$/))
    .refine((tags) => new Set(tags).size === tags.length)
    .exactOptional(),
  api: z
    .strictObject({
      acceptMappedClaims: z.boolean().nullable().exactOptional(),
      knownClientApplications: z.array(guid).exactOptional(),
      oauth2PermissionScopes: z.array(permissionScope).exactOptional(),
      preAuthorizedApplications: z.array(z.strictObject({ appId: guid, delegatedPermissionIds: list })).exactOptional(),
      requestedAccessTokenVersion: z
        .union([z.literal(1), z.literal(2)])
        .nullable()
        .exactOptional(),
    })
    .exactOptional(),
  appRoles: z.array(appRole).exactOptional(),
  info: z
    .strictObject({
      marketingUrl: text.exactOptional(),
      privacyStatementUrl: text.exactOptional(),
      supportUrl: text.exactOptional(),
      termsOfServiceUrl: text.exactOptional(),
    })
    .exactOptional(),
  optionalClaims: z
    .strictObject({
      accessToken: z.array(claim).exactOptional(),
      idToken: z.array(claim).exactOptional(),
      saml2Token: z.array(claim).exactOptional(),
    })
    .nullable()
    .exactOptional(),
  publicClient: z.strictObject({ redirectUris: list.exactOptional() }).exactOptional(),
  requiredResourceAccess: z
    .array(
      z.strictObject({
        resourceAppId: z.string().min(1),
        resourceAccess: z.array(z.strictObject({ id: guid, type: z.enum(['Scope', 'Role']) })),
      }),
    )
    .exactOptional(),
  spa: z.strictObject({ redirectUris: z.array(redirectUri).exactOptional() }).exactOptional(),
  web: z
    .strictObject({
      homePageUrl: text.exactOptional(),
      logoutUrl: z.string().max(255).startsWith('https://').nullable().exactOptional(),
      redirectUris: z.array(redirectUri).max(256).exactOptional(),
      implicitGrantSettings: z
        .strictObject({
          enableAccessTokenIssuance: z.boolean().exactOptional(),
          enableIdTokenIssuance: z.boolean().exactOptional(),
        })
        .exactOptional(),
    })
    .exactOptional(),
});

export type ApplicationChange = z.infer<typeof applicationChange>;

/** What Graph fills in; without an audience personal accounts are let in too (application resource, `signInAudience`). */
const defaults = {
  displayName: '',
  description: null,
  notes: null,
  serviceManagementReference: null,
  groupMembershipClaims: null,
  isFallbackPublicClient: null,
  signInAudience: 'AzureADandPersonalMicrosoftAccount',
  identifierUris: [],
  tags: [],
  api: {
    acceptMappedClaims: null,
    knownClientApplications: [],
    oauth2PermissionScopes: [],
    preAuthorizedApplications: [],
    requestedAccessTokenVersion: 2,
  },
  appRoles: [],
  info: { marketingUrl: null, privacyStatementUrl: null, supportUrl: null, termsOfServiceUrl: null },
  optionalClaims: null,
  publicClient: { redirectUris: [] },
  requiredResourceAccess: [],
  spa: { redirectUris: [] },
  web: {
    homePageUrl: null,
    logoutUrl: null,
    redirectUris: [],
    implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
  },
} satisfies ApplicationChange;

/** Every property the change may set, set. */
type Whole<T> = T extends readonly unknown[] ? T : T extends object ? { readonly [K in keyof T]-?: Whole<T[K]> } : T;
export type ApplicationProperties = Whole<ApplicationChange>;

export const newProperties: ApplicationProperties = defaults;

/** Complex properties are merged, not replaced (OData 4.01 part 1, 11.4.3). */
export function changedProperties(now: ApplicationProperties, change: ApplicationChange): ApplicationProperties {
  const { optionalClaims } = change;
  const noClaims = { accessToken: [], idToken: [], saml2Token: [] };
  return {
    ...now,
    ...change,
    api: { ...now.api, ...change.api },
    info: { ...now.info, ...change.info },
    optionalClaims: optionalClaims
      ? { ...noClaims, ...now.optionalClaims, ...optionalClaims }
      : optionalClaims === null
        ? null
        : now.optionalClaims,
    publicClient: { ...now.publicClient, ...change.publicClient },
    spa: { ...now.spa, ...change.spa },
    web: {
      ...now.web,
      ...change.web,
      implicitGrantSettings: { ...now.web.implicitGrantSettings, ...change.web?.implicitGrantSettings },
    },
  };
}
