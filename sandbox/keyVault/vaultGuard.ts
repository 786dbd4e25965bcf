/** What stands before every vault operation: the challenge, the token, the API version, the caller's rights, the limit. */
import * as z from 'zod';
import type { Meter } from '../kit/allowance';
import type { Caller, SimRequest, VerifyToken } from '../kit/simulator';
import type { World } from '../kit/world';
import { badParameter, forbiddenByRbac, throttled, unauthorized } from './vaultRefusal';

/** Data actions as Azure RBAC names them, without `Microsoft.KeyVault/vaults/secrets/`. */
export type SecretAction =
  | 'getSecret'
  | 'setSecret'
  | 'update'
  | 'readMetadata'
  | 'delete'
  | 'recover'
  | 'purge'
  | 'backup'
  | 'restore';

const actionOf: ReadonlyMap<string, SecretAction> = new Map([
  ['setSecret', 'setSecret'],
  ['getSecret', 'getSecret'],
  ['updateSecret', 'update'],
  ['listSecrets', 'readMetadata'],
  ['listSecretVersions', 'readMetadata'],
  ['deleteSecret', 'delete'],
  ['getDeletedSecret', 'readMetadata'],
  ['listDeletedSecrets', 'readMetadata'],
  ['recoverDeletedSecret', 'recover'],
  ['purgeDeletedSecret', 'purge'],
  ['backupSecret', 'backup'],
  ['restoreSecret', 'restore'],
]);

const KNOWN_VERSIONS = ['7.0', '7.1', '7.2', '7.3', '7.4', '7.5', '7.6', '2025-07-01', '2026-04-01'];

export interface VaultGuardOptions {
  readonly name: string;
  readonly authority: () => string;
  readonly resource: string;
  readonly resourceId: string;
  readonly verify: VerifyToken;
  readonly revoked: ReadonlySet<SecretAction>;
  readonly transactions: Meter;
}

const claims = z.object({ aud: z.string().optional(), iss: z.string().optional(), exp: z.number().optional() });

/** What a token says of itself, unverified: only to tell its bearer what is wrong with it. */
function claimsOf(authorization: string): z.infer<typeof claims> {
  try {
    const payload = authorization.split('.')[1] ?? '';
    return claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  } catch {
    return {};
  }
}

/** Rejects with a refusal, or resolves and lets the operation go on. */
export type VaultGuard = (request: SimRequest, operation: string) => Promise<void>;

export function createVaultGuard({ clock }: World, options: VaultGuardOptions): VaultGuard {
  const { name: vault, authority, resource, resourceId, verify, revoked, transactions } = options;
  const tenant = () => authority().split('/').at(-1) ?? '';
  const issuer = () => `https://sts.windows.net/${tenant()}/`;
  const challenged = (message: string) =>
    unauthorized(message, `Bearer authorization="${authority()}", resource="${resource}"`);

  function refusedToken(authorization: string) {
    const { aud, iss, exp } = claimsOf(authorization);
    if (aud !== undefined && aud !== resource)
      return challenged(`AKV10022: Invalid audience. Expected ${resource}, found: ${aud}.`);
    if (iss !== undefined && !iss.includes(tenant()))
      return challenged(`AKV10032: Invalid issuer. Expected one of ${issuer()}, found ${iss}.`);
    if (exp !== undefined && exp * 1000 <= clock.now().getTime())
      return challenged("[TokenExpired] Error validating token: 'S2S12086'.");
    return challenged('AKV10046: Unable to resolve the key used for signature validation.');
  }

  function refusedAction(action: SecretAction, { path }: SimRequest, caller: Caller) {
    const name = /^\/(deleted)?secrets\/([^/]+)/.exec(path)?.[2];
    return forbiddenByRbac({
      ...caller,
      issuer: issuer(),
      dataAction: action === 'delete' ? 'delete' : `${action}/action`,
      resource: `${resourceId.toLowerCase()}${name ? `/secrets/${name}` : ''}`,
      vault,
    });
  }

  return async (request, operation) => {
    const { authorization } = request.headers;
    // Clients send their first request without token and body, so the body is not looked at before this.
    if (!authorization) throw challenged('AKV10000: Request is missing a Bearer or PoP token.');
    const caller = await verify(authorization, resource);
    if (!caller) throw refusedToken(authorization);
    const version = request.query.get('api-version') ?? '';
    if (!KNOWN_VERSIONS.includes(version))
      throw badParameter(
        `The specified version (${version}) is not recognized. Consider using the latest supported version (${KNOWN_VERSIONS.at(-1)}).`,
      );
    const action = actionOf.get(operation);
    if (action && revoked.has(action)) throw refusedAction(action, request, caller);
    // What is refused does not count (service-limits.md).
    if (transactions.waitMs(1) > 0) throw throttled();
    transactions.use(1);
  };
}
