/** Who this app's identity is, as its own token says. */
import * as z from 'zod';
import { Failure } from '../../core/failure';

/** `appid` in tokens of version 1, `azp` in those of version 2 (Microsoft identity platform, Access token claims reference). */
const claimsSchema = z.object({ oid: z.guid(), appid: z.guid().optional(), azp: z.guid().optional() });

export interface OwnPrincipal {
  /** Object id of the service principal. */
  readonly oid: string;
  /** Application (client) id; undefined when the token does not name it. */
  readonly appId: string | undefined;
}

/**
 * Object id and client id in an access token. Its signature need not be checked: the token came from the identity service just now
 * and only tells us our own name. Throws a Failure when it holds no object id.
 */
export function principalOf(token: string): OwnPrincipal {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    const { oid, appid, azp } = claimsSchema.parse(JSON.parse(payload));
    return { oid, appId: appid ?? azp };
  } catch {
    throw new Failure({
      system: 'Managed identity',
      operation: 'read the own object id',
      code: 'no-oid-claim',
      retry: 'later',
      advice: "The token of this app's identity does not name its object id, so ownership cannot be checked.",
    });
  }
}
