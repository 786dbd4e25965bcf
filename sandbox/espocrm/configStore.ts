/** EspoCRM's configuration files: read, changed and written back as a whole, without a lock. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../kit/world';
import type { EspoCrmVersion } from './espoCrm';
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
  /** One request's write; settles with what is in force as far as this request can tell. */
  save(values: Settings): Promise<Settings>;
  /** Loses writes silently; returns how to stop that. */
  loseWrites(rule: LostWrites): () => void;
  /** Puts a key into the overriding file, or takes it out again (undefined). */
  override(key: string, value: unknown): void;
}

/** `main` is data/config.php; `internal` is data/config-internal.php, which holds the client secret in clear text. */
interface Files {
  readonly main: Settings;
  readonly internal: Settings;
}

/**
 * Reading, changing and writing takes a moment, in which another request's write is overwritten; requests sent together
 * come there apart, because their passwords are hashed first. Of two parallel writes one is lost in about a quarter of
 * all cases, of twenty most are (measured: 16 of 60 rounds, and 15 to 18).
 */
const WRITE_MS = 3;
const APART_MS = 16;

const partOf = (values: Settings, internal: boolean): Settings =>
  Object.fromEntries(Object.entries(values).filter(([key]) => (levelOf(key) === 'internal') === internal));

export function createConfigStore(world: World, version: EspoCrmVersion, siteUrl: () => string): ConfigStore {
  let files: Files = { main: freshSettings(version, world.clock.now()), internal: {} };
  let before = files;
  const overrides = new Map<string, unknown>();
  const losing = new Set<{ readonly probability: number; left: number }>();

  const inForce = ({ main, internal }: Files): Settings => ({
    siteUrl: siteUrl(),
    ...main,
    ...internal,
    ...Object.fromEntries(overrides),
  });
  /** The public file is written with every change, because it carries the time of the last one. */
  const changed = (read: Files, values: Settings): Files => ({
    main: { ...read.main, ...partOf(values, false), cacheTimestamp: Math.floor(world.clock.now().getTime() / 1000) },
    internal: { ...read.internal, ...partOf(values, true) },
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

  return {
    all: (stale = false) => inForce(stale ? before : files),
    get: (key) => inForce(files)[key],
    edit: (values) => put(changed(files, values)),
    async save(values) {
      const lost = isLost();
      await sleep(world.random.integer(APART_MS));
      const read = files;
      await sleep(world.random.integer(WRITE_MS));
      const next = changed(read, values);
      if (lost) return inForce(next);
      const touchesInternal = Object.keys(partOf(values, true)).length > 0;
      put({ main: next.main, internal: touchesInternal ? next.internal : files.internal });
      return inForce(files);
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
