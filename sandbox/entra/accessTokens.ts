/** Access tokens: how they are made, and what one that comes back is worth. */
import { errors } from 'jose';
import * as z from 'zod';
import type { Caller } from '../kit/simulator';
import type { World } from '../kit/world';
import type { Directory } from './directory';
import type { SigningKeys } from './signingKeys';

export interface AccessTokenOrder {
  readonly kind: 'app' | 'user';
  /** The principal or the person, and the app the token is for. */
  readonly caller: Caller;
  readonly audience: string;
  readonly lifetimeSeconds: number;
}

export interface IssuedToken {
  readonly token: string;
  readonly expiresOn: Date;
}

export type TokenVerdict =
  | { readonly kind: 'good'; readonly caller: Caller }
  | { readonly kind: 'refused'; readonly why: 'missing' | 'malformed' | 'expired' | 'audience' };

export interface AccessTokens {
  issue(order: AccessTokenOrder): Promise<IssuedToken>;
  judge(authorization: string | undefined, audiences: readonly string[]): Promise<TokenVerdict>;
}

const claimsSchema = z.object({ aud: z.string(), oid: z.string(), appid: z.string(), exp: z.number() });
type Claims = z.infer<typeof claimsSchema>;

const seconds = (date: Date) => Math.floor(date.getTime() / 1000);

export function createAccessTokens(
  { clock, random }: World,
  { tenantId, principals, settings }: Directory,
  keys: SigningKeys,
): AccessTokens {
  // Tokens for Graph and Key Vault are version 1 tokens, with the issuer of that time.
  const issuer = `https://sts.windows.net/${tenantId}/`;
  const refused = (why: 'missing' | 'malformed' | 'expired' | 'audience') => ({ kind: 'refused', why }) as const;
  /** What was found good once, which only time can change. */
  const verified = new Map<string, Claims>();
  async function claimsOf(token: string): Promise<Claims> {
    const known = verified.get(token);
    if (known && known.exp > seconds(clock.now())) return known;
    const claims = claimsSchema.parse(await keys.verify(token, issuer, clock.now()));
    verified.set(token, claims);
    return claims;
  }
  return {
    async issue({ kind, caller, audience, lifetimeSeconds }) {
      const iat = seconds(clock.now());
      const exp = iat + lifetimeSeconds;
      const roles = principals.has(caller.oid) ? [...settings.roles] : [];
      const token = await keys.sign({
        aud: audience,
        iss: issuer,
        iat,
        nbf: iat,
        exp,
        appid: caller.appId,
        idtyp: kind,
        oid: caller.oid,
        ...(roles.length > 0 && { roles }),
        sub: caller.oid,
        tid: tenantId,
        uti: random.text(22, 'abcdefghijklmnopqrstuvwxyz0123456789'),
        ver: '1.0',
      });
      return { token, expiresOn: new Date(exp * 1000) };
    },
    async judge(authorization, audiences) {
      const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined) return refused('missing');
      try {
        const { aud, oid, appid } = await claimsOf(token);
        return audiences.includes(aud) ? { kind: 'good', caller: { oid, appId: appid } } : refused('audience');
      } catch (error) {
        return refused(error instanceof errors.JWTExpired ? 'expired' : 'malformed');
      }
    },
  };
}
