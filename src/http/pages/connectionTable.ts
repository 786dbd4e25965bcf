/** Connections of one health as a table: the timeline, the same dates in words, and below each what to do about it. */
import type { HealthStatus } from '../../core/outcome';
import { isOverdue } from './fleet';
import { type Html, html } from './html';
import type { Shown } from './readPage';
import { axis, line, type Scale } from './timeline';
import { awayText, dateCell, HEALTH_WORDS, STATE_WORDS, timeText } from './words';

/** The roles are there for browsers that forget what a table is once its style makes it something else. */
export function connectionTable(health: HealthStatus, connections: readonly Shown[], scale: Scale): Html {
  const { sign, title } = HEALTH_WORDS[health];
  return html`<section class="group ${health}" aria-labelledby="group-${health}">
    <h2 id="group-${health}"><span class="sign" aria-hidden="true">${sign}</span> ${title}</h2>
    <table role="table" aria-labelledby="group-${health}">
      <thead role="rowgroup"><tr role="row">
        <th role="columnheader" scope="col">Connection</th>
        <th role="columnheader" scope="col" class="time">Client secret ${axis(scale)}</th>
        <th role="columnheader" scope="col">Renewal planned</th>
        <th role="columnheader" scope="col">Expires</th>
        <th role="columnheader" scope="col">Last check</th>
      </tr></thead>
      <tbody role="rowgroup">${connections.map((each) => rows(each, scale))}</tbody>
    </table>
  </section>`;
}

function rows(shown: Shown, scale: Scale): Html {
  const { now } = scale;
  const { name, state, problems, secretExpiresAt, renewsAt } = shown;
  const none = html`<span class="none">none yet</span>`;
  return html`<tr role="row"${problems.length > 0 ? html` class="troubled"` : undefined}>
    <th role="rowheader" scope="row"><b>${name}</b> ${address(shown)} ${state === 'settled' ? undefined : html`<span class="state">${STATE_WORDS[state]}</span>`}</th>
    <td role="cell" class="time">${secretExpiresAt ? line(scale, { renewsAt, expiresAt: secretExpiresAt }) : none}</td>
    <td role="cell" data-label="Renewal planned">${renewsAt ? dateCell(now, renewsAt) : none}</td>
    <td role="cell" data-label="Expires">${secretExpiresAt ? dateCell(now, secretExpiresAt) : none}</td>
    <td role="cell" data-label="Last check">${lastCheck(shown, now)}</td>
  </tr>${problems.length > 0 ? problemRow(shown) : undefined}`;
}

/** Only what cannot be anything but an address becomes a link. */
function address({ espocrmUrl }: Shown): Html {
  if (!espocrmUrl.startsWith('https://')) return html`<span class="url">${espocrmUrl}</span>`;
  return html`<a class="url" href="${espocrmUrl}" rel="noreferrer">${espocrmUrl.slice('https://'.length)}</a>`;
}

function lastCheck(shown: Shown, now: Date): Html {
  const { checkedAt, confirmedAt, done } = shown;
  if (!checkedAt) return html`<span class="none">not yet</span>`;
  const actions = done.map(({ kind, reason }) => `${kind} (${reason})`).join(', ');
  return html`<span${isOverdue(now, shown) ? html` class="overdue"` : undefined}>${dateCell(now, checkedAt)}</span>
    ${actions ? html`<small class="more">did: ${actions}</small>` : undefined}
    ${confirmedAt ? html`<small class="more">sign-in proven <time datetime="${confirmedAt.toISOString()}">${awayText(now, confirmedAt)}</time></small>` : undefined}`;
}

function problemRow({ problems, nextCheckBy }: Shown): Html {
  return html`<tr role="row" class="why"><td role="cell" colspan="5">
    <ul>${problems.map(({ code, detail }) => html`<li><code>${code}</code> ${detail}</li>`)}</ul>
    ${nextCheckBy ? html`<small>Next look by <time datetime="${nextCheckBy.toISOString()}">${timeText(nextCheckBy)}</time>.</small>` : undefined}
  </td></tr>`;
}
