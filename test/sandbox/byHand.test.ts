/** What an administrator does by hand beside the app, asked of the sandbox with curl. */
import { Writable } from 'node:stream';
import * as z from 'zod';
import { FREE_PORTS } from '../../sandbox/stage/ports';
import { type Stage, startStage } from '../../sandbox/stage/startStage';
import { APP_IDENTITY } from '../../sandbox/stage/tenant';
import { createNarrator } from '../../sandbox/story/narrator';

let stage: Stage;
beforeAll(async () => {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  stage = await startStage({ seed: 1, ports: FREE_PORTS, account: 'own' }, createNarrator(nowhere));
});
afterAll(() => stage.close());

async function ask(method: string, path: string, body: object = {}) {
  const answer = await fetch(`${stage.controlUrl}/_sandbox/${path}`, { method, body: JSON.stringify(body) });
  const answered: unknown = await answer.json();
  return { status: answer.status, body: answered };
}

test('a secret is stored in the vault under the name that is given', async () => {
  expect(await ask('PUT', 'secrets/espocrm-berlin-admin', { value: 'admin:a:b' })).toMatchObject({ status: 200 });
  expect(await stage.sandbox.operator.readSecret('espocrm-berlin-admin')).toBe('admin:a:b');
});

test('a secret without a value, or with a name that Key Vault has not, is refused', async () => {
  expect(await ask('PUT', 'secrets/espocrm-paris-admin')).toMatchObject({ status: 400 });
  expect(await ask('PUT', 'secrets/a_b', { value: 'x' })).toMatchObject({ status: 404 });
});

test('the other EspoCRM, set up by hand, lets people in, and the app owns nothing of it until it is made an owner', async () => {
  const { sandbox, otherEspocrmUrl } = stage;
  const signIn = () => sandbox.browser(otherEspocrmUrl, 'alice@sandbox.example');
  expect(await signIn()).toMatchObject({ kind: 'refused', by: 'EspoCRM' });

  const { body } = await ask('POST', 'set-up-by-hand');
  expect(body).toMatchObject({ espocrmUrl: otherEspocrmUrl });
  expect(await signIn()).toMatchObject({ kind: 'signedIn' });
  const { applicationId } = z.looseObject({ applicationId: z.guid() }).parse(body);
  expect(sandbox.entra.registration(applicationId)?.owners).toEqual([]);

  await ask('POST', 'owners', { applicationId });
  expect(sandbox.entra.registration(applicationId)?.owners).toEqual([APP_IDENTITY.oid]);
});

test('there is no owner for a registration that is not there', async () => {
  expect(await ask('POST', 'owners', { applicationId: APP_IDENTITY.oid })).toMatchObject({ status: 404 });
});
