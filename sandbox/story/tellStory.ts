/** The product's whole job on one connection, told step by step; every claim is checked, by behaviour where it can be. */
import type { Sandbox } from '../stage/startSandbox';
import type { ConnectorApi } from './connectorApi';
import type { Narrator } from './narrator';
import { signInRepeatedly } from './signInRepeatedly';
import { waitFor } from './waitFor';

export interface StoryStage {
  readonly sandbox: Sandbox;
  readonly api: ConnectorApi;
  readonly espocrmUrl: string;
  readonly espocrmAdmin: { readonly userName: string; readonly password: string };
  /** How often the app logged that event. */
  readonly logged: (event: string) => number;
}

const NAME = 'acme';
const ALICE = 'alice@sandbox.example';
const CLIENT_SECRET = `espocrm-${NAME}-client-secret`;
const DAY_MS = 86_400_000;
const day = (at: Date) => at.toISOString().slice(0, 10);

/** Throws Untrue at the first claim that does not hold. */
export async function tellStory(stage: StoryStage, narrator: Narrator): Promise<void> {
  const appId = await provisioning(stage, narrator);
  const old = await renewing(stage, narrator, appId);
  await retiring(stage, narrator, appId, old);
  await checking(stage, narrator);
}

async function signsIn({ sandbox, espocrmUrl }: StoryStage, narrator: Narrator): Promise<void> {
  const signIn = await narrator.step('Alice opens EspoCRM and signs in at Entra', () =>
    sandbox.browser(espocrmUrl, ALICE),
  );
  const how = signIn.kind === 'signedIn' ? `as ${signIn.userName}` : `refused by ${signIn.by}: ${signIn.status}`;
  narrator.claim(`Alice is signed in (${how})`, signIn.kind === 'signedIn');
}

async function provisioning(stage: StoryStage, narrator: Narrator): Promise<string> {
  const { sandbox, api, espocrmUrl, espocrmAdmin } = stage;
  narrator.heading('Provision');
  await narrator.step("The operator stores EspoCRM's administrator sign-in in Key Vault", () =>
    sandbox.operator.putSecret(`espocrm-${NAME}-admin`, `${espocrmAdmin.userName}:${espocrmAdmin.password}`),
  );
  const made = await narrator.step(`PUT /api/connections/${NAME}`, () => api.provision(NAME, { espocrmUrl }));
  for (const { action, reason } of made.done) narrator.fact(`${action} (${reason})`);
  narrator.claim(`the connection is ${made.state}, health ${made.health}`, made.state === 'settled');
  await signsIn(stage, narrator);
  return made.applicationId ?? '';
}

const liveCredentials = ({ sandbox }: StoryStage, appId: string) =>
  (sandbox.entra.registration(appId)?.credentials ?? []).filter(({ endsAt }) => endsAt > sandbox.world.clock.now());

/** Answers the text of the secret that was replaced. */
async function renewing(stage: StoryStage, narrator: Narrator, appId: string): Promise<string> {
  const { sandbox, api, logged } = stage;
  const { clock } = sandbox.world;
  narrator.heading('Renew');
  const old = await sandbox.operator.readSecret(CLIENT_SECRET);
  const before = (await api.show(NAME)).clientSecret?.expiresAt ?? clock.now();
  narrator.fact(`today is ${day(clock.now())}; the client secret expires on ${day(before)}`);
  const events = logged('vaultEvent.nearExpiry');
  const signIns = signInRepeatedly(stage, ALICE);
  const due = new Date(before.getTime() - 30 * DAY_MS);
  await narrator.step(`The clock moves to ${day(due)}, 30 days before that`, () => clock.moveTo(due));
  await narrator.step("Key Vault's near-expiry event arrives at the app", () =>
    waitFor('The event', () => logged('vaultEvent.nearExpiry') > events || undefined),
  );
  await narrator.step('A new secret is made in Entra and stored in Key Vault', () =>
    waitFor('The new secret', () => liveCredentials(stage, appId).length === 2 || undefined),
  );
  await narrator.step("The clock moves on by 16 minutes, so that all of Entra's servers know it", async () => {
    await waitFor('The end of the run', async () => (await api.show(NAME)).state === 'settling' || undefined);
    await clock.moveBy(16 * 60_000);
  });
  const after = await narrator.step('EspoCRM gets the new secret', () =>
    waitFor('The delivery', async () => {
      const { state, clientSecret } = await api.show(NAME);
      return state === 'settled' && clientSecret && clientSecret.expiresAt > before ? clientSecret : undefined;
    }),
  );
  const { succeeded, failed } = await signIns.stop();
  narrator.claim(`the new client secret expires on ${day(after.expiresAt)}`, after.expiresAt > before);
  narrator.claim(`all of ${succeeded + failed} sign-ins meanwhile succeeded`, failed === 0 && succeeded > 0);
  await signsIn(stage, narrator);
  narrator.claim('Entra still accepts the old secret too', await sandbox.operator.getsToken(appId, old));
  narrator.claim('there are two live client secrets', liveCredentials(stage, appId).length === 2);
  return old;
}

async function retiring(stage: StoryStage, narrator: Narrator, appId: string, old: string): Promise<void> {
  const { sandbox } = stage;
  const { clock } = sandbox.world;
  narrator.heading('Retire');
  await narrator.step('The clock moves past the overlap of 7 days; the timer checks every connection', () =>
    clock.moveBy(8 * DAY_MS),
  );
  await narrator.step('The old secret is removed from Entra and disabled in Key Vault', () =>
    waitFor('The removal', () => liveCredentials(stage, appId).length === 1 || undefined),
  );
  narrator.claim('Entra refuses the old secret now', !(await sandbox.operator.getsToken(appId, old)));
  await signsIn(stage, narrator);
}

async function checking({ sandbox, api }: StoryStage, narrator: Narrator): Promise<void> {
  narrator.heading('Check');
  const askedAt = sandbox.world.clock.now();
  const { health, checkedAt, problems } = await narrator.step(
    'A day later the health check has a whole look at every connection',
    async () => {
      await sandbox.world.clock.moveBy(DAY_MS);
      await api.run('healthCheck');
      return waitFor('The check', async () => {
        const answer = await api.show(NAME);
        return answer.checkedAt && answer.checkedAt >= askedAt ? answer : undefined;
      });
    },
  );
  narrator.claim(`health is ${health}, checked at ${checkedAt?.toISOString()}`, health === 'pass' && !problems.length);
}
