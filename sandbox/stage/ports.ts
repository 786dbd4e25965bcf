/** Which port each part of the sandbox listens on. */

export interface Ports {
  readonly identity: number;
  readonly entra: number;
  readonly graph: number;
  readonly keyVault: number;
  readonly espocrm: number;
  readonly control: number;
  /** Entra's token service over plain HTTP, for an EspoCRM that does not trust the sandbox's certificates. */
  readonly plainEntra: number;
  /** An EspoCRM that is connected to nothing yet. */
  readonly otherEspocrm: number;
  readonly blob: number;
  readonly queue: number;
  readonly app: number;
}

/** local.settings.sample.json names these; those of storage and app are the usual ones of Azurite and Core Tools. */
const DEFAULT_PORTS: Ports = {
  identity: 8440,
  entra: 8441,
  graph: 8442,
  keyVault: 8443,
  espocrm: 8444,
  control: 8445,
  plainEntra: 8446,
  otherEspocrm: 8447,
  blob: 10000,
  queue: 10001,
  app: 7071,
};

/** Every default port that much higher. */
export function portsWithOffset(offset: number): Ports {
  const at = (name: keyof Ports) => DEFAULT_PORTS[name] + offset;
  return {
    identity: at('identity'),
    entra: at('entra'),
    graph: at('graph'),
    keyVault: at('keyVault'),
    espocrm: at('espocrm'),
    control: at('control'),
    plainEntra: at('plainEntra'),
    otherEspocrm: at('otherEspocrm'),
    blob: at('blob'),
    queue: at('queue'),
    app: at('app'),
  };
}

/** Any that are free. */
export const FREE_PORTS: Ports = {
  identity: 0,
  entra: 0,
  graph: 0,
  keyVault: 0,
  espocrm: 0,
  control: 0,
  plainEntra: 0,
  otherEspocrm: 0,
  blob: 0,
  queue: 0,
  app: 0,
};
