/** Ten ways in which a connection cannot work until somebody acts, and what that somebody then does. */

import { setUpByHand } from '../stage/handMade';
import type { RunningEspoCrm, Sandbox } from '../stage/startSandbox';
import { APP_IDENTITY, ESPOCRM_ADMIN } from '../stage/tenant';

export interface Breakage {
  /** What the product has to name; also part of the connection's name. */
  readonly code: string;
  readonly apply: (site: BrokenSite) => Promise<Broken>;
}

export interface BrokenSite {
  readonly sandbox: Sandbox;
  readonly espocrm: RunningEspoCrm;
  readonly name: string;
  readonly putAdmin: (userAndPassword: string) => Promise<void>;
}

export interface Broken {
  /** Beside the address of EspoCRM. */
  readonly body?: object;
  /** The right ones, where the mistake is in the file. */
  readonly mendedBody?: object;
  /** Of the registration that was there before. */
  readonly adopts?: string;
  /** Of the portal that is signed in to. */
  readonly portalId?: string;
  readonly mend: () => Promise<void> | void;
}

const ADMIN = `${ESPOCRM_ADMIN.userName}:${ESPOCRM_ADMIN.password}`;
const NOBODY = '11111111-2222-4333-8444-555555555555';

/** The application permission Mail.Read of Microsoft Graph (Microsoft Graph permissions reference). */
const READ_ALL_MAIL = {
  resourceAppId: '00000003-0000-0000-c000-000000000000',
  resourceAccess: [{ id: '810c84a8-4a9e-49e6-bf7d-12d183f40d01', type: 'Role' }],
};

/** A mistake in EspoCRM only, or in the sign-in stored for it. */
const here =
  (breakIt: (site: BrokenSite) => Promise<void> | void, mend: (site: BrokenSite) => Promise<void> | void) =>
  async (site: BrokenSite): Promise<Broken> => {
    await site.putAdmin(ADMIN);
    await breakIt(site);
    return { mend: () => mend(site) };
  };

/** A mistake about a registration made by hand; staff sign in with it all along. */
const adopting =
  (broken: (site: BrokenSite, appId: string) => Pick<Broken, 'mend' | 'body'>, owned = true) =>
  async (site: BrokenSite): Promise<Broken> => {
    const { sandbox, espocrm, name, putAdmin } = site;
    await putAdmin(ADMIN);
    const { appId } = setUpByHand(sandbox, espocrm, { displayName: `CRM of ${name}`, owned });
    const mendedBody = { adopt: { applicationId: appId } };
    return { body: mendedBody, mendedBody, adopts: appId, ...broken(site, appId) };
  };

export const BREAKAGES: readonly Breakage[] = [
  {
    code: 'sign-in-refused',
    apply: here(
      ({ putAdmin }) => putAdmin(`${ESPOCRM_ADMIN.userName}:forgotten`),
      ({ putAdmin }) => putAdmin(ADMIN),
    ),
  },
  {
    code: 'registration-not-owned',
    apply: adopting(({ sandbox }, appId) => ({ mend: () => sandbox.entra.addOwner(appId, APP_IDENTITY.oid) }), false),
  },
  {
    code: 'SecretNotFound',
    apply: async ({ putAdmin }) => ({ mend: () => putAdmin(ADMIN) }),
  },
  {
    code: 'second-step-required',
    apply: here(
      ({ espocrm }) => void espocrm.controls.requireTwoFactor(ESPOCRM_ADMIN.userName),
      ({ espocrm }) => espocrm.controls.edit({ auth2FA: false }),
    ),
  },
  {
    code: 'espocrm-url-differs',
    apply: here(
      ({ espocrm }) => espocrm.controls.edit({ siteUrl: 'https://crm.example.com' }),
      ({ espocrm }) => espocrm.controls.edit({ siteUrl: espocrm.url }),
    ),
  },
  {
    code: 'registration-too-powerful',
    apply: adopting(({ sandbox }, appId) => {
      sandbox.entra.editRegistration(appId, { requiredResourceAccess: [READ_ALL_MAIL] });
      return { mend: () => sandbox.entra.editRegistration(appId, { requiredResourceAccess: [] }) };
    }),
  },
  {
    code: 'not-an-administrator',
    apply: here(
      async ({ espocrm, putAdmin }) => {
        espocrm.controls.addUser({ userName: 'clerk', type: 'regular', password: 'a clerk' });
        await putAdmin('clerk:a clerk');
      },
      ({ putAdmin }) => putAdmin(ADMIN),
    ),
  },
  {
    code: 'address-refused',
    apply: here(
      ({ espocrm }) => espocrm.controls.allowOnlyAddresses(['203.0.113.1']),
      ({ espocrm }) => espocrm.controls.allowOnlyAddresses(undefined),
    ),
  },
  {
    code: 'registration-not-found',
    apply: adopting(() => ({ body: { adopt: { applicationId: NOBODY } }, mend: () => undefined })),
  },
  {
    code: 'registration-not-single-tenant',
    apply: adopting(({ sandbox }, appId) => {
      sandbox.entra.editRegistration(appId, { signInAudience: 'AzureADandPersonalMicrosoftAccount' });
      return { mend: () => sandbox.entra.editRegistration(appId, { signInAudience: 'AzureADMyOrg' }) };
    }),
  },
];
