/** Judges ID tokens: dates with four minutes of leeway, audience, signature; of the issuer only that there is one. */
import { createHmac, createPublicKey, verify } from 'node:crypto';
import * as z from 'zod';
import { SignInCrash } from './espoRefusal';
import type { OidcConfig } from './oidcConfig';
import type { SigningKeys } from './signingKeys';

/** EspoCRM source, Jwt/Validator.php. */
const LEEWAY_SECONDS = 240;

const headerSchema = z.looseObject({ alg: z.string(), kid: z.string().optional() });
const claimsSchema = z.looseObject({
  exp: z.number().optional(),
  nbf: z.number().optional(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  sub: z.string().optional(),
  iss: z.string().optional(),
  nonce: z.string().optional(),
});

export type Claims = Readonly<z.infer<typeof claimsSchema>>;

interface Token {
  readonly header: z.infer<typeof headerSchema>;
  readonly claims: Claims;
  readonly signed: Buffer;
  readonly signature: Buffer;
}

function parse(raw: string): Token {
  const [head = '', body = '', signature = '', ...more] = raw.split('.');
  const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
  try {
    if (more.length > 0) throw new SyntaxError('Too many parts.');
    return {
      header: headerSchema.parse(decode(head)),
      claims: claimsSchema.parse(decode(body)),
      signed: Buffer.from(`${head}.${body}`),
      signature: Buffer.from(signature, 'base64url'),
    };
  } catch {
    throw new SignInCrash('JWT parsing error.');
  }
}

function fieldsAreGood({ exp, nbf, aud = [], sub, iss }: Claims, clientId: string, at: Date): boolean {
  const now = Math.floor(at.getTime() / 1000);
  const inTime = (!exp || exp + LEEWAY_SECONDS > now) && (!nbf || now >= nbf - LEEWAY_SECONDS);
  return inTime && [aud].flat().includes(clientId) && Boolean(sub) && Boolean(iss);
}

async function isSigned(token: Token, oidc: OidcConfig, keys: SigningKeys): Promise<boolean> {
  const { header, signed, signature } = token;
  if (!oidc.algorithms.includes(header.alg)) return false;
  const hash = `sha${header.alg.slice(2)}`;
  if (header.alg.startsWith('HS'))
    return createHmac(hash, oidc.clientSecret ?? '')
      .update(signed)
      .digest()
      .equals(signature);
  const key = (await keys.get(oidc)).find(({ kid }) => kid === header.kid);
  return key !== undefined && verify(hash, signed, createPublicKey({ key, format: 'jwk' }), signature);
}

/** The claims of a good token; undefined for one that is refused. A text that is no token at all is an error. */
export async function judgeIdToken(
  raw: string,
  oidc: OidcConfig,
  keys: SigningKeys,
  at: Date,
): Promise<Claims | undefined> {
  const token = parse(raw);
  const good = fieldsAreGood(token.claims, oidc.clientId ?? '', at) && (await isSigned(token, oidc, keys));
  return good ? token.claims : undefined;
}
