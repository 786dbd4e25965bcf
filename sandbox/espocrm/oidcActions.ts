/** What the sign-in page needs to send a browser to the provider. */
import { createHash } from 'node:crypto';
import { type EspoAction, json } from './espoAction';
import type { EspoCrmVersion } from './espoCrmVersion';
import { crash, forbidden } from './espoRefusal';
import type { OidcConfig, SignInSetupOf } from './oidcConfig';
import type { Sessions } from './sessions';

const claimsOf = ({ groupClaim }: OidcConfig) =>
  groupClaim === undefined ? null : JSON.stringify({ id_token: { [groupClaim]: { essential: true } } });

export function createOidcActions(
  setupOf: SignInSetupOf,
  sessions: Sessions,
  version: EspoCrmVersion,
): readonly EspoAction[] {
  return [
    {
      operation: 'authorizationData',
      method: 'GET',
      path: 'Oidc/authorizationData',
      inPortals: true,
      open: true,
      handle({ request, portal }) {
        const { method, oidc } = setupOf(portal);
        if (method !== 'Oidc') throw forbidden();
        if (!oidc.clientId) throw crash('No client ID.');
        if (!oidc.authorizationEndpoint) throw crash('No authorization endpoint.');
        const session = oidc.pkce ? sessions.start(request) : undefined;
        const challenge = session && createHash('sha256').update(session.verifier).digest('base64url');
        const data = {
          clientId: oidc.clientId,
          endpoint: oidc.authorizationEndpoint,
          redirectUri: oidc.redirectUri,
          scopes: ['openid', ...oidc.scopes],
          claims: claimsOf(oidc),
          prompt: oidc.prompt,
          maxAge: oidc.maxAge,
          ...(version !== '9.2.7' && {
            codeChallenge: challenge ?? null,
            codeChallengeMethod: challenge === undefined ? null : 'S256',
          }),
        };
        return json(data, session?.cookie === undefined ? {} : { 'Set-Cookie': session.cookie });
      },
    },
  ];
}
