/** Users, as administrators keep them through the API. */
import * as z from 'zod';
import type { Caller } from './authenticate';
import { type Call, type EspoAction, json, requireAdmin } from './espoAction';
import { conflict, invalidField, notFound } from './espoRefusal';
import { listed } from './recordQuery';
import type { Records } from './records';
import type { UserRecord } from './users';
import { userView } from './userView';

const text = z.string().nullable().exactOptional();

/** Of what can be sent, what the simulator keeps; anything else is dropped. */
const changeSchema = z.object({
  userName: z.string().exactOptional(),
  type: z.enum(['admin', 'regular', 'api', 'portal']).exactOptional(),
  isActive: z.boolean().exactOptional(),
  password: z.string().trim().exactOptional(),
  firstName: text,
  lastName: text,
  emailAddress: text,
  phoneNumber: text,
  teamIds: z.array(z.string()).exactOptional(),
  portalIds: z.array(z.string()).exactOptional(),
});

/** The API's names of lists differ from the simulator's. */
function changeOf(body: Call['body']) {
  const { teamsIds, portalsIds, ...rest } = body;
  const lists = {
    ...(teamsIds !== undefined && { teamIds: teamsIds }),
    ...(portalsIds !== undefined && { portalIds: portalsIds }),
  };
  const parsed = changeSchema.safeParse({ ...rest, ...lists });
  if (parsed.success) return parsed.data;
  const field = String(parsed.error.issues[0]?.path[0]);
  throw invalidField('User', { field, type: 'valid' });
}

export function createUserActions(records: Records): readonly EspoAction[] {
  const { users } = records;
  const one = 'User/(?<id>[^/]+)';
  const view = (user: UserRecord) => json(userView(user, records));
  const admit = (caller: Caller) => requireAdmin(caller, "No access to 'User'.");
  const find = (id = '', wording = 'not found') => {
    const found = users.all.get(id);
    if (!found) throw notFound(`Record ${id} ${wording}.`);
    return found;
  };
  const nameIsFree = (userName: string, id?: string) => {
    const holder = users.byName(userName);
    if (holder && holder.id !== id) throw conflict('userNameExists');
  };

  return [
    {
      operation: 'listUsers',
      method: 'GET',
      path: 'User',
      handle({ caller, request }) {
        admit(caller);
        return json(
          listed(
            request,
            [...users.all.values()].map((user) => userView(user, records)),
          ),
        );
      },
    },
    {
      operation: 'createUser',
      method: 'POST',
      path: 'User',
      handle({ caller, body }) {
        admit(caller);
        const { userName, type = 'regular', ...rest } = changeOf(body);
        if (!userName) throw invalidField('User', { field: 'userName', type: 'required' });
        nameIsFree(userName);
        return view(users.add({ userName, type, ...rest }));
      },
    },
    {
      operation: 'getUser',
      method: 'GET',
      path: one,
      handle({ caller, params }) {
        admit(caller);
        return view(find(params['id'], 'does not exist'));
      },
    },
    {
      operation: 'putUser',
      method: 'PUT',
      path: one,
      handle({ caller, params, body }) {
        admit(caller);
        const user = find(params['id']);
        const { password, ...change } = changeOf(body);
        if (change.userName) nameIsFree(change.userName, user.id);
        Object.assign(user, change);
        if (password !== undefined) users.setPassword(user, password);
        return view(user);
      },
    },
    {
      operation: 'deleteUser',
      method: 'DELETE',
      path: one,
      handle({ caller, params }) {
        admit(caller);
        users.all.delete(find(params['id']).id);
        return json(true);
      },
    },
  ];
}
