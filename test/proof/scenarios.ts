/** What random schedules cannot bring about, each as one scenario: whether the product comes through it as it must. */
import fc from 'fast-check';
import { createEspoCrm } from '../../src/adapters/espocrm/espocrm';
import { createHttp } from '../../src/adapters/http/http';
import { connectionBodySchema, toSpec } from '../../src/contract/connectionSpec';
import { actionsOf } from '../../src/core/action';
import { plan } from '../../src/core/decide/plan';
import { later } from '../../src/core/duration';
import { createSecret } from '../../src/core/secret';
import { retire } from '../../src/reconcile/actions/retire';
import { takeMessage } from '../../src/reconcile/takeMessage';
import { ADMIN, startCrm, type TestCrm } from '../sandbox/espocrmSetup';
import { createMemoryWorld } from '../support/memoryWorld';
import { aCredential, aRegistration, aSpec, aStoredSecret, day, NOW, seen } from '../support/seen';

const admin = { userName: ADMIN.userName, password: createSecret(ADMIN.password) };
const YOUNG = '99999999-9999-4999-8999-999999999999';
const OIDC = {
  authenticationMethod: 'Oidc',
  oidcClientId: 'client',
  oidcAuthorizationEndpoint: 'https://login.example.com/authorize',
  oidcTokenEndpoint: 'https://login.example.com/token',
  oidcJwksEndpoint: 'https://login.example.com/keys',
  oidcFallback: true,
};

async function withCrm(run: (crm: TestCrm) => Promise<boolean>): Promise<boolean> {
  const crm = await startCrm();
  try {
    return await run(crm);
  } finally {
    await crm.close();
  }
}
const client = () => createEspoCrm(createHttp(), () => NOW);
const targetOf = ({ url }: TestCrm) => ({ name: 'acme', espocrmUrl: url });

export const scenarios = {
  /** An override on EspoCRM's server turns the fallback off, so that OIDC would keep its administrators out. */
  async administratorComesBackIn() {
    return withCrm(async (crm) => {
      crm.controls.overrideSetting('oidcFallback', false);
      const session = await client().signIn(targetOf(crm), admin);
      await session.write(OIDC, createSecret('secret'));
      await session.readBack().catch(() => undefined);
      await session.close();
      const { body } = await crm.ask('Settings');
      return 'version' in body;
    });
  },

  /** Graph lists a young credential late, so that a server does not know the one that is to be removed. */
  async youngCredentialIsNotGivenUp() {
    const { connector, log, registrations, vault } = createMemoryWorld();
    const { ports } = connector;
    await takeMessage({ connection: 'acme', attempt: 0 }, connector, log);
    const objectId = registrations.registration?.objectId ?? '';
    const record = { keyId: YOUNG, objectId, appId: 'app', issuedAt: NOW, expiresAt: day(30) };
    await ports.vault.store('acme', createSecret('text'), record);
    const registration = aRegistration({ objectId, credentials: [aCredential(YOUNG, NOW)] });
    const superseded = await ports.vault.readVersions('acme');
    await retire(YOUNG, { spec: aSpec(), seen: { at: NOW, superseded, registration }, ports }).catch(() => undefined);
    return vault.every(({ enabled }) => enabled);
  },

  /** Under Application.ReadWrite.OwnedBy Entra refuses us the secrets of a registration we do not own. */
  async registrationOfOthersIsLeftAlone() {
    const next = plan(aSpec(), seen({ registration: aRegistration({ ownedByUs: false }), stored: undefined }));
    return next.kind === 'blocked' && next.problems.length === 1;
  },

  /** Whatever lifetimes are accepted, a secret just renewed and out of its overlap is not renewed again. */
  async noSecretIsRenewedAtEveryLook() {
    const days = fc.integer({ min: 1, max: 800 }).map((count) => `P${count}D`);
    const property = fc.property(days, days, days, (validity, renewBefore, overlap) => {
      const body = { espocrmUrl: 'https://crm.example.com', secret: { validity, renewBefore, overlap } };
      const parsed = connectionBodySchema.safeParse(body);
      if (!parsed.success) return true;
      const spec = toSpec('acme', parsed.data);
      const expiresAt = later(NOW, spec.secret.validity);
      const at = later(NOW, spec.secret.overlap);
      const stored = aStoredSecret({ keyId: 'key-1', issuedAt: NOW, inUseSince: NOW, deliveredAt: at, expiresAt });
      const registration = aRegistration({ credentials: [aCredential('key-1', NOW, expiresAt)] });
      return actionsOf(plan(spec, seen({ at, stored, registration }))).every(({ kind }) => kind !== 'issue');
    });
    return !fc.check(property, { seed: 4, numRuns: 500 }).failed;
  },
} as const;

export type Scenario = keyof typeof scenarios;
