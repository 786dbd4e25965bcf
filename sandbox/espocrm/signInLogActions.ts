/** The log of sign-ins as administrators read it: every attribute of a row whatever is selected, newest first, no writing. */
import type { Caller } from './authenticate';
import { type EspoAction, json, requireAdmin } from './espoAction';
import { forbidden, notFound } from './espoRefusal';
import { listed } from './recordQuery';
import type { SignInLog } from './signInLog';

export function createSignInLogActions(log: SignInLog): readonly EspoAction[] {
  const name = 'AuthLogRecord';
  const one = `${name}/(?<id>[^/]+)`;
  const admit = (caller: Caller) => requireAdmin(caller, `No access to '${name}'.`);
  const find = (id = '', wording = 'not found') => {
    const found = log.rows().find((row) => row.id === id);
    if (!found) throw notFound(`Record ${id} ${wording}.`);
    return found;
  };
  const refuse = ({ caller }: { readonly caller: Caller }) => {
    admit(caller);
    throw forbidden();
  };
  return [
    {
      operation: 'listSignIns',
      method: 'GET',
      path: name,
      handle({ caller, request }) {
        admit(caller);
        return json(
          listed(
            request,
            log.rows().map((row) => ({ ...row })),
            { by: 'requestTime', order: 'desc' },
          ),
        );
      },
    },
    {
      operation: 'getSignIn',
      method: 'GET',
      path: one,
      handle({ caller, params }) {
        admit(caller);
        return json(find(params['id'], 'does not exist'));
      },
    },
    { operation: 'createSignIn', method: 'POST', path: name, handle: refuse },
    { operation: 'putSignIn', method: 'PUT', path: one, handle: refuse },
    {
      operation: 'deleteSignIn',
      method: 'DELETE',
      path: one,
      handle({ caller, params }) {
        admit(caller);
        log.remove(find(params['id']).id);
        return json(true);
      },
    },
  ];
}
