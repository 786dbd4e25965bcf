/** What the directory holds: app registrations, service principals and who is assigned to them, never changed in place. */
import type { ApplicationProperties } from './applicationProperties';
import type { ClientSecret } from './clientSecret';
import type { ServicePrincipalChange } from './servicePrincipalProperties';

interface DirectoryRecord {
  /** Object id. */
  readonly id: string;
  readonly appId: string;
  readonly createdByAppId: string | null;
  /** Set while in the recycle bin. */
  readonly deletedAt: Date | null;
  /** Object ids. */
  readonly owners: readonly string[];
}

export interface ApplicationRecord extends DirectoryRecord {
  readonly uniqueName: string | null;
  readonly createdAt: Date;
  readonly properties: ApplicationProperties;
  readonly secrets: readonly ClientSecret[];
}

export interface ServicePrincipalRecord extends DirectoryRecord {
  readonly properties: ServicePrincipalChange;
}

export interface AppRoleAssignment {
  readonly id: string;
  readonly createdAt: Date;
  readonly principalId: string;
  readonly resourceId: string;
  readonly appRoleId: string;
}

/** What is assigned where an application has no roles of its own (appRoleAssignment resource type). */
export const DEFAULT_ROLE = '00000000-0000-0000-0000-000000000000';
