/** Reads the settings that say whom to notify. Their addresses are secrets: whoever knows one can post there. */
import { createSecret, type Secret } from '../core/secret';
import { type Environment, isHttpsUrl, where, withDefault } from './setting';

export type Channel =
  | { readonly kind: 'teams' | 'slack'; readonly url: Secret }
  | { readonly kind: 'webhook'; readonly url: Secret; readonly key: Secret };

/** An empty setting is the same as none. */
const url = (what: string) =>
  withDefault(
    '',
    where((text) => text === '' || isHttpsUrl(text), `must be an https URL: ${what}`),
  );

/** Standard Webhooks, "Symmetric signatures": between 24 and 64 bytes in base64, after the prefix `whsec_`. */
const SIGNING_KEY = /^whsec_([A-Za-z0-9+/]{32,86}={0,2})$/;
const KEY_ADVICE =
  'the key that signs what is sent, whsec_ and 24 to 64 bytes in base64, for example from: echo "whsec_$(openssl rand -base64 32)"';

export const notificationSettings = {
  NOTIFY_TEAMS_URL: url('the address of a Teams workflow that posts to a channel when it gets a webhook request'),
  NOTIFY_SLACK_URL: url('the address of a Slack incoming webhook'),
  NOTIFY_WEBHOOK_URL: url('the address that gets signed CloudEvents'),
  NOTIFY_WEBHOOK_SECRET: withDefault(
    '',
    where((text) => text === '' || SIGNING_KEY.test(text), `must be ${KEY_ADVICE}`),
  ),
};

type Settings = { readonly [name in keyof typeof notificationSettings]: string };

/** What no single setting shows. */
export const notificationProblems = (env: Environment): string[] =>
  env['NOTIFY_WEBHOOK_URL'] && !env['NOTIFY_WEBHOOK_SECRET'] ? [`NOTIFY_WEBHOOK_SECRET is missing: ${KEY_ADVICE}`] : [];

/** Of checked settings. */
export function channelsOf(settings: Settings): Channel[] {
  const { NOTIFY_TEAMS_URL: teams, NOTIFY_SLACK_URL: slack, NOTIFY_WEBHOOK_URL: webhook } = settings;
  const [, key = ''] = SIGNING_KEY.exec(settings.NOTIFY_WEBHOOK_SECRET) ?? [];
  return [
    ...(teams ? [{ kind: 'teams' as const, url: createSecret(teams) }] : []),
    ...(slack ? [{ kind: 'slack' as const, url: createSecret(slack) }] : []),
    ...(webhook ? [{ kind: 'webhook' as const, url: createSecret(webhook), key: createSecret(key) }] : []),
  ];
}
