/** The writable properties of a service principal. */
import * as z from 'zod';

const text = z.string().nullable();

export const servicePrincipalChange = z.strictObject({
  accountEnabled: z.boolean().exactOptional(),
  appRoleAssignmentRequired: z.boolean().exactOptional(),
  /** The registration's name when left out. */
  displayName: z.string().min(1).max(256).exactOptional(),
  description: text.exactOptional(),
  homepage: text.exactOptional(),
  loginUrl: text.exactOptional(),
  notes: text.exactOptional(),
  notificationEmailAddresses: z.array(z.string()).exactOptional(),
  preferredSingleSignOnMode: z.enum(['password', 'saml', 'notSupported', 'oidc']).nullable().exactOptional(),
  tags: z.array(z.string()).exactOptional(),
});

export type ServicePrincipalChange = z.infer<typeof servicePrincipalChange>;
