/**
 * What an administrator does by hand beside the app, for who plays with the sandbox:
 *
 * | request | does |
 * |---|---|
 * | PUT /_sandbox/secrets/espocrm-acme-admin `{"value": "admin:sandbox-admin"}` | `az keyvault secret set` |
 * | POST /_sandbox/set-up-by-hand | connects the other EspoCRM as EspoCRM's guide has it: registration, secret, settings |
 * | POST /_sandbox/owners `{"applicationId": "…"}` | `az ad app owner add`, with the app's identity as owner |
 */
import * as z from 'zod';
import type { Route } from '../kit/simulator';
import { setUpByHand } from '../stage/handMade';
import type { RunningEspoCrm, Sandbox } from '../stage/startSandbox';
import { APP_IDENTITY } from '../stage/tenant';
import { problem, reading } from './reading';

const secretSchema = z.strictObject({ value: z.string().min(1) });
const nothingSchema = z.strictObject({});
const ownerSchema = z.strictObject({ applicationId: z.guid() });

export const byHandRoutes = (sandbox: Sandbox, espocrm: RunningEspoCrm): readonly Route[] => [
  {
    operation: 'putSecret',
    method: 'PUT',
    path: /^\/_sandbox\/secrets\/(?<name>[0-9A-Za-z-]{1,127})$/,
    handle: reading(secretSchema, async ({ value }, { name = '' }) => {
      await sandbox.operator.putSecret(name, value);
      return { status: 200, body: { name } };
    }),
  },
  {
    operation: 'setUpByHand',
    method: 'POST',
    path: /^\/_sandbox\/set-up-by-hand$/,
    handle: reading(nothingSchema, () => {
      const { appId, keyId } = setUpByHand(sandbox, espocrm, { displayName: 'EspoCRM, by hand', owned: false });
      return { status: 200, body: { espocrmUrl: espocrm.url, applicationId: appId, keyId } };
    }),
  },
  {
    operation: 'addOwner',
    method: 'POST',
    path: /^\/_sandbox\/owners$/,
    handle: reading(ownerSchema, ({ applicationId }) => {
      if (!sandbox.entra.registration(applicationId))
        return problem(404, 'There is no registration with that client id.');
      sandbox.entra.addOwner(applicationId, APP_IDENTITY.oid);
      return { status: 200, body: { applicationId, owner: APP_IDENTITY.oid } };
    }),
  },
];
