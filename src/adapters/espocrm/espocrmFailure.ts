/** What EspoCRM's refusals mean: the status alone does not say, the reason header and the body type do. */
import * as z from 'zod';
import { Failure, type FailureFacts, type Retry } from '../../core/failure';
import type { HttpReply } from '../http/http';

type Meaning = Pick<FailureFacts, 'code' | 'retry' | 'advice'>;

const validationSchema = z.object({
  messageTranslation: z.object({ data: z.object({ field: z.string(), type: z.string() }) }),
});

const meaning = (code: string, retry: Retry, advice: string): Meaning => ({ code, retry, advice });

/** Measured on EspoCRM 9.2.7 and 10.0.0. */
function meaningOf({ status, headers, json }: HttpReply): Meaning {
  if (status === 400) {
    const { field = 'a setting', type = 'unknown' } =
      validationSchema.safeParse(json).data?.messageTranslation.data ?? {};
    return meaning(
      'validationFailure',
      'never',
      `EspoCRM does not accept the value of ${field} (rule: ${type}); nothing was written.`,
    );
  }
  if (status === 401 && headers['x-status-reason'] === 'second-step-required')
    return meaning(
      'second-step-required',
      'never',
      'The administrator account has two-factor on; use an account of its own without it, with a long random password.',
    );
  if (status === 401)
    return meaning(
      'sign-in-refused',
      'never',
      "EspoCRM refuses the administrator's user name or password stored in Key Vault; store the right one there. The same one is tried once a minute at most, because EspoCRM bans addresses after ten failures in a minute.",
    );
  if (status === 403 && !(headers['content-type'] ?? '').startsWith('application/json'))
    return meaning(
      'address-refused',
      'later',
      'EspoCRM refuses the address this app calls from: after too many failed sign-ins from it, which passes in a minute, or because it is not in the list of allowed addresses (Administration > Authentication); then add it.',
    );
  if (status === 403)
    return meaning(
      'not-an-administrator',
      'never',
      'The account stored in Key Vault is not an EspoCRM administrator; only administrators may change settings.',
    );
  if (status === 503)
    return meaning(
      'maintenance-mode',
      'later',
      'EspoCRM, or the web server in front of it, is in maintenance mode. There is nothing to do while that is meant; otherwise end it there.',
    );
  if (status >= 300 && status < 400)
    return meaning(
      'redirected',
      'never',
      'The address redirects; provision the connection with the address EspoCRM itself answers at.',
    );
  if (status >= 500) return meaning('server-error', 'soon', 'EspoCRM has a fault of its own; its log says which.');
  return meaning('not-espocrm', 'never', 'Whatever answers at this address does not answer like EspoCRM.');
}

export function espocrmFailure(operation: string, reply: HttpReply): Failure {
  return new Failure({ system: 'EspoCRM', operation, status: reply.status, ...meaningOf(reply) });
}

/** The administrator's password no longer worked after a write; the write was undone. */
export const lockedOut = () =>
  new Failure({
    system: 'EspoCRM',
    operation: 'write the settings',
    code: 'administrator-locked-out',
    retry: 'never',
    advice:
      "After the change EspoCRM refused the administrator's password, so the change was undone. Look for overrides in data/config-override.php that switch the fallback login off.",
  });

/** EspoCRM answered 200 and holds something else. */
export const notKept = (fields: readonly string[]) =>
  new Failure({
    system: 'EspoCRM',
    operation: 'confirm the settings',
    code: 'write-not-kept',
    retry: 'soon',
    advice: `EspoCRM accepted the settings but shows other values for ${fields.join(', ')}: somebody saved at the same moment, or data/config-override.php overrides them.`,
  });
