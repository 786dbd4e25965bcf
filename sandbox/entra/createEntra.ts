/** Entra ID as its clients see it: the token service with OpenID Connect sign-in, and Microsoft Graph. */
import type { World } from '../kit/world';
import { createAccessTokens } from './accessTokens';
import { createAuthorizationCodes } from './authorizationCodes';
import { createControls } from './createControls';
import { createGraph } from './createGraph';
import { createSts } from './createSts';
import { createDirectory } from './directory';
import type { Entra, EntraOptions } from './entra';
import { createSigningKeys } from './signingKeys';

const DAY_SECONDS = 24 * 3600;

export async function createEntra(world: World, options: EntraOptions): Promise<Entra> {
  const { stsUrl, graphUrl } = options;
  const directory = createDirectory(world, options);
  const keys = await createSigningKeys();
  const tokens = createAccessTokens(world, directory, keys);
  const codes = createAuthorizationCodes(world);
  return {
    sts: createSts({ world, directory, keys, tokens, codes, stsUrl, graphUrl }),
    graph: createGraph({ world, directory, tokens, stsUrl, graphUrl }),
    async verify(authorization, audience) {
      const verdict = await tokens.judge(authorization, [audience]);
      return verdict.kind === 'good' ? verdict.caller : undefined;
    },
    issueToken({ principal, audience, lifetimeSeconds = DAY_SECONDS }) {
      directory.principals.set(principal.oid, principal);
      return tokens.issue({ kind: 'app', caller: principal, audience, lifetimeSeconds });
    },
    controls: createControls(world, directory, keys),
  };
}
