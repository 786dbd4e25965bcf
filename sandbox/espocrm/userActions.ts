/** Users, as administrators keep them through the API, and the passwords they give them. */
import * as z from 'zod';
import type { Caller } from './authenticate';
import type { ConfigStore } from './configStore';
import { type Call, type EspoAction, json, requireAdmin } from './espoAction';
import { badRequest, conflict, forbidden, invalidField, notFound } from './espoRefusal';
import { isStrong, MAX_PASSWORD } from './passwords';
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
type Change = z.infer<typeof changeSchema>;

/** The API's names of lists differ from the simulator's. */
function changeOf(body: Call['body']): Change {
  const { teamsIds, portalsIds, ...rest } = body;
  const lists = {
    ...(teamsIds !== undefined && { teamIds: teamsIds }),
    ...(portalsIds !== undefined && { portalIds: portalsIds }),
  };
  const parsed = changeSchema.safeParse({ ...rest, ...lists });
  if (parsed.success) return parsed.data;
  throw invalidField('User', { field: String(parsed.error.issues[0]?.path[0]), type: 'valid' });
}

/** Only the repetition is held to a length: the password itself is a hash by then. */
function checkRepetition({ passwordConfirm }: Call['body']): void {
  const tooLong = typeof passwordConfirm === 'string' && [...passwordConfirm].length > MAX_PASSWORD;
  if (tooLong) throw invalidField('User', { field: 'passwordConfirm', type: 'maxLength' });
}

/** What a change of these does to rights makes EspoCRM stamp its settings anew (measured; RecordHooks/User/AfterUpdate.php). */
const RIGHTS = ['type', 'teamIds', 'portalIds'] as const;
const rightsOf = (user: UserRecord) => JSON.stringify(RIGHTS.map((key) => user[key]));

export function createUserActions(config: ConfigStore, records: Records): readonly EspoAction[] {
  const { users } = records;
  const one = 'User/(?<id>[^/]+)';
  const view = (user: UserRecord) => json(userView(user, records));
  const admit = (caller: Caller, reason = "No access to 'User'.") => requireAdmin(caller, reason);
  const find = (id = '', wording = 'not found') => {
    const found = users.all.get(id);
    if (!found) throw notFound(`Record ${id} ${wording}.`);
    return found;
  };

  const checkPassword = (password: string | undefined) => {
    if (password !== undefined && !isStrong(password, config)) throw forbidden('Password is weak.');
  };
  /** Names that people type are held to more than those that come with a token, which EspoCRM puts right itself. */
  const checkName = (userName: string) => {
    const broken = (type: string) => invalidField('User', { field: 'userName', type });
    if ([...userName].length > records.userNameMaxLength) throw broken('maxLength');
    const foreign = new RegExp(String(config.get('userNameRegularExpression')));
    if (userName.includes(' ') || foreign.test(userName)) throw broken('valid');
  };
  const checkIsFree = (userName: string, id?: string) => {
    const holder = users.byName(userName);
    if (holder && holder.id !== id) throw conflict('userNameExists');
  };
  /** Administrators and regular users that are active; the limit stands in a file only. */
  const checkLimit = () => {
    const limit = Number(config.get('userLimit') ?? 0);
    const counted = [...users.all.values()].filter(({ type, isActive }) => isActive && isStaff(type)).length;
    if (limit > 0 && counted >= limit) throw forbidden(`User limit ${limit} is reached.`);
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
      handle({ caller, body, request }) {
        if (request.headers['content-type'] !== 'application/json') throw badRequest('Not supported content type.');
        const { userName, type = 'regular', ...rest } = changeOf(body);
        checkPassword(rest.password);
        admit(caller, 'No create access.');
        if (!userName) throw invalidField('User', { field: 'userName', type: 'required' });
        checkName(userName);
        checkRepetition(body);
        if (isStaff(type)) checkLimit();
        checkIsFree(userName);
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
      async handle({ caller, params, body }) {
        const { password, ...wanted } = changeOf(body);
        checkPassword(password);
        admit(caller, 'No edit access.');
        const user = find(params['id']);
        // Nobody takes their own rights away, or their own account.
        const { type: _type, isActive: _isActive, ...own } = wanted;
        const change: Change = user.id === caller.user.id ? own : wanted;
        if (change.userName !== undefined) checkName(change.userName);
        checkRepetition(body);
        if (change.isActive && !user.isActive && isStaff(change.type ?? user.type)) checkLimit();
        if (change.userName) checkIsFree(change.userName, user.id);
        const before = rightsOf(user);
        Object.assign(user, change);
        if (password !== undefined) users.setPassword(user, password);
        if (rightsOf(user) !== before) await config.touch();
        return view(user);
      },
    },
    {
      operation: 'deleteUser',
      method: 'DELETE',
      path: one,
      handle({ caller, params }) {
        admit(caller, 'No delete access.');
        const user = find(params['id']);
        if (user.id === caller.user.id) throw forbidden("Can't delete own user.");
        users.all.delete(user.id);
        return json(true);
      },
    },
  ];
}

const isStaff = (type: UserRecord['type']) => type === 'admin' || type === 'regular';
