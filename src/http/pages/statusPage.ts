/** The status page as HTML. */
import type { HealthStatus } from '../../core/outcome';
import { calendar } from './calendar';
import { connectionTable } from './connectionTable';
import { PAGE_SIZE, type View } from './fleet';
import { type Html, html, toText } from './html';
import type { Page, Shown } from './readPage';
import { STYLE } from './style';
import { type Scale, scaleOf } from './timeline';
import { awayText, dateText, HEALTH_WORDS, HEALTHS, timeText } from './words';

export function statusPage(page: Page, view: View, now: Date): string {
  return `<!doctype html>\n${toText(html`<html lang="en">
    ${head(page)}
    <body>
      <header>
        <h1>EspoCRM Entra connector</h1>
        <p>As of <time datetime="${now.toISOString()}">${timeText(now)}</time> · ${refreshLink(view)}</p>
      </header>
      <main>${overview(page, view)} ${page.total > 0 ? body(page, view, now) : empty}</main>
    </body>
    </html>`)}`;
}

/** The title is what a row of browser tabs shows. */
function head({ counts, total }: Page): Html {
  const all = total === 0 ? 'no connections' : 'all well';
  const title = counts.fail > 0 ? `${counts.fail} failing` : counts.warn > 0 ? `${counts.warn} to look at` : all;
  return html`<head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title} · EspoCRM Entra connector</title>
    <style>${STYLE}</style>
  </head>`;
}

const empty = html`<p class="empty">There is no connection yet. PUT /api/connections/{name} makes one.</p>`;

function body(page: Page, view: View, now: Date): Html {
  const spans = page.connections.flatMap(({ renewsAt, secretExpiresAt: expiresAt }) =>
    expiresAt ? [{ renewsAt, expiresAt }] : [],
  );
  return html`${alarm(page)}
    <div class="bar">${search(view)} ${next(page, now)}</div>
    <div class="bar">${found(page, view)} ${page.shown.length > 0 ? legend : undefined}</div>
    ${groups(page.connections, scaleOf(spans, now))}
    ${pager(page, view)}
    ${hasCalendar(page) ? calendar(page.all, now) : undefined}`;
}

/** A single page shows each timeline already. */
const hasCalendar = ({ total }: Page): boolean => total > PAGE_SIZE;

/** A link to this page with another view; the first page unless it says otherwise. */
function href(view: View, changes: Partial<View>): string {
  const { show, name, page, refresh } = { ...view, page: 1, ...changes };
  const query = new URLSearchParams({
    ...(show && { show }),
    ...(name && { name }),
    ...(page > 1 && { page: String(page) }),
    ...(refresh && { refresh: 'on' }),
  }).toString();
  return query ? `?${query}` : '?';
}

const refreshLink = (view: View): Html =>
  view.refresh
    ? html`loads itself every 5 minutes, <a href="${href(view, { page: view.page, refresh: false })}">stop</a>`
    : html`<a href="${href(view, { page: view.page, refresh: true })}">keep it up to date</a>`;

function overview({ counts, total }: Page, view: View): Html {
  const tile = (kind: HealthStatus | 'all', count: number, title: string, show: HealthStatus | undefined) =>
    html`<li class="${kind}${count === 0 ? ' zero' : ''}"><a href="${href(view, { show })}"${view.show === show ? html` aria-current="page"` : undefined}>
      <b>${count}</b> <span>${title}</span></a></li>`;
  return html`<nav aria-label="Connections by health"><ul class="tiles">
    ${HEALTHS.map((health) => tile(health, counts[health], HEALTH_WORDS[health].title, health))}
    ${tile('all', total, 'All connections', undefined)}
  </ul></nav>`;
}

const alarm = ({ overdue }: Page): Html | undefined =>
  overdue === 0
    ? undefined
    : html`<p class="alarm">${overdue === 1 ? 'One connection was' : `${overdue} connections were`} not looked at for more than a day. See whether the timer function healthCheck runs, and whether the queue has poisoned messages.</p>`;

function next(page: Page, now: Date): Html | undefined {
  const at = page.nextRenewal?.renewsAt;
  if (!at) return undefined;
  const all = hasCalendar(page) ? html` · <a href="#calendar">by month</a>` : undefined;
  return html`<p class="next">Next planned renewal: <b>${page.nextRenewal.name}</b>, <time datetime="${at.toISOString()}">${dateText(at)}</time> (${awayText(now, at)})${all}</p>`;
}

const search = ({ name, show, refresh }: View): Html => html`<form method="get" role="search">
  <label for="name">Name or address</label>
  <input id="name" name="name" type="search" value="${name}" maxlength="100" autocomplete="off">
  ${show ? html`<input type="hidden" name="show" value="${show}">` : undefined}
  ${refresh ? html`<input type="hidden" name="refresh" value="on">` : undefined}
  <button>Find</button>
</form>`;

function found({ selected, total, page, pages }: Page, view: View): Html | undefined {
  const range = `${(page - 1) * PAGE_SIZE + 1} to ${Math.min(page * PAGE_SIZE, selected)}`;
  const all =
    selected < total ? html` <a href="${href(view, { show: undefined, name: '' })}">Show all ${total}</a>` : undefined;
  if (selected === 0) return html`<p>No connection fits.${all}</p>`;
  return html`<p>${pages === 1 ? selected : `${range} of ${selected}`} ${selected === 1 ? 'connection' : 'connections'}, worst first.${all}</p>`;
}

const legend = html`<ul class="legend" aria-label="Legend of the timelines">
  <li><svg width="26" height="12" aria-hidden="true"><rect class="life" y="2" width="26" height="8" rx="2"/></svg> in use</li>
  <li><svg width="12" height="12" aria-hidden="true"><circle class="renewal" cx="6" cy="6" r="5"/></svg> planned renewal</li>
  <li><svg width="26" height="12" aria-hidden="true"><rect class="rest" y="2" width="26" height="8" rx="2"/></svg> time left to repair it</li>
  <li><svg width="26" height="12" aria-hidden="true"><rect class="late" y="2" width="26" height="8" rx="2"/></svg> renewal overdue</li>
  <li><svg width="6" height="16" aria-hidden="true"><line class="expiry" x1="3" x2="3" y1="0" y2="16"/></svg> expiry</li>
</ul>`;

const groups = (connections: readonly Shown[], scale: Scale): Html[] =>
  HEALTHS.flatMap((health) => {
    const some = connections.filter((each) => each.health === health);
    return some.length > 0 ? [connectionTable(health, some, scale)] : [];
  });

function pager({ page, pages }: Page, view: View): Html | undefined {
  if (pages === 1) return undefined;
  const link = (to: number, text: string) =>
    to < 1 || to > pages ? html`<span>${text}</span>` : html`<a href="${href(view, { page: to })}">${text}</a>`;
  return html`<nav class="pager" aria-label="Pages">${link(page - 1, '← Previous')} <span>Page ${page} of ${pages}</span> ${link(page + 1, 'Next →')}</nav>`;
}
