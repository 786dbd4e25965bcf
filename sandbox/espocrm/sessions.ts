/** PHP sessions, which keep the PKCE verifier of version 10 between showing the sign-in and redeeming its code. */
import type { Random } from '../kit/random';
import type { SimRequest } from '../kit/simulator';
import { cookieOf } from './credentials';

const COOKIE = 'PHPSESSID';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

export interface Sessions {
  /** Keeps a new verifier; the cookie is undefined when the client already has one. */
  start(request: SimRequest): { readonly verifier: string; readonly cookie: string | undefined };
  /** Undefined for a client that dropped the cookie. */
  verifierOf(request: SimRequest): string | undefined;
}

export function createSessions(random: Random): Sessions {
  const verifiers = new Map<string, string>();
  return {
    start(request) {
      const known = cookieOf(request, COOKIE);
      const id = known ?? random.text(26, LETTERS);
      const verifier = random.text(64, LETTERS);
      verifiers.set(id, verifier);
      return { verifier, cookie: known === undefined ? `${COOKIE}=${id}; path=/; HttpOnly; SameSite=Lax` : undefined };
    },
    verifierOf: (request) => verifiers.get(cookieOf(request, COOKIE) ?? ''),
  };
}
