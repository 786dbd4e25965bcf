/** azd, before the resources: sees to the registration that guards the API, and tells azd its client id. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureApiRegistration } from './apiRegistration';
import { azdValue, graphOfDeployer, rememberInAzd } from './azd';

const CLIENT_ID = 'CONNECTOR_API_CLIENT_ID';
const say = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
  if (process.env['CONNECTOR_EASY_AUTH'] === 'off') {
    await rememberInAzd(CLIENT_ID, '');
    return void say(
      'App Service authentication stays off, as CONNECTOR_EASY_AUTH says: the function key guards the API.',
    );
  }
  const environment = azdValue('AZURE_ENV_NAME');
  const clientId = await ensureApiRegistration(await graphOfDeployer(), environment, sleep);
  if (clientId === undefined)
    return void say(
      process.env[CLIENT_ID]
        ? `You may not change the registration of the API; ${process.env[CLIENT_ID]} is used as it is.`
        : [
            'You may not create app registrations, so App Service authentication stays off: the function key guards the API.',
            'To switch it on, have an application administrator run "azd provision app" for this environment.',
          ].join('\n'),
    );
  await rememberInAzd(CLIENT_ID, clientId);
  say(`The registration of the API is there: ${clientId}.`);
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
