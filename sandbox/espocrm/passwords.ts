/** Passwords: how good a new one has to be, and how much of it counts. */
import type { ConfigStore } from './configStore';
import { isTrue } from './phpValues';

/** EspoCRM source, metadata/entityDefs/User.json. */
export const MAX_PASSWORD = 150;

/** The hash is made of the first 72 bytes (measured; bcrypt). */
const COUNTED_BYTES = 72;
const counted = (password: string) => Buffer.from(password).subarray(0, COUNTED_BYTES);

/** `stored` is undefined for accounts that no password opens. */
export const isPassword = (stored: string | undefined, given: string): boolean =>
  stored !== undefined && given !== '' && counted(stored).equals(counted(given));

const countOf = (password: string, letters: RegExp) => password.match(letters)?.length ?? 0;

/** EspoCRM source, Tools/UserSecurity/Password/Checker.php; none of the rules is set on a fresh installation. */
const RULES: Readonly<Record<string, (password: string) => number>> = {
  passwordStrengthLength: (password) => [...password].length,
  passwordStrengthLetterCount: (password) => countOf(password, /[A-Za-z]/g),
  passwordStrengthNumberCount: (password) => countOf(password, /\d/g),
  passwordStrengthSpecialCharacterCount: (password) => countOf(password, /['\-!"#$%&()*,./:;?@[\]^_`{|}~+<=>]/g),
};

export function isStrong(password: string, config: ConfigStore): boolean {
  const bothCases = /[A-Z]/.test(password) && /[a-z]/.test(password);
  if (isTrue(config.get('passwordStrengthBothCases')) && !bothCases) return false;
  return Object.entries(RULES).every(([key, count]) => count(password) >= Number(config.get(key) ?? 0));
}
