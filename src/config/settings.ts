/** The app's settings, read from its environment when they are first asked for. */
import { type Config, readConfig } from './config';

let config: Config | undefined;

/** Throws an Error that lists every missing and wrong setting. */
export function settings(): Config {
  config ??= readConfig(process.env);
  return config;
}
