/** What a member of staff does in a browser: opens EspoCRM, signs in at Entra, comes back with a code. */
import https from 'node:https';
import axios from 'axios';
import * as z from 'zod';

export type SignIn =
  | { readonly kind: 'signedIn'; readonly userName: string }
  | { readonly kind: 'refused'; readonly by: 'Entra' | 'EspoCRM'; readonly status: number; readonly reason: string };

/** Opens EspoCRM at `espocrmUrl`, or its portal with that id, and signs in as the user with that principal name. Cookies live for one sign-in. */
export type Browser = (espocrmUrl: string, userPrincipalName: string, portalId?: string) => Promise<SignIn>;

const authorizationSchema = z.object({
  endpoint: z.url(),
  clientId: z.string(),
  redirectUri: z.url(),
  scopes: z.array(z.string()),
  prompt: z.string().nullish(),
  codeChallenge: z.string().nullish(),
  codeChallengeMethod: z.string().nullish(),
});
type Authorization = z.infer<typeof authorizationSchema>;
const userSchema = z.object({ user: z.object({ userName: z.string() }) });

/** `ca`: PEM of the authority that signs the sandbox's certificates. */
export function createBrowser(ca: string): Browser {
  const client = axios.create({
    httpsAgent: new https.Agent({ ca }),
    maxRedirects: 0,
    proxy: false,
    validateStatus: () => true,
  });

  const authorizeUrl = (data: Authorization, nonce: string, user: string) => {
    const url = new URL(data.endpoint);
    const { clientId, redirectUri, scopes, prompt, codeChallenge, codeChallengeMethod } = data;
    const query = {
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: scopes.join(' '),
      state: 'sandbox',
      nonce,
      login_hint: user,
      ...(prompt && { prompt }),
      ...(codeChallenge && { code_challenge: codeChallenge, code_challenge_method: codeChallengeMethod ?? 'S256' }),
    };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url.href;
  };

  return async (espocrmUrl, user, portalId) => {
    const api = `${espocrmUrl}/api/v1${portalId === undefined ? '' : `/portal-access/${portalId}`}`;
    const opened = await client.get<unknown>(`${api}/Oidc/authorizationData`);
    const reasonOf = (headers: object) =>
      z.object({ 'x-status-reason': z.string() }).safeParse(headers).data?.['x-status-reason'] ?? '';
    const data = authorizationSchema.safeParse(opened.data);
    if (!data.success)
      return { kind: 'refused', by: 'EspoCRM', status: opened.status, reason: reasonOf(opened.headers) };
    const cookie = (opened.headers['set-cookie'] ?? []).map((each) => each.split(';')[0]).join('; ');
    const nonce = 'sandbox-nonce';

    const returned = await client.get<unknown>(authorizeUrl(data.data, nonce, user));
    const location: unknown = returned.headers['location'];
    const code = typeof location === 'string' ? new URL(location).searchParams.get('code') : null;
    if (!code) {
      const number = /AADSTS\d+/.exec(String(returned.data ?? '') + String(location ?? ''));
      return { kind: 'refused', by: 'Entra', status: returned.status, reason: number?.[0] ?? '' };
    }
    const answer = await client.get<unknown>(`${api}/App/user`, {
      headers: {
        'Espo-Authorization': Buffer.from(`**oidc:${code}`).toString('base64'),
        'X-Oidc-Authorization-Nonce': nonce,
        ...(cookie && { Cookie: cookie }),
      },
    });
    const signedIn = userSchema.safeParse(answer.data);
    return signedIn.success
      ? { kind: 'signedIn', userName: signedIn.data.user.userName }
      : { kind: 'refused', by: 'EspoCRM', status: answer.status, reason: reasonOf(answer.headers) };
  };
}
