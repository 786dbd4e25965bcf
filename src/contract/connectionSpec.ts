/** A connection as it is asked for and stored: every field explained, checked, and given its default. */
import * as z from 'zod';
import {
  type ConnectionSpec,
  DEFAULTS,
  ESPOCRM_TWO_FACTOR,
  GROUP_CLAIMS,
  livesLongEnough,
  USERNAME_CLAIMS,
} from '../core/connection';
import { days, shortestMs } from '../core/duration';
import type { ConnectionName } from '../core/ids';
import { withoutSlash } from '../core/siteUrl';
import { durationSchema } from './time';

const { secret, signIn } = DEFAULTS;

const urlProblem = (text: string): string | undefined => {
  if (!URL.canParse(text)) return 'must be a full URL, for example https://crm.example.com';
  const { protocol, username, password, search, hash } = new URL(text);
  if (protocol !== 'https:') return 'must begin with https://, because the client secret travels over it';
  if (username || password) return 'must not contain a user name or password; the sign-in is read from Key Vault';
  return search || hash ? 'must not contain a query or fragment' : undefined;
};

const espocrmUrlSchema = z
  .string()
  .max(200, 'must have at most 200 characters')
  .superRefine((text, context) => {
    const message = urlProblem(text);
    if (message) context.addIssue({ code: 'custom', message });
  })
  .overwrite((text) => (URL.canParse(text) ? withoutSlash(new URL(text).href) : text));

const secretPolicySchema = z
  .strictObject({
    validity: durationSchema.default(secret.validity).describe('Lifetime of a client secret, ISO 8601.'),
    renewBefore: durationSchema.default(secret.renewBefore).describe('How long before its expiry it is replaced.'),
    overlap: durationSchema.default(secret.overlap).describe('How long the previous secret stays alive beside it.'),
    deliverAfter: durationSchema
      .default(secret.deliverAfter)
      .describe('How long it is given to reach all of Entra before it replaces one that works.'),
  })
  .refine(livesLongEnough, {
    path: ['validity'],
    message:
      'must be at least 7 days longer than renewBefore and overlap together, or every check would renew the secret',
  })
  .refine(({ deliverAfter }) => shortestMs(deliverAfter) <= shortestMs(days(1)), {
    path: ['deliverAfter'],
    message: 'must be at most P1D: Entra takes minutes',
  });

const adoptionSchema = z.strictObject({
  applicationId: z.guid('must be an application (client) id, for example 00000000-0000-0000-0000-000000000000'),
  removeSecrets: z.array(z.guid('must be the key id of a client secret')).max(20).readonly().default([]),
});

const teamsSchema = z
  .array(
    z.strictObject({
      team: z.string().trim().min(1, 'must not be empty').max(100, 'must have at most 100 characters'),
      group: z
        .string('must be the object id or the name of a group: a team without one would be given to everybody')
        .trim()
        .min(1, 'must be the object id or the name of a group: a team without one would be given to everybody')
        .max(256, 'must have at most 256 characters, the limit of Entra'),
    }),
  )
  .max(100, 'must be at most 100 teams')
  .refine((teams) => new Set(teams.map(({ team }) => team)).size === teams.length, 'must name each team once')
  .readonly();

const signInPolicySchema = z.strictObject({
  usernameClaim: z
    .enum(USERNAME_CLAIMS)
    .default(signIn.usernameClaim)
    .describe('The claim EspoCRM takes as user name.'),
  createUsers: z.boolean().default(signIn.createUsers).describe('Whether EspoCRM makes a user at the first sign-in.'),
  syncUsers: z.boolean().default(signIn.syncUsers).describe('Whether EspoCRM takes over name and email address.'),
  allowAdminUsers: z.boolean().default(signIn.allowAdminUsers).describe('Whether administrators may use it too.'),
  userNameLength: z
    .int('must be a whole number')
    .min(50, 'must be at least 50, as in EspoCRM itself')
    .max(255, 'must be at most 255')
    .optional()
    .describe('How many characters of a user name EspoCRM is to keep at least; left out, its limit is not touched.'),
  espocrmTwoFactor: z
    .enum(ESPOCRM_TWO_FACTOR)
    .default(signIn.espocrmTwoFactor)
    .describe("What becomes of EspoCRM's own second factor."),
});

/** The body of `PUT /api/connections/{name}`; only `espocrmUrl` is required. */
export const connectionBodySchema = z
  .strictObject({
    espocrmUrl: espocrmUrlSchema.describe('Address of EspoCRM, https, the same as its Site URL.'),
    portal: z
      .string()
      .regex(
        /^[A-Za-z0-9-]{1,36}$/,
        'must be the id of a portal, the last part of its address in Administration > Portals',
      )
      .optional()
      .describe('Id of the portal people sign in to; left out, it is EspoCRM itself.'),
    displayName: z
      .string()
      .min(1, 'must not be empty')
      .max(120, 'must have at most 120 characters, the limit of Entra')
      .optional()
      .describe('What users see when Entra asks them to sign in; `EspoCRM (<name>)` when left out.'),
    adopt: adoptionSchema.optional().describe('An existing app registration to use instead of a new one.'),
    teams: teamsSchema.optional().describe('EspoCRM teams by Entra group; left out, team settings are not touched.'),
    groupClaims: z
      .enum(GROUP_CLAIMS)
      .optional()
      .describe(
        'Groups in the token: those assigned to the registration (default), or all security groups, of which 200 fit.',
      ),
    secret: secretPolicySchema.default({ ...secret }),
    signIn: signInPolicySchema.default({ ...signIn }),
  })
  .refine(({ portal, teams }) => portal === undefined || teams === undefined, {
    path: ['teams'],
    message: 'must be left out for a portal: EspoCRM knows no teams there',
  });

export type ConnectionBody = z.input<typeof connectionBodySchema>;

/** A checked body becomes what is wanted. */
export function toSpec(name: ConnectionName, body: z.output<typeof connectionBodySchema>): ConnectionSpec {
  return { name, ...body, displayName: body.displayName ?? (body.adopt ? undefined : `EspoCRM (${name})`) };
}

/** What is wanted, as it was asked for. */
export function toBody(spec: ConnectionSpec): ConnectionBody {
  const { espocrmUrl, portal, displayName, adopt, teams, groupClaims, secret, signIn } = spec;
  return z.encode(connectionBodySchema, { espocrmUrl, portal, displayName, adopt, teams, groupClaims, secret, signIn });
}

export const connectionNameSchema = z
  .string()
  .max(40, 'must have at most 40 characters')
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    'must consist of small letters, digits and hyphens, and begin and end with a letter or digit',
  );
