/** What is sent, and to whom. */
import type { ConnectionSpec } from '../../core/connection';
import type { News } from '../../core/report/news';

export interface Notice {
  readonly connection: Pick<ConnectionSpec, 'name' | 'espocrmUrl'>;
  readonly news: News;
  /** Where the status page is; undefined where it has no address. */
  readonly statusUrl: string | undefined;
}

/** A request ready to go out, but for its address. */
export interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}
