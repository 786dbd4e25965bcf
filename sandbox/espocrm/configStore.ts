/** EspoCRM's configuration files: read, changed and written back as a whole, without a lock. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../kit/world';
import type { EspoCrmVersion } from './espoCrmVersion';
import type { Microtime } from './microtime';
import { freshSettings, levelOf } from './settingsLevels';

export type Settings = Readonly<Record<string, unknown>>;

export interface LostWrites {
  /** How many writes are lost; all of them when left out. */
  readonly times?: number;
  /** Chance of each write, 0 to 1; certain when left out. */
  readonly probability?: number;
}

export interface ConfigStore {
  /** What is in force: both files, and the overriding one on top. `stale`: before the last change. */
  all(stale?: boolean): Settings;
  get(key: string): unknown;
  /** Changes the files at once, the way a person with an editor does. */
  edit(values: Settings): void;
  /** One request's write, of no value at all too; settles with what is in force as far as this request can tell. */
  save(values: Settings): Promise<Settings>;
  /** What clearing the cache does to the files: they are read and written back with another time. */
  touch(): Promise<void>;
  /** Loses writes silently; returns how to stop that. */
  loseWrites(rule: LostWrites): () => void;
  /** Puts a key into the overriding file, or takes it out again (undefined). */
  override(key: string, value: unknown): void;
}

/**
 * `main` is data/config.php; `internal` is data/config-internal.php, which holds the client secret in clear text; `state`
 * is data/state.php, which only version 10 has.
 */
type FileName = 'main' | 'internal' | 'state';
type Files = Readonly<Record<FileName, Settings>>;

const FILE_NAMES: readonly FileName[] = ['main', 'internal', 'state'];
const NOTHING: Files = { main: {}, internal: {}, state: {} };

/** Each file carries the time of its own last change (measured; Core/Utils/Config/ConfigWriter.php). */
const STAMPS: Readonly<Record<FileName, string>> = {
  main: 'microtime',
  internal: 'microtimeInternal',
  state: 'microtimeState',
};

/** EspoCRM source, Core/Utils/Config/InternalConfigHelper.php. */
const STATE = ['appTimestamp', 'cacheTimestamp', 'version', STAMPS.state];

/**
 * Reading, changing and writing takes a moment, in which another request's write is overwritten; requests sent together
 * come there apart, because their passwords are hashed first. Of two parallel writes one is lost in about a quarter of
 * all cases, of twenty most are (measured: 16 of 60 rounds, and 15 to 18).
 */
const WRITE_MS = 3;
const APART_MS = 16;

export interface ConfigStoreDeps {
  readonly world: World;
  readonly version: EspoCrmVersion;
  readonly siteUrl: () => string;
  readonly microtime: Microtime;
}

export function createConfigStore({ world, version, siteUrl, microtime }: ConfigStoreDeps): ConfigStore {
  const seconds = () => Math.floor(world.clock.now().getTime() / 1000);

  const fileOf = (key: string): FileName => {
    if (levelOf(key) === 'internal') return 'internal';
    return version !== '9.2.7' && STATE.includes(key) ? 'state' : 'main';
  };

  /** Whatever is saved, the time of it is saved too, so that the file which holds that is always written. */
  const changed = (read: Files, values: Settings): { readonly next: Files; readonly touched: readonly FileName[] } => {
    const all = Object.entries({ ...values, cacheTimestamp: values['cacheTimestamp'] ?? seconds() });
    const partOf = (name: FileName) => all.filter(([key]) => fileOf(key) === name);
    const written = (name: FileName): Settings =>
      partOf(name).length === 0
        ? read[name]
        : { ...read[name], ...Object.fromEntries(partOf(name)), [STAMPS[name]]: microtime() };
    return {
      next: { main: written('main'), internal: written('internal'), state: written('state') },
      touched: FILE_NAMES.filter((name) => partOf(name).length > 0),
    };
  };

  const fresh = freshSettings(version, world.clock.now());
  let files = changed(NOTHING, fresh).next;
  let before = files;
  const overrides = new Map<string, unknown>();
  const losing = new Set<{ readonly probability: number; left: number }>();

  const inForce = ({ main, internal, state }: Files): Settings => ({
    siteUrl: siteUrl(),
    ...main,
    ...internal,
    ...state,
    ...Object.fromEntries(overrides),
  });
  const put = (next: Files) => {
    before = files;
    files = next;
  };
  const isLost = () => {
    for (const rule of losing) {
      if (rule.probability < 1 && world.random.next() >= rule.probability) continue;
      rule.left -= 1;
      if (rule.left <= 0) losing.delete(rule);
      return true;
    }
    return false;
  };
  const write = async (values: Settings, lost: boolean): Promise<Settings> => {
    await sleep(world.random.integer(APART_MS));
    const read = files;
    await sleep(world.random.integer(WRITE_MS));
    const { next, touched } = changed(read, values);
    if (lost) return inForce(next);
    put({ ...files, ...Object.fromEntries(touched.map((name) => [name, next[name]])) });
    return inForce(files);
  };

  return {
    all: (stale = false) => inForce(stale ? before : files),
    get: (key) => inForce(files)[key],
    edit: (values) => put(changed(files, values).next),
    save: (values) => write(values, isLost()),
    async touch() {
      await write({}, false);
    },
    loseWrites({ times = Number.POSITIVE_INFINITY, probability = 1 }) {
      const rule = { probability, left: times };
      losing.add(rule);
      return () => losing.delete(rule);
    },
    override(key, value) {
      if (value === undefined) overrides.delete(key);
      else overrides.set(key, value);
    },
  };
}
