/** The keys Entra signs its tokens with, and how a signature is checked. */
import { createHash } from 'node:crypto';
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, jwtVerify, SignJWT } from 'jose';

/** As published: no `alg`, unlike with most providers (awslabs/aws-jwt-verify issue 6). */
export interface PublishedKey {
  readonly kty: 'RSA';
  readonly use: 'sig';
  readonly kid: string;
  readonly x5t: string;
  readonly n: string;
  readonly e: string;
}

export interface SigningKeys {
  sign(claims: JWTPayload): Promise<string>;
  /** Rejects with jose's errors. */
  verify(token: string, issuer: string, now: Date): Promise<JWTPayload>;
  published(): readonly PublishedKey[];
  rotate(): Promise<void>;
}

async function makeKey() {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const { n = '', e = '' } = await exportJWK(publicKey);
  const kid = createHash('sha1').update(n).digest('base64url');
  const published: PublishedKey = { kty: 'RSA', use: 'sig', kid, x5t: kid, n, e };
  return { privateKey, published };
}

/** Shared by all tenants of a process, because a key takes a tenth of a second to make; the issuer keeps them apart. */
let firstKey: ReturnType<typeof makeKey> | undefined;

export async function createSigningKeys(): Promise<SigningKeys> {
  firstKey ??= makeKey();
  let current = await firstKey;
  const published = [current.published];
  return {
    sign: (claims) => {
      const { kid, x5t } = current.published;
      return new SignJWT(claims).setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid, x5t }).sign(current.privateKey);
    },
    async verify(token, issuer, now) {
      const keys = createLocalJWKSet({ keys: published.map((key) => ({ ...key })) });
      const { payload } = await jwtVerify(token, keys, { issuer, currentDate: now, algorithms: ['RS256'] });
      return payload;
    },
    published: () => published,
    async rotate() {
      current = await makeKey();
      published.push(current.published);
    },
  };
}
