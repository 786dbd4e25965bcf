/** Administration that bears on signing in: the cache, the length of user names, the metadata. */
import * as z from 'zod';
import type { ConfigStore } from './configStore';
import { type EspoAction, json, requireAdmin } from './espoAction';
import type { EspoCrmVersion } from './espoCrmVersion';
import { crash, invalidField, notFound } from './espoRefusal';
import { recordOf } from './phpValues';
import { providerFields } from './recordKinds';
import type { Records } from './records';
import { settingsFields } from './settingsFields';
import type { SigningKeys } from './signingKeys';

const MAX_USER_NAME = 255;
const lengthSchema = z.object({ maxLength: z.int().min(1).max(MAX_USER_NAME) });

export interface AdminActionsDeps {
  readonly config: ConfigStore;
  readonly records: Records;
  readonly version: EspoCrmVersion;
  readonly keys: SigningKeys;
}

export function createAdminActions({ config, records, version, keys }: AdminActionsDeps): readonly EspoAction[] {
  const userNameField = () => ({ type: 'varchar', maxLength: records.userNameMaxLength, required: true });
  const metadata = () => ({
    entityDefs: {
      Settings: { fields: settingsFields(version) },
      AuthenticationProvider: { fields: providerFields(version) },
      User: { fields: { userName: userNameField() } },
    },
    authenticationMethods: { ApiKey: {}, Espo: {}, Hmac: {}, LDAP: {}, Oidc: {} },
  });
  const onlyUserName = (entity = '', field = '') => {
    if (entity !== 'User' || field !== 'userName') throw notFound('Field does not exist.');
  };
  const fieldPath = 'Admin/fieldManager/(?<entity>[^/]+)/(?<field>[^/]+)';
  return [
    {
      operation: 'metadata',
      method: 'GET',
      path: 'Metadata',
      handle({ request }) {
        const keyPath = request.query.get('key')?.split('.') ?? [];
        return json(keyPath.reduce((value: unknown, key) => recordOf(value)[key], metadata()) ?? null);
      },
    },
    {
      operation: 'clearCache',
      method: 'POST',
      path: 'Admin/clearCache',
      async handle({ caller }) {
        requireAdmin(caller);
        keys.forget();
        await config.touch();
        return json(true);
      },
    },
    {
      operation: 'getField',
      method: 'GET',
      path: fieldPath,
      handle({ caller, params }) {
        requireAdmin(caller);
        onlyUserName(params['entity'], params['field']);
        return json({ name: 'userName', ...userNameField() });
      },
    },
    {
      operation: 'putField',
      method: 'PUT',
      path: fieldPath,
      async handle({ caller, params, body }) {
        requireAdmin(caller);
        onlyUserName(params['entity'], params['field']);
        // Version 10 knows the type of a field that is there (measured).
        if (version === '9.2.7' && body['type'] === undefined) throw crash();
        const wanted = lengthSchema.safeParse(body);
        if (!wanted.success) throw invalidField('User', { field: 'maxLength', type: 'valid' });
        records.userNameMaxLength = wanted.data.maxLength;
        await config.touch();
        return json({ name: 'userName', ...userNameField() });
      },
    },
  ];
}
