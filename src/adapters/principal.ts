/** Who this app's identity is, as its own token says. */
import * as z from 'zod';
import { Failure } from '../core/failure';

const claimsSchema = z.object({ oid: z.guid() });

/**
 * The object id in an access token. Its signature need not be checked: the token came from the identity service just now
 * and only tells us our own name. Throws a Failure when it holds none.
 */
export function principalOf(token: string): string {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    return claimsSchema.parse(JSON.parse(payload)).oid;
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
