/** A user's own password, and two-factor, which administrators switch on and off; whoever does either proves their password. */
import * as z from 'zod';
import type { World } from '../kit/world';
import type { Caller } from './authenticate';
import type { ConfigStore } from './configStore';
import { type EspoAction, json, requireAdmin } from './espoAction';
import { badRequest, crash, forbidden, notFound } from './espoRefusal';
import type { SignInSetupOf } from './oidcConfig';
import { isPassword, isStrong, MAX_PASSWORD } from './passwords';
import type { Records } from './records';
import { BASE32, isCode } from './totp';

const setupSchema = z.object({ id: z.string().catch(''), password: z.string().catch('') });
const changeSchema = z.object({
  auth2FA: z.boolean().catch(false),
  auth2FAMethod: z.string().nullish().catch(undefined),
  auth2FATotpSecret: z.string().catch(''),
  code: z.string().catch(''),
  password: z.string().catch(''),
});

const passwordsSchema = z.object({ password: z.string(), currentPassword: z.string() });

export interface UserSecurityActionsDeps {
  readonly world: World;
  readonly config: ConfigStore;
  readonly records: Records;
  readonly setupOf: SignInSetupOf;
}

export function createUserSecurityActions(deps: UserSecurityActionsDeps): readonly EspoAction[] {
  const { world, config, records, setupOf } = deps;
  const { clock, random } = world;
  const { users } = records;
  const admit = (caller: Caller, password: string) => {
    requireAdmin(caller);
    if (!isPassword(caller.user.password, password)) throw forbidden('Passed password is incorrect.');
  };
  const find = (id = '') => {
    const user = users.all.get(id);
    if (!user) throw notFound('User does not exist.');
    return user;
  };
  return [
    {
      operation: 'getTwoFactorUserSetupData',
      method: 'POST',
      path: 'UserSecurity/action/getTwoFactorUserSetupData',
      handle({ caller, body }) {
        const { id, password } = setupSchema.parse(body);
        admit(caller, password);
        return json({ auth2FATotpSecret: random.text(32, BASE32), label: find(id).userName });
      },
    },
    {
      /** A wrong current password is no step towards the ban (measured). */
      operation: 'putOwnPassword',
      method: 'PUT',
      path: 'UserSecurity/password',
      handle({ caller: { user }, body }) {
        const parsed = passwordsSchema.safeParse(body);
        if (!parsed.success) throw badRequest('No `password` or `currentPassword`.');
        const { password, currentPassword } = parsed.data;
        if (user.type !== 'admin' && setupOf(undefined).method !== 'Espo')
          throw forbidden('Authentication method is not `Espo`.');
        if (password === '') throw crash("Password can't be empty.");
        if (!isPassword(user.password, currentPassword)) throw forbidden('Wrong password.');
        if (!isStrong(password, config)) throw forbidden('Password is weak.');
        if ([...password].length > MAX_PASSWORD) throw forbidden('Password exceeds max length.');
        users.setPassword(user, password);
        return json(true);
      },
    },
    {
      operation: 'putUserSecurity',
      method: 'PUT',
      path: 'UserSecurity/(?<id>[^/]+)',
      handle({ caller, params, body }) {
        const { auth2FA, auth2FAMethod, auth2FATotpSecret: secret, code, password } = changeSchema.parse(body);
        admit(caller, password);
        const user = find(params['id']);
        if (auth2FA && !isCode(secret, code, clock.now())) throw forbidden('Not correct code.');
        const method = auth2FAMethod ?? 'Totp';
        user.twoFactor = auth2FA ? { method, secret } : undefined;
        return json({ auth2FA, auth2FAMethod: auth2FA ? method : null });
      },
    },
  ];
}
