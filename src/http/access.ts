/** Who may do what: the app roles of the caller, as App Service authentication (Easy Auth) vouches for them. */
import * as z from 'zod';
import { refusal } from './problem';
import type { Access } from './routes';

export type GuardedAccess = Exclude<Access, 'anyone'>;

/** App roles that allow it; whoever may change connections may also look at them. */
const ROLES: Readonly<Record<GuardedAccess, readonly string[]>> = {
  read: ['Connections.Read', 'Connections.Manage'],
  page: ['Connections.Read', 'Connections.Manage'],
  manage: ['Connections.Manage'],
};

/** Who calls, for the log and the rate limit: an object id, or that the function key was all there was. */
export type Caller = string;
const BY_FUNCTION_KEY: Caller = 'function key';
/** A token with two hundred groups fits; nothing larger is even decoded. */
const MAX_HEADER_LENGTH = 32 * 1024;
const HEADER = 'x-ms-client-principal';

/** App Service documentation, Work with user identities: "Decoding the client principal header". */
const principalSchema = z.strictObject({
  auth_typ: z.literal('aad'),
  claims: z.array(z.strictObject({ typ: z.string().max(512), val: z.string().max(16_384) })).max(1_000),
  name_typ: z.string().max(512),
  role_typ: z.string().max(512),
});
type Principal = z.infer<typeof principalSchema>;
/** Claim types come in their short and in their long form; which one depends on the settings of the platform. */
const ROLE_CLAIMS: readonly string[] = ['roles', 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role'];
const OBJECT_ID_CLAIMS: readonly string[] = ['oid', 'http://schemas.microsoft.com/identity/claims/objectidentifier'];

/**
 * Throws RequestRefused: 401 where it is not known who calls, 403 where they lack the role. Where Easy Auth is off the
 * platform lets anybody send its headers, so one that is there is a forgery or a mistake and nothing it says is used.
 * A page without it in front would be open to everybody, so there it exists on a developer's machine only.
 */
export function authorise(
  headers: Pick<Headers, 'get' | 'keys'>,
  access: GuardedAccess,
  easyAuth: boolean,
  onDevelopersMachine = false,
): Caller {
  if (!easyAuth) {
    if ([...headers.keys()].some((name) => name.toLowerCase().startsWith(HEADER)))
      throw refusal('principal-not-trusted', NOT_TRUSTED, CHALLENGE);
    if (access === 'page' && !onDevelopersMachine) throw refusal('page-not-guarded', NOT_GUARDED);
    return BY_FUNCTION_KEY;
  }
  const principal = readPrincipal(headers.get(HEADER) ?? '');
  if (!principal) throw refusal('not-signed-in', NOT_SIGNED_IN, CHALLENGE);
  const values = (types: readonly string[]) =>
    principal.claims.filter(({ typ }) => types.includes(typ)).map(({ val }) => val);
  if (!values(ROLE_CLAIMS).some((role) => ROLES[access].includes(role)))
    throw refusal('role-missing', roleMissing(access));
  return z.guid().safeParse(values(OBJECT_ID_CLAIMS)[0]).data ?? 'no object id';
}

function readPrincipal(header: string): Principal | undefined {
  if (header.length > MAX_HEADER_LENGTH || !/^[A-Za-z0-9+/]+={0,2}$/.test(header)) return undefined;
  try {
    return principalSchema.safeParse(JSON.parse(Buffer.from(header, 'base64').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

/** RFC 9110, 15.5.2: a 401 says how to authenticate. */
const CHALLENGE = { 'WWW-Authenticate': 'Bearer' };
const NOT_TRUSTED = `It carries a header of App Service authentication (${HEADER}), which is switched off here. Leave the header out, or switch App Service authentication on.`;
const NOT_GUARDED =
  'App Service authentication is off, and a page has no function key. Switch it on, and give whoever may look the app role Connections.Read.';
const NOT_SIGNED_IN =
  'App Service authentication is on, but has named no caller: send a token of your Entra tenant for this app.';
const roleMissing = (access: GuardedAccess) =>
  `It takes the app role ${ROLES[access].join(' or ')}. An administrator assigns it in the Entra admin center: Enterprise applications, this app, Users and groups.`;
