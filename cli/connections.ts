#!/usr/bin/env node
/** `espocrm-entra-connector connections`: the command line of the deployed app. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createAuthorise } from './authorisation';
import { readCommand } from './commandLine';
import { createConnectorClient } from './connectorClient';
import { runConnections } from './runConnections';
import { processTerminal } from './terminal';

async function main(): Promise<number> {
  const terminal = processTerminal(process);
  const read = readCommand(process.argv.slice(2), process.env);
  if (read.kind === 'said') {
    const say = read.exitCode === 0 ? terminal.out : terminal.say;
    say(read.text.trimEnd());
    return read.exitCode;
  }
  const command = read.value;
  const now = () => Date.now();
  try {
    const authorise = createAuthorise(command, now);
    // Once before anything is sent, so that a missing sign-in is said once.
    await authorise();
    const clock = { now: () => performance.now(), sleep: (ms: number) => sleep(ms) };
    return await runConnections(command, { client: createConnectorClient(command.app, authorise), terminal, clock });
  } catch (error) {
    terminal.say(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

void main().then((exitCode) => {
  process.exitCode = exitCode;
});
