/** Switching a user's two-factor on and off; whoever does it proves their own password. */
import * as z from 'zod';
import type { World } from '../kit/world';
import type { Caller } from './authenticate';
import { type EspoAction, json, requireAdmin } from './espoAction';
import { forbidden, notFound } from './espoRefusal';
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

export function createUserSecurityActions({ clock, random }: World, { users }: Records): readonly EspoAction[] {
  const admit = (caller: Caller, password: string) => {
    requireAdmin(caller);
    if (caller.user.password !== password) throw forbidden('Passed password is incorrect.');
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
