/** azd, after the resources and before the code: grants the app its Graph permission, and tells the API's registration its address. */
import { setTimeout as sleep } from 'node:timers/promises';
import { setApiAddress } from './apiRegistration';
import { azdValue, graphOfDeployer } from './azd';
import { grantGraphRole } from './grantGraphRole';

const say = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
  const graph = await graphOfDeployer();
  const granted = await grantGraphRole(graph, azdValue('CONNECTOR_IDENTITY_PRINCIPAL_ID'), sleep);
  if (granted.kind === 'granted')
    say('The app may now manage the registrations it owns (Application.ReadWrite.OwnedBy).');
  if (granted.kind === 'already') say('The app already holds Application.ReadWrite.OwnedBy.');
  if (granted.kind === 'refused')
    say(
      [
        'The app lacks Application.ReadWrite.OwnedBy, and you may not grant it. Everything else goes on.',
        'Have a Global Administrator run this, for example in the Azure Cloud Shell, and then restart the function app:',
        '',
        `  ${granted.command}`,
        '',
      ].join('\n'),
    );
  const clientId = process.env['CONNECTOR_API_CLIENT_ID'];
  const url = azdValue('CONNECTOR_URL');
  if (clientId && (await setApiAddress(graph, clientId, url)) === 'refused')
    say(
      `You may not change the registration ${clientId}; see that its redirect URI is ${url}/.auth/login/aad/callback.`,
    );
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
