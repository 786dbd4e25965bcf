/** The sign-in page without the page: names the person, and sends the browser back to the app with a code. */
import type { SimRequest, SimResponse } from '../kit/simulator';
import type { AuthorizationCodes, SignIn } from './authorizationCodes';
import type { Directory } from './directory';
import { stsRefusals } from './stsRefusal';

function challengeOf(query: URLSearchParams): SignIn['challenge'] {
  const value = query.get('code_challenge');
  if (value === null) return undefined;
  return { value, method: query.get('code_challenge_method') === 'S256' ? 'S256' : 'plain' };
}

export function authorize({ query }: SimRequest, directory: Directory, codes: AuthorizationCodes): SimResponse {
  const { tenantId, settings } = directory;
  const needed = (name: string) => {
    const value = query.get(name);
    if (!value) throw stsRefusals.missingParameter(name);
    return value;
  };
  const appId = needed('client_id');
  const application = directory.readApplication('appId', appId);
  if (!application) throw stsRefusals.unknownApplication(appId, tenantId);
  const redirectUri = needed('redirect_uri');
  if (!application.properties.web.redirectUris.includes(redirectUri))
    throw stsRefusals.unregisteredRedirectUri(redirectUri, appId);
  const responseType = needed('response_type');
  if (responseType !== 'code') throw stsRefusals.unsupportedResponseType(responseType);
  const name = query.get('login_hint') || settings.browserUser;
  const user = settings.users.find(({ userPrincipalName, mail }) => name === userPrincipalName || name === mail);
  if (!user) throw stsRefusals.unknownUser(name);

  const back = new URL(redirectUri);
  const code = codes.issue({
    appId,
    redirectUri,
    scopes: needed('scope').split(' '),
    nonce: query.get('nonce') ?? undefined,
    challenge: challengeOf(query),
    user,
  });
  back.searchParams.set('code', code);
  const state = query.get('state');
  if (state !== null) back.searchParams.set('state', state);
  return { status: 302, headers: { Location: back.href, 'Cache-Control': 'no-store, no-cache' } };
}
