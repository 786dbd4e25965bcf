/** The codes that a sign-in hands to the app, each good for one redemption within ten minutes. */
import { createHash, randomBytes } from 'node:crypto';
import type { World } from '../kit/world';
import type { SandboxUser } from './sandboxUser';
import { stsRefusals } from './stsRefusal';

export interface SignIn {
  readonly appId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly nonce: string | undefined;
  readonly challenge: { readonly method: 'S256' | 'plain'; readonly value: string } | undefined;
  readonly user: SandboxUser;
}

export interface Redemption {
  readonly appId: string;
  readonly code: string;
  readonly redirectUri: string;
  readonly verifier: string | undefined;
}

export interface AuthorizationCodes {
  issue(signIn: SignIn): string;
  /** Throws an StsRefusal. */
  redeem(redemption: Redemption): SignIn;
}

/** v2-oauth2-auth-code-flow.md: codes expire after about 10 minutes. */
const LIFETIME_MS = 10 * 60_000;

interface Issued {
  readonly signIn: SignIn;
  readonly until: number;
  redeemed: boolean;
}

function proves({ challenge }: SignIn, verifier: string | undefined): boolean {
  if (!challenge) return true;
  if (verifier === undefined) return false;
  const value = challenge.method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');
  return value === challenge.value;
}

export function createAuthorizationCodes({ clock }: World): AuthorizationCodes {
  const issued = new Map<string, Issued>();
  return {
    issue(signIn) {
      const code = `1.A${randomBytes(60).toString('base64url')}`;
      issued.set(code, { signIn, until: clock.now().getTime() + LIFETIME_MS, redeemed: false });
      return code;
    },
    redeem({ appId, code, redirectUri, verifier }) {
      const found = issued.get(code);
      if (!found) throw stsRefusals.madeUpCode();
      if (found.signIn.appId !== appId) throw stsRefusals.foreignCode();
      if (found.redeemed) throw stsRefusals.redeemedCode();
      if (clock.now().getTime() >= found.until) throw stsRefusals.expiredCode();
      if (found.signIn.redirectUri !== redirectUri) throw stsRefusals.otherRedirectUri();
      if (!proves(found.signIn, verifier)) throw stsRefusals.wrongVerifier();
      found.redeemed = true;
      return found.signIn;
    },
  };
}
