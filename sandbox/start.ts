/** `npm start`: the sandbox, the app in it, and the story; then it stays up to play with. */
import { once } from 'node:events';
import { runCommand } from './cli/runCommand';
import { readStartOptions, type StartOptions } from './cli/startOptions';
import { portsWithOffset } from './stage/ports';
import { startApp, subscribeApp } from './stage/startApp';
import { type Stage, startStage } from './stage/startStage';
import { ESPOCRM_ADMIN } from './stage/tenant';
import { createConnectorApi } from './story/connectorApi';
import { countEvents } from './story/countEvents';
import { createNarrator } from './story/narrator';
import { tellStory } from './story/tellStory';

const narrator = createNarrator(process.stdout);
const { paint } = narrator;

async function main({
  exit,
  app: appFolder,
  seed,
  traffic,
  espocrm,
  'port-offset': offset,
}: StartOptions): Promise<void> {
  const started = performance.now();
  const ports = portsWithOffset(offset);
  narrator.line(`${paint('bold', 'EspoCRM Entra connector')}: the whole loop on this machine. Nothing leaves it.`);
  const stage = await startStage({ seed, ports, traffic, espocrm, account: 'own' }, narrator);
  const { sandbox, espocrmUrl, espocrmAdmin } = stage;
  try {
    const events = countEvents();
    const app = await narrator.step('Starting the app in a local Functions host', () =>
      startApp(sandbox, { port: ports.app, appFolder, onLog: events.onLog }),
    );
    try {
      await subscribeApp(sandbox, app.url);
      const api = createConnectorApi(app.url);
      await tellStory({ sandbox, api, espocrmUrl, espocrmAdmin, logged: events.count }, narrator);
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      narrator.line(`\n${paint('bold', 'Everything claimed is true')} ${paint('dim', `(${seconds} s, seed ${seed})`)}`);
      if (exit) return;
      sayHowToGoOn(app.url, stage);
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), app.ended]);
    } finally {
      await app.close();
    }
  } finally {
    await stage.close();
  }
}

function sayHowToGoOn(app: string, { sandbox, espocrmUrl, otherEspocrmUrl, controlUrl }: Stage): void {
  narrator.heading('It stays up; press Ctrl+C to end. In another terminal:');
  const show = (command: string, what: string) => narrator.line(`  ${command}\n      ${paint('dim', what)}`);
  const json = "-H 'Content-Type: application/json'";
  const ca = sandbox.certificates.caPath;
  const { userName, password } = ESPOCRM_ADMIN;
  show(`${app}/api/status`, 'the status page, for a browser');
  show(`curl ${app}/api/connections`, 'every connection with its state');
  show(`curl ${app}/api/connections/acme`, 'one of them');
  show(
    `curl -X PUT '${app}/api/connections/acme?dryRun=true' -d '{"espocrmUrl": "${espocrmUrl}"}'`,
    'what would be done',
  );
  show(
    `curl -X PUT ${controlUrl}/_sandbox/secrets/espocrm-berlin-admin -d '{"value": "${userName}:${password}"}'`,
    "store the administrator's sign-in of another EspoCRM, which is connected to nothing yet",
  );
  show(`curl -X PUT ${app}/api/connections/berlin -d '{"espocrmUrl": "${otherEspocrmUrl}"}'`, 'connect that one');
  show(`curl -X POST ${controlUrl}/_sandbox/clock -d '{"by": "P700D"}'`, 'move the clock; another renewal falls due');
  show(`curl -X POST ${controlUrl}/_sandbox/sign-in -d '{"user": "bob@sandbox.example"}'`, 'sign somebody in');
  show(`curl -X POST ${app}/admin/functions/healthCheck ${json} -d '{}'`, 'run the timer now');
  show(`curl --cacert ${ca} ${espocrmUrl}/api/v1/Oidc/authorizationData`, "EspoCRM's own view of the sign-in");
}

runCommand(readStartOptions(process.argv.slice(2)), narrator, main);
