/** Takes a connection for one worker, and changes what is stored of it. */
import type { ConnectionSpec } from '../core/connection';
import type { HeldConnection, Services } from './services';

/** How long to wait for another worker that has the connection. */
const PATIENCE_MS = 10_000;
const ASK_AGAIN_MS = 500;

/** Waits a little for another worker that has the connection; undefined when there is none of that name. */
export async function hold(
  name: string,
  { connections, outside }: Services,
): Promise<HeldConnection | 'busy' | undefined> {
  for (let waitedMs = 0; ; waitedMs += ASK_AGAIN_MS) {
    const held = await connections.hold(name);
    if (held !== 'busy' || waitedMs >= PATIENCE_MS) return held;
    await outside.clock.sleep(ASK_AGAIN_MS);
  }
}

/** Saves what the change makes of the specification; where that fails, the connection is given back. */
export async function change(
  held: HeldConnection,
  changed: (spec: ConnectionSpec) => ConnectionSpec | Promise<ConnectionSpec>,
): Promise<void> {
  try {
    await held.saveSpec(await changed(held.spec()));
  } catch (error) {
    await held.release();
    throw error;
  }
}
