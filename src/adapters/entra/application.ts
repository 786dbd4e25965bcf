/** An app registration as Microsoft Graph describes it, and what of it a decision may use. */
import * as z from 'zod';
import type { AppId, ConnectionName, KeyId, ObjectId } from '../../core/ids';
import type { RegistrationChecked, RegistrationSeen } from '../../core/observation';
import { credentialMark } from '../../core/ownership';

export const dateSchema = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
export const keyIdSchema = z.string().transform((text): KeyId => text);
export const applicationSchema = z.object({
  id: z.string().transform((text): ObjectId => text),
  appId: z.string().transform((text): AppId => text),
  displayName: z.string(),
  signInAudience: z.string(),
  web: z.object({ redirectUris: z.array(z.string()) }),
  optionalClaims: z.object({ idToken: z.array(z.object({ name: z.string() })) }).nullish(),
  groupMembershipClaims: z.string().nullish(),
  requiredResourceAccess: z.array(z.object({ resourceAccess: z.array(z.object({ type: z.string() })) })),
  passwordCredentials: z.array(
    z.object({
      keyId: keyIdSchema,
      displayName: z.string().nullish(),
      startDateTime: dateSchema,
      endDateTime: dateSchema,
    }),
  ),
});
type Application = z.infer<typeof applicationSchema>;

export const APPLICATION_FIELDS =
  'id,appId,displayName,signInAudience,web,optionalClaims,groupMembershipClaims,requiredResourceAccess,passwordCredentials';

/** Client secrets with our mark, and the others. */
export function sortCredentials(
  { passwordCredentials }: Application,
  connection: ConnectionName,
): Pick<RegistrationSeen, 'credentials' | 'otherCredentials'> {
  const all = passwordCredentials.map(({ keyId, displayName, startDateTime, endDateTime }) => ({
    keyId,
    displayName: displayName ?? undefined,
    startsAt: startDateTime,
    endsAt: endDateTime,
  }));
  const isOurs = ({ displayName }: { readonly displayName: string | undefined }) =>
    displayName === credentialMark(connection);
  return {
    credentials: all.filter(isOurs).map(({ keyId, startsAt, endsAt }) => ({ keyId, startsAt, endsAt })),
    otherCredentials: all.filter((each) => !isOurs(each)),
  };
}

export function toChecked(
  application: Application,
  credentials: Pick<RegistrationSeen, 'credentials' | 'otherCredentials'>,
): RegistrationChecked {
  const { id, appId, displayName, signInAudience, web, optionalClaims, requiredResourceAccess } = application;
  const { groupMembershipClaims = null } = application;
  const permissions = requiredResourceAccess.flatMap(({ resourceAccess }) => resourceAccess);
  return {
    objectId: id,
    appId,
    displayName,
    signInAudience,
    groupMembershipClaims,
    redirectUris: web.redirectUris,
    idTokenClaims: (optionalClaims?.idToken ?? []).map(({ name }) => name),
    applicationPermissions: permissions.filter(({ type }) => type === 'Role').length,
    ...credentials,
  };
}
