/** Reads the settings that say whom to notify. Their addresses are secrets: whoever knows one can post there. */
import * as z from 'zod';
import { createSecret, type Secret } from '../core/secret';

export type Channel =
  | { readonly kind: 'teams' | 'slack'; readonly url: Secret }
  | { readonly kind: 'webhook'; readonly url: Secret; readonly key: Secret };

const isHttps = (text: string) => URL.canParse(text) && new URL(text).protocol === 'https:';

/** An empty setting is the same as none. */
const urlSchema = (what: string) =>
  z
    .string()
    .refine((text) => text === '' || isHttps(text), `must be an https URL: ${what}`)
    .default('');

/** Standard Webhooks, "Symmetric signatures": between 24 and 64 bytes in base64, after the prefix `whsec_`. */
const SIGNING_KEY = /^whsec_([A-Za-z0-9+/]{32,86}={0,2})$/;
const KEY_ADVICE =
  'the key that signs what is sent, whsec_ and 24 to 64 bytes in base64, for example from: echo "whsec_$(openssl rand -base64 32)"';

export const notificationSettings = {
  NOTIFY_TEAMS_URL: urlSchema('the address of a Teams workflow that posts to a channel when it gets a webhook request'),
  NOTIFY_SLACK_URL: urlSchema('the address of a Slack incoming webhook'),
  NOTIFY_WEBHOOK_URL: urlSchema('the address that gets signed CloudEvents'),
  NOTIFY_WEBHOOK_SECRET: z
    .string()
    .refine((text) => text === '' || SIGNING_KEY.test(text), `must be ${KEY_ADVICE}`)
    .default(''),
};

type Settings = { readonly [name in keyof typeof notificationSettings]: string };

/** What no single setting shows. */
export const notificationProblems = (env: Readonly<Record<string, string | undefined>>): string[] =>
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
