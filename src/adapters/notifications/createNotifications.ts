/** Tells people of news, over every channel that is set up; nothing that goes wrong here stops or holds up anything else. */
import type { Channel } from '../../config/notificationSettings';
import { Failure } from '../../core/failure';
import type { Notifications } from '../../reconcile/connector';
import type { Clock, Log } from '../../reconcile/ports';
import type { Http } from '../http/http';
import type { Message, Notice } from './notice';
import { signedEvent } from './signedEvent';
import { slackMessage } from './slackMessage';
import { teamsCard } from './teamsCard';

type Kind = Channel['kind'];
type ChannelOf<K extends Kind> = Extract<Channel, { readonly kind: K }>;

/** Complete by its type: a target without its message does not compile, and none gets the message of another. */
const MESSAGES: { readonly [K in Kind]: (notice: Notice, channel: ChannelOf<K>, sentAt: Date) => Message } = {
  teams: teamsCard,
  slack: slackMessage,
  webhook: (notice, { key }, sentAt) => signedEvent(notice, key, sentAt),
};

const messageFor = <K extends Kind>(channel: ChannelOf<K> & { readonly kind: K }, notice: Notice, sentAt: Date) =>
  MESSAGES[channel.kind](notice, channel, sentAt);

export interface NotificationOptions {
  readonly channels: readonly Channel[];
  /** Guarded: these addresses are settings, but settings are mistyped and stolen too. */
  readonly http: Http;
  readonly clock: Clock;
  readonly statusUrl: string | undefined;
}

/** One more, for what passes by itself. With the time limit of a request this bounds how long telling takes. */
const TRIES = 2;
const PAUSE_MS = 500;
/** Of one try. */
export const NOTIFICATION_TIMEOUT_MS = 3_000;

export function createNotifications({ channels, http, clock, statusUrl }: NotificationOptions): Notifications {
  /** What went wrong, as a code; undefined when it was taken. */
  async function send(channel: Channel, notice: Notice): Promise<string | undefined> {
    const { headers, body } = messageFor(channel, notice, clock.now());
    try {
      const request = { system: 'Webhook', operation: `notify ${channel.kind}`, method: 'POST' } as const;
      const { status } = await http({ ...request, url: channel.url.reveal(), headers, body });
      return status >= 200 && status < 300 ? undefined : `status ${status}`;
    } catch (error) {
      // Never the error itself: it may name the address.
      return error instanceof Failure ? error.facts.code : 'crashed';
    }
  }

  async function tell(channel: Channel, notice: Notice, log: Log): Promise<void> {
    const { name: connection } = notice.connection;
    const fields = { connection, channel: channel.kind, news: notice.news.kind };
    for (let tries = 1; ; tries += 1) {
      const problem = await send(channel, notice);
      if (problem === undefined) return log.info('notification.sent', fields);
      if (tries === TRIES) return log.warn('notification.failed', { ...fields, problem });
      await clock.sleep(PAUSE_MS);
    }
  }

  return {
    async tell(connection, news, log) {
      const notices = news.map((each) => ({ connection, news: each, statusUrl }));
      await Promise.all(channels.flatMap((channel) => notices.map((notice) => tell(channel, notice, log))));
    },
  };
}
