/** An app registration as Microsoft Graph describes it, and what of it a decision may use. */
import * as z from 'zod';
import type { RegistrationSeen } from '../core/observation';
import { credentialMark } from '../core/ownership';

export const dateSchema = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
export const applicationSchema = z.object({
  id: z.string(),
  appId: z.string(),
  displayName: z.string(),
  signInAudience: z.string(),
  web: z.object({ redirectUris: z.array(z.string()) }),
  optionalClaims: z.object({ idToken: z.array(z.object({ name: z.string() })) }).nullish(),
  requiredResourceAccess: z.array(z.object({ resourceAccess: z.array(z.object({ type: z.string() })) })),
  passwordCredentials: z.array(
    z.object({
      keyId: z.string(),
      displayName: z.string().nullish(),
      startDateTime: dateSchema,
      endDateTime: dateSchema,
    }),
  ),
});
type Application = z.infer<typeof applicationSchema>;

export const APPLICATION_FIELDS =
  'id,appId,displayName,signInAudience,web,optionalClaims,requiredResourceAccess,passwordCredentials';

export function ownCredentials(
  { passwordCredentials }: Application,
  connection: string,
): RegistrationSeen['credentials'] {
  const mark = credentialMark(connection);
  return passwordCredentials
    .filter(({ displayName }) => displayName === mark)
    .map(({ keyId, startDateTime, endDateTime }) => ({ keyId, startsAt: startDateTime, endsAt: endDateTime }));
}

type SeenBeside = Pick<RegistrationSeen, 'credentials' | 'hasServicePrincipal' | 'ownedByUs' | 'isOurIdentity'>;

export function toSeen(application: Application, beside: SeenBeside): RegistrationSeen {
  const { id, appId, displayName, signInAudience, web, optionalClaims, requiredResourceAccess } = application;
  const permissions = requiredResourceAccess.flatMap(({ resourceAccess }) => resourceAccess);
  return {
    objectId: id,
    appId,
    displayName,
    signInAudience,
    redirectUris: web.redirectUris,
    idTokenClaims: (optionalClaims?.idToken ?? []).map(({ name }) => name),
    applicationPermissions: permissions.filter(({ type }) => type === 'Role').length,
    ...beside,
  };
}
