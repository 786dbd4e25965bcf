/** Reads whom to notify. Addresses are secrets: whoever knows one can post there. */
import { createSecret, type Secret } from '../core/secret';
import { type Environment, isHttpsUrl, type Read } from './setting';

interface Target<C> {
  readonly kind: string;
  readonly settings: readonly string[];
  /** Undefined where it is not set up; an empty setting is the same as none. */
  readonly read: (env: Environment) => Read<C | undefined>;
}

type Unsigned<Kind> = { readonly kind: Kind; readonly url: Secret };
type Signed<Kind> = Unsigned<Kind> & { readonly key: Secret };

/**
 * Every target, once: settings and channels come from here, and the compiler asks for its message. Tests ask for its place
 * in the deployment and in the documents.
 */
export const TARGETS = [
  unsigned(
    'teams',
    'NOTIFY_TEAMS_URL',
    'the address of a Teams workflow that posts to a channel when it gets a webhook request',
  ),
  unsigned('slack', 'NOTIFY_SLACK_URL', 'the address of a Slack incoming webhook'),
  signed('webhook', 'NOTIFY_WEBHOOK_URL', 'the address that gets signed CloudEvents', 'NOTIFY_WEBHOOK_SECRET'),
] as const;

export type Channel = (typeof TARGETS)[number] extends Target<infer C> ? C : never;

/** Those that are set up. */
export function readChannels(env: Environment): Read<readonly Channel[]> {
  const read = TARGETS.map((target) => target.read(env));
  const problems = read.flatMap((each) => ('problems' in each ? each.problems : []));
  if (problems.length > 0) return { problems };
  return { value: read.flatMap((each) => ('value' in each ? (each.value ?? []) : [])) };
}

function unsigned<Kind extends string>(kind: Kind, setting: string, what: string): Target<Unsigned<Kind>> {
  return {
    kind,
    settings: [setting],
    read({ [setting]: text }) {
      if (!text) return { value: undefined };
      if (!isHttpsUrl(text)) return { problems: [`${setting} must be an https URL: ${what}`] };
      return { value: { kind, url: createSecret(text) } };
    },
  };
}

/** Standard Webhooks, "Symmetric signatures": between 24 and 64 bytes in base64, after the prefix `whsec_`. */
const SIGNING_KEY = /^whsec_([A-Za-z0-9+/]{32,86}={0,2})$/;
const KEY_ADVICE =
  'the key that signs what is sent, whsec_ and 24 to 64 bytes in base64, for example from: echo "whsec_$(openssl rand -base64 32)"';

function signed<Kind extends string>(
  kind: Kind,
  setting: string,
  what: string,
  keySetting: string,
): Target<Signed<Kind>> {
  const address = unsigned(kind, setting, what);
  return {
    kind,
    settings: [setting, keySetting],
    read(env) {
      const { [keySetting]: text } = env;
      const read = address.read(env);
      const [, key] = SIGNING_KEY.exec(text ?? '') ?? [];
      const isWrong = key === undefined && (text || env[setting]);
      const wrong = isWrong ? [`${keySetting} ${text ? 'must be' : 'is missing:'} ${KEY_ADVICE}`] : [];
      if ('problems' in read) return { problems: [...read.problems, ...wrong] };
      if (key === undefined) return wrong.length > 0 ? { problems: wrong } : { value: undefined };
      return { value: read.value && { ...read.value, key: createSecret(key) } };
    },
  };
}
