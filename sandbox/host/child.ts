/** The child process that is the Functions host and its worker in one: runs the app that its parent names. */
import { isClockMove } from '../kit/clockMessages';
import { peakMemory } from '../kit/peakMemory';
import { type FromChild, type HostLog, hostSettings, isMessage, memoryMessage, stopMessage } from './hostMessages';
import { type Host, runHost } from './runHost';

/** Resolves when the message is on its way, or the parent is gone. */
const tell = (message: FromChild) =>
  new Promise<void>((resolve) => {
    if (process.connected && process.send) process.send(message, () => resolve());
    else resolve();
  });
const emit = (log: HostLog) => void tell({ kind: 'log', log });

/** Takes the host's own settings out of the environment, which from then on is the app's. */
function takeSettings() {
  const { appFolder, port, pollQueues, runTimers } = hostSettings;
  const settings = {
    appFolder: process.env[appFolder] ?? '',
    port: Number(process.env[port] ?? 0),
    pollQueues: process.env[pollQueues] === 'true',
    runTimers: process.env[runTimers] === 'true',
  };
  for (const name of Object.values(hostSettings)) delete process.env[name];
  return settings;
}

async function stop(host: Host) {
  await host.stop();
  await tell({ kind: 'log', log: { level: 'information', category: 'host', text: 'The host has stopped.' } });
  process.exit(0);
}

async function main() {
  const settings = takeSettings();
  // As the worker does.
  process.chdir(settings.appFolder);
  const host = await runHost({ ...settings, env: process.env, emit });
  // The listener that shifts Date was there first.
  process.on('message', (message) => {
    if (isClockMove(message)) host.clockMoved();
    else if (isMessage(message, stopMessage)) void stop(host);
    else if (isMessage(message, memoryMessage)) void tell({ kind: 'peakMemory', bytes: peakMemory() });
  });
  await tell({ kind: 'ready', port: host.port, functions: host.functions });
}

main().catch(async (error: unknown) => {
  // The message is for the operator; where it came from is on stderr.
  console.error(error);
  await tell({ kind: 'failed', text: error instanceof Error ? error.message : String(error) });
  process.exit(1);
});
