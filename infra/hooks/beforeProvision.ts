/** azd, before the resources: sees to the registration that guards the API, and tells azd its client id. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureApiRegistration } from './apiRegistration';
import { azdValue, graphOfDeployer, rememberInAzd } from './azd';

const CLIENT_ID = 'CONNECTOR_API_CLIENT_ID';
const say = (text: string) => process.stdout.write(`${text}\n`);

const MAY_NOT = [
  'You may not create app registrations, so there is none to guard the API. Either',
  '- have an application administrator run "azd provision app" for this environment once, or',
  `- name one that is there: azd env set ${CLIENT_ID} <client id>, or`,
  '- let the function key be all that guards the API: azd env set CONNECTOR_EASY_AUTH off',
].join('\n');

async function main(): Promise<void> {
  if (process.env['CONNECTOR_EASY_AUTH'] === 'off') {
    await rememberInAzd(CLIENT_ID, '');
    return void say(
      'App Service authentication stays off, as CONNECTOR_EASY_AUTH says: the function key guards the API.',
    );
  }
  const environment = azdValue('AZURE_ENV_NAME');
  const clientId = await ensureApiRegistration(await graphOfDeployer(), environment, sleep);
  if (clientId === undefined) {
    const known = process.env[CLIENT_ID];
    // Going on without would quietly take a guard away.
    if (!known) throw new Error(MAY_NOT);
    return void say(`You may not change the registration of the API; ${known} is used as it is.`);
  }
  await rememberInAzd(CLIENT_ID, clientId);
  say(`The registration of the API is there: ${clientId}.`);
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
