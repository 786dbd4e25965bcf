/** What the status page shows of each connection, read from its pages as a script would. */
import type { ConnectorApi } from '../story/connectorApi';

export interface StatusRow {
  readonly name: string;
  readonly health: string;
  /** Everything said of it below its row. */
  readonly why: string;
}

const MAX_PAGES = 100;

/** In the order in which they are shown, over all pages. Throws an Error when a page does not come. */
export async function statusRows(api: ConnectorApi): Promise<readonly StatusRow[]> {
  const rows: StatusRow[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { status, body } = await api.request('GET', `/api/status?page=${page}`);
    if (status !== 200) throw new Error(`The status page answered ${status}.`);
    const found = rowsOf(String(body));
    // Past the last page that one is shown again.
    if (found.length === 0 || found[0]?.name === rows.at(-found.length)?.name) break;
    rows.push(...found);
  }
  return rows;
}

function rowsOf(page: string): StatusRow[] {
  const [, ...groups] = page.split('<section class="group ');
  return groups.flatMap((group) => {
    const health = group.slice(0, group.indexOf('"'));
    const [, ...connections] = group.split('<th role="rowheader"');
    return connections.map((row) => {
      const [, name = ''] = /<b>([^<]*)<\/b>/.exec(row) ?? [];
      const [, why = ''] = row.split('class="why"');
      return { name, health, why };
    });
  });
}
