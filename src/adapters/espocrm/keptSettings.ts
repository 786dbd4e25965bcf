/** Compares settings that were written with what EspoCRM shows of them afterwards. */
import { sorted } from '../../core/decide/espocrmSettings';
import type { SignInSettings } from '../../core/observation';

type Shown = Readonly<Record<string, unknown>>;

const isEqual = (left: unknown, right: unknown) => JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));

/** Names of those that EspoCRM shows otherwise. */
export const lostOf = (written: SignInSettings, read: Shown): string[] =>
  Object.keys(written).filter((key) => !isEqual(read[key], written[key]));

/** Without the keys that were never set: writing null for them is refused or means something else. */
export const pick = (settings: Shown, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(keys.filter((key) => settings[key] !== undefined).map((key) => [key, settings[key]]));
