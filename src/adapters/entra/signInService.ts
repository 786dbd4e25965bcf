/** The tenant's sign-in service: its OIDC endpoints, and whether it accepts a client secret. */
import * as z from 'zod';
import { MADE_UP_CODE } from '../../core/decide/espocrmSettings';
import { Failure } from '../../core/failure';
import type { AppId } from '../../core/ids';
import type { OidcEndpoints } from '../../core/observation';
import { createSecret, type Secret } from '../../core/secret';
import type { SignInService } from '../../reconcile/ports';
import type { Http, HttpReply } from '../http/http';

export interface SignInServiceOptions {
  /** For example `https://login.microsoftonline.com`. */
  readonly authorityHost: string;
  readonly tenantId: string;
  /** The resource a proof asks a token for, for example `https://graph.microsoft.com`. */
  readonly graphUrl: string;
}

const discoverySchema = z.object({
  issuer: z.url(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
});

const errorSchema = z.object({ error_codes: z.array(z.number()) });
/** AADSTS numbers (Microsoft Entra authentication and authorization error codes). */
const WRONG_SECRET = 7000215;
const EXPIRED_SECRET = 7000222;
const UNKNOWN_APPLICATION = 700016;
const NO_SERVICE_PRINCIPAL = 7000229;
/** Of a registration made a moment ago Entra may say the last two, and of its secret the first: it is not accepted yet. */
const NOT_ACCEPTED = [WRONG_SECRET, EXPIRED_SECRET, UNKNOWN_APPLICATION, NO_SERVICE_PRINCIPAL];

export function createSignInService(options: SignInServiceOptions, http: Http): SignInService {
  const { authorityHost, tenantId, graphUrl } = options;
  let known: Promise<OidcEndpoints> | undefined;

  async function discover(): Promise<OidcEndpoints> {
    const operation = 'read the OpenID configuration';
    const url = `${authorityHost}/${tenantId}/v2.0/.well-known/openid-configuration`;
    const reply = await http({ system: 'Entra', operation, method: 'GET', url });
    const parsed = discoverySchema.safeParse(reply.json);
    if (!parsed.success) throw unexpected(operation, reply, 'Check AZURE_TENANT_ID and the cloud.');
    const { issuer, authorization_endpoint, token_endpoint, jwks_uri } = parsed.data;
    // EspoCRM does not compare the issuer, so tenant-specific endpoints are the only check of the tenant.
    if (!issuer.includes(tenantId)) throw unexpected(operation, reply, 'The issuer is of another tenant.');
    return { authorization: authorization_endpoint, token: token_endpoint, jwks: jwks_uri };
  }

  async function endpoints(): Promise<OidcEndpoints> {
    known ??= discover().catch((error) => {
      known = undefined;
      throw error;
    });
    return known;
  }

  async function askForToken(operation: string, appId: AppId, secret: Secret, form: Record<string, string>) {
    const body = new URLSearchParams({ client_id: appId, client_secret: secret.reveal(), ...form });
    return http({ system: 'Entra', operation, method: 'POST', url: (await endpoints()).token, body });
  }

  return {
    endpoints,

    async accepts(appId, secret) {
      const operation = 'prove the client secret';
      const scope = `${graphUrl}/.default`;
      const reply = await askForToken(operation, appId, secret, { grant_type: 'client_credentials', scope });
      if (reply.status === 200) return true;
      const codes = codesOf(reply);
      if (codes.some((code) => NOT_ACCEPTED.includes(code))) return false;
      throw unexpected(operation, reply, 'Entra answered with an error that says nothing about the secret.', codes[0]);
    },
    async tellsSecretsApart(appId, secret, redirectUri) {
      const operation = 'redeem a made-up code';
      const form = { grant_type: 'authorization_code', code: MADE_UP_CODE, redirect_uri: redirectUri };
      const [good, wrong] = await Promise.all([
        askForToken(operation, appId, secret, form),
        askForToken(operation, appId, createSecret('not-the-secret'), form),
      ]);
      // EspoCRM shows its caller the difference between these two, and no other.
      return good.status === 400 && wrong.status === 401;
    },
  };
}

const codesOf = ({ json }: HttpReply): readonly number[] => errorSchema.safeParse(json).data?.error_codes ?? [];

function unexpected(operation: string, { status }: HttpReply, advice: string, code?: number): Failure {
  const retry = status >= 500 || status === 429 ? 'soon' : 'later';
  return new Failure({
    system: 'Entra',
    operation,
    code: code ? `AADSTS${code}` : 'unexpected-answer',
    status,
    retry,
    advice,
  });
}
