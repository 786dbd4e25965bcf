/** Reads who a request claims to be; `Espo-Authorization` comes first, then an API key, then Basic, then the cookie. */
import type { SimRequest } from '../kit/simulator';
import { badCredentialsText } from './espoRefusal';

export type Credentials =
  /** The secret is a password, a token or a provider's code. */
  | { readonly kind: 'password'; readonly userName: string; readonly secret: string }
  | { readonly kind: 'apiKey'; readonly apiKey: string }
  /** The token of a browser's session, which names nobody. */
  | { readonly kind: 'cookie'; readonly secret: string };

export function cookieOf({ headers }: SimRequest, name: string): string | undefined {
  const pairs = (headers['cookie'] ?? '').split(';').map((pair) => pair.trim().split('='));
  const found = pairs.find(([key]) => key === name);
  return found?.slice(1).join('=');
}

/** Names and passwords are trimmed. */
function pairOf(base64: string): { userName: string; secret: string } | undefined {
  const text = Buffer.from(base64, 'base64').toString();
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  return { userName: text.slice(0, colon).trim(), secret: text.slice(colon + 1).trim() };
}

function passwordOf({ headers }: SimRequest): { userName: string; secret: string } | undefined {
  const own = headers['espo-authorization'];
  if (own !== undefined) {
    const pair = pairOf(own);
    if (!pair) throw badCredentialsText();
    return pair;
  }
  const basic = /^Basic\s+(.+)$/i.exec(headers['authorization'] ?? '')?.[1];
  const pair = basic === undefined ? undefined : pairOf(basic);
  return pair?.secret ? pair : undefined;
}

/** Undefined when the request claims nothing, as with `Bearer`, which EspoCRM does not know. */
export function credentialsOf(request: SimRequest): Credentials | undefined {
  const apiKey = request.headers['x-api-key'];
  if (request.headers['espo-authorization'] === undefined && apiKey !== undefined) return { kind: 'apiKey', apiKey };
  const pair = passwordOf(request);
  if (pair?.userName) return { kind: 'password', ...pair };
  const token = cookieOf(request, 'auth-token');
  return token ? { kind: 'cookie', secret: token } : undefined;
}
