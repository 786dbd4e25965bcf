/** Signs a user in with a code: redeems it at the provider, judges the ID token, finds or makes the user. */
import * as z from 'zod';
import type { SimRequest } from '../kit/simulator';
import type { World } from '../kit/world';
import { userOfClaims } from './claimsSync';
import { SignInCrash } from './espoRefusal';
import { judgeIdToken } from './idToken';
import type { OidcConfig } from './oidcConfig';
import type { ProviderClient } from './providerClient';
import type { EntityRecord, Records } from './records';
import type { Sessions } from './sessions';
import type { SigningKeys } from './signingKeys';
import type { UserRecord } from './users';

export interface OidcSignInDeps {
  readonly world: World;
  readonly records: Records;
  readonly client: ProviderClient;
  readonly keys: SigningKeys;
  readonly sessions: Sessions;
}

/** Undefined: refused. Throws where EspoCRM does, which ends in a 500. */
export type OidcSignIn = (
  code: string,
  oidc: OidcConfig,
  request: SimRequest,
  portal: EntityRecord | undefined,
) => Promise<UserRecord | undefined>;

const tokensSchema = z.object({ id_token: z.string().min(1), access_token: z.string().optional() });
const userInfoSchema = z.record(z.string(), z.unknown());

function read<Out>(schema: z.ZodType<Out>, text: string, complaint?: string): Out {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new SignInCrash(complaint);
  }
}

export function createOidcSignIn({ world, records, client, keys, sessions }: OidcSignInDeps): OidcSignIn {
  /** A provider that says 401 or nothing at all means no; one that says 400 or nonsense is an error. */
  const redeem = async (code: string, oidc: OidcConfig, request: SimRequest) => {
    const { tokenEndpoint, clientId, clientSecret, redirectUri } = oidc;
    if (!tokenEndpoint) throw new SignInCrash('No token endpoint.');
    if (!clientId) throw new SignInCrash('No client ID.');
    if (!clientSecret) throw new SignInCrash('No client secret.');
    const verifier = oidc.pkce ? sessions.verifierOf(request) : undefined;
    const answer = await client.post(tokenEndpoint, {
      grant_type: 'authorization_code',
      client_id: clientId,
      client_secret: clientSecret,
      code,
      redirect_uri: redirectUri,
      ...(verifier !== undefined && { code_verifier: verifier }),
    });
    if (answer.kind === 'failed') return undefined;
    if (answer.status === 400) throw new SignInCrash();
    if (answer.status > 400 && answer.status < 500) return undefined;
    return read(tokensSchema, answer.text);
  };

  const userInfo = async ({ userInfoEndpoint }: OidcConfig, accessToken: string | undefined) => {
    if (!userInfoEndpoint) return {};
    if (!accessToken) throw new SignInCrash('OIDC: No access token received.');
    const answer = await client.get(userInfoEndpoint, accessToken);
    if (answer.kind === 'failed' || (answer.status >= 400 && answer.status < 500))
      throw new SignInCrash('OIDC: Userinfo request error.');
    return read(userInfoSchema, answer.text, 'OIDC: Bad userinfo response.');
  };

  return async (code, oidc, request, portal) => {
    const tokens = await redeem(code, oidc, request);
    if (!tokens) return undefined;
    const claims = await judgeIdToken(tokens.id_token, oidc, keys, world.clock.now());
    if (!claims) return undefined;
    const nonce = request.headers['x-oidc-authorization-nonce'];
    if (nonce && nonce !== claims.nonce) return undefined;
    const more = await userInfo(oidc, tokens.access_token);
    return userOfClaims({ ...more, ...claims }, oidc, records, portal);
  };
}
