/** EspoCRM as anybody meets it who is about to sign in: no request here carries credentials of ours. */
import * as z from 'zod';
import { MADE_UP_CODE } from '../../core/decide/espocrmSettings';
import type { HeldSecret, OfferedSignIn, SignInTarget } from '../../core/observation';
import type { Http } from '../http/http';

const offerSchema = z.object({
  clientId: z.string(),
  endpoint: z.string(),
  redirectUri: z.string(),
  scopes: z.array(z.string()),
  claims: z.string().nullable(),
  prompt: z.string().nullable(),
  maxAge: z.number().nullable(),
});

export function createEspoCrmSignIn({ espocrmUrl, portal }: SignInTarget, http: Http) {
  const api = portal === undefined ? `${espocrmUrl}/api/v1` : `${espocrmUrl}/api/v1/portal-access/${portal}`;
  const get = (operation: string, path: string, headers: Record<string, string> = {}) =>
    http({ system: 'EspoCRM', operation, method: 'GET', url: `${api}/${path}`, headers });
  return {
    /** What EspoCRM tells anybody; undefined when its method is another, or something of it is missing. */
    async readOffer(): Promise<OfferedSignIn | undefined> {
      const { json } = await get('read what it offers', 'Oidc/authorizationData');
      return offerSchema.optional().catch(undefined).parse(json);
    },
    /**
     * With a made-up code: EspoCRM answers 500 when Entra says that the code is bad, and 401 when Entra refuses EspoCRM
     * itself, or cannot be reached (measured on 9.2.7 and 10.0.0).
     */
    async trySignIn(): Promise<HeldSecret> {
      const headers = { 'Espo-Authorization': Buffer.from(`**oidc:${MADE_UP_CODE}`).toString('base64') };
      const { status } = await get('try a sign-in', 'App/user', headers);
      if (status === 500) return 'accepted';
      return status === 401 ? 'refused' : 'unknown';
    },
  };
}
