/** `npm run sandbox`: everything the app talks to, for an app that is started elsewhere; or one simulator alone. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPart, type PartOptions, readPartOptions } from './cli/partOptions';
import { runCommand } from './cli/runCommand';
import { readSandboxOptions, type SandboxCommandOptions } from './cli/sandboxOptions';
import { portsWithOffset } from './stage/ports';
import { subscribeApp } from './stage/startApp';
import { startOnePart } from './stage/startOnePart';
import type { Sandbox } from './stage/startSandbox';
import { startStage } from './stage/startStage';
import { ESPOCRM_ADMIN } from './stage/tenant';
import { createNarrator } from './story/narrator';

const narrator = createNarrator(process.stdout);
const { paint } = narrator;
const ASK_EVERY_MS = 2_000;

/** Event Grid wants the endpoint to agree, so this waits until an app is there to do so. */
async function subscribeWhenUp(sandbox: Sandbox, appUrl: string, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    try {
      await subscribeApp(sandbox, appUrl);
      return narrator.line(`The app at ${appUrl} now gets Key Vault's events.`);
    } catch {
      // No app yet, or one that does not answer the handshake.
      await sleep(ASK_EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}

async function main({ seed, traffic, espocrm, 'port-offset': offset }: SandboxCommandOptions): Promise<void> {
  const ports = portsWithOffset(offset);
  const account = offset === 0 ? 'development' : 'own';
  const stage = await startStage({ seed, ports, traffic, espocrm, account }, narrator);
  const stop = new AbortController();
  try {
    const { sandbox, espocrmUrl, controlUrl } = stage;
    const { userName, password } = stage.espocrmAdmin;
    await sandbox.operator.putSecret('espocrm-acme-admin', `${userName}:${password}`);
    narrator.heading('Ready; press Ctrl+C to end.');
    narrator.line(
      `  EspoCRM   ${espocrmUrl} ${paint('dim', espocrm ? '' : `administrator ${userName}, password ${password}`)}`,
    );
    const other = ESPOCRM_ADMIN;
    narrator.line(
      `  another   ${stage.otherEspocrmUrl} ${paint('dim', `administrator ${other.userName}, password ${other.password}`)}`,
    );
    narrator.line(`  control   ${controlUrl}/_sandbox/clock ${paint('dim', 'docs/sandbox.md has the other requests')}`);
    narrator.line(`\n${paint('bold', 'Settings for an app:')}`);
    for (const [name, value] of Object.entries(sandbox.settings())) narrator.line(`  ${name}=${value}`);
    void subscribeWhenUp(sandbox, `http://localhost:${ports.app}`, stop.signal);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  } finally {
    stop.abort();
    await stage.close();
  }
}

async function startPart(options: PartOptions): Promise<void> {
  const started = await startOnePart(options);
  for (const line of started.lines) narrator.line(line);
  narrator.line(paint('dim', 'Press Ctrl+C to end.'));
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await started.close();
}

const [part = '', ...rest] = process.argv.slice(2);
if (isPart(part)) runCommand(readPartOptions(part, rest), narrator, startPart);
else runCommand(readSandboxOptions(process.argv.slice(2)), narrator, main);
