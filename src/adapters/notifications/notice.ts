/** What is told, and in which words people in a chat are told it. */
import type { ConnectionSpec } from '../../core/connection';
import type { News } from '../../core/report/news';

export interface Notice {
  readonly connection: Pick<ConnectionSpec, 'name' | 'espocrmUrl'>;
  readonly news: News;
  /** Where the status page is; undefined where it has no address. */
  readonly statusUrl: string | undefined;
}

/** A request ready to go out, but for its address. */
export type Message = { readonly headers: Readonly<Record<string, string>>; readonly body: object };

const dayOf = (at: Date | undefined) => at?.toISOString().slice(0, 10) ?? 'an unknown day';
/** What outside systems are called by may be long; a chat shows a few lines. */
const MAX_DETAIL = 800;

const TITLES: Readonly<Record<News['kind'], string>> = {
  renewed: 'client secret renewed',
  failed: 'somebody has to act',
  expiring: 'client secret expires soon and is not renewed',
  recovered: 'working again',
};

const TONES: Readonly<Record<News['kind'], Words['tone']>> = {
  renewed: 'good',
  failed: 'attention',
  expiring: 'warning',
  recovered: 'good',
};

export interface Words {
  readonly tone: 'good' | 'warning' | 'attention';
  readonly title: string;
  readonly paragraphs: readonly string[];
}

export function inWords({ connection, news }: Notice): Words {
  const { kind } = news;
  const title = kind === 'failed' && news.goesOn ? 'failed, and tried again' : TITLES[kind];
  return { tone: TONES[kind], title: `${connection.name}: ${title}`, paragraphs: paragraphs(news) };
}

function paragraphs({ kind, problems, secretExpiresAt, troubledSince }: News): string[] {
  if (kind === 'renewed')
    return [`EspoCRM has a new client secret, valid until ${dayOf(secretExpiresAt)}. There is nothing to do.`];
  if (kind === 'recovered') return [`The trouble that began on ${dayOf(troubledSince)} is over.`];
  return problems.map(({ detail }) => (detail.length > MAX_DETAIL ? `${detail.slice(0, MAX_DETAIL)}…` : detail));
}
