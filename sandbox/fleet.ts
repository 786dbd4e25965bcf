/** `npm run fleet`: many connections of mixed kinds, from a folder of files to their last day, with the figures. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FleetOptions, readFleetOptions } from './cli/fleetOptions';
import { runCommand } from './cli/runCommand';
import { createConnectionsCommand } from './fleet/connectionsCommand';
import { createFleet } from './fleet/createFleet';
import { createPassTime } from './fleet/passTime';
import { tellFleet } from './fleet/tellFleet';
import { watchSignIns } from './fleet/watchSignIns';
import { startApp, subscribeApp } from './stage/startApp';
import { startSandbox } from './stage/startSandbox';
import { createConnectorApi } from './story/connectorApi';
import { countEvents } from './story/countEvents';
import { createNarrator } from './story/narrator';

const narrator = createNarrator(process.stdout);
const { paint } = narrator;

async function main({ connections: count, days, seed }: FleetOptions): Promise<void> {
  const started = performance.now();
  narrator.line(`${paint('bold', `A fleet of ${count}`)}: ${days} days on this machine. Nothing leaves it.`);
  const folder = await mkdtemp(join(tmpdir(), 'fleet-'));
  const sandbox = await startSandbox({ seed });
  try {
    const events = countEvents();
    const time = createPassTime(sandbox);
    const app = await startApp(sandbox, {
      onLog(log) {
        events.onLog(log);
        time.onLog(log);
      },
      settings: { SETTLE_WITHIN: 'PT10S' },
    });
    try {
      await subscribeApp(sandbox, app.url);
      const members = await narrator.step(`Starting ${count} EspoCRMs`, () => createFleet(sandbox, count, folder));
      const api = createConnectorApi(app.url);
      const connections = createConnectionsCommand({ CONNECTOR_APP_URL: app.url });
      const watch = watchSignIns(sandbox);
      const logged = events.count;
      await tellFleet({ sandbox, api, connections, time, watch, members, folder, days, logged }, narrator);
      sayFigures(logged, (performance.now() - started) / 1_000, seed);
    } finally {
      await app.close();
    }
  } finally {
    await sandbox.close();
    await rm(folder, { recursive: true });
  }
}

function sayFigures(logged: (event: string) => number, seconds: number, seed: number): void {
  narrator.heading('Figures');
  for (const [what, event] of [
    ['looks at a connection', 'connection.reconciled'],
    ['client secrets made', 'credential.issued'],
    ['deliveries to EspoCRM', 'credential.delivered'],
    ['client secrets retired', 'credential.retired'],
    ['near-expiry events', 'vaultEvent.nearExpiry'],
    ['runs of the timer', 'health.started'],
    ['connections removed', 'connection.removed'],
  ] as const)
    narrator.line(`  ${String(logged(event)).padStart(6)}  ${what}`);
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  narrator.line(
    `\n${paint('bold', 'Everything claimed is true')} ${paint('dim', `(${seconds.toFixed(0)} s, ${memory} MB, seed ${seed})`)}`,
  );
}

runCommand(readFleetOptions(process.argv.slice(2)), narrator, main);
