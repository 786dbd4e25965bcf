/** The page's only style sheet, dark and light, from a phone to a wall screen; and the policy that allows it and nothing else. */
import { createHash } from 'node:crypto';
import { type Html, html, toText } from './html';

export const STYLE: Html = html`
:root { color-scheme: light dark; --page: #f3f5f8; --card: #fff; --ink: #16191d; --soft: #545d69; --edge: #d7dce3; --link: #1f4fc4; --fail: #b3261e; --failbg: #fdeceb; --warn: #8a5200; --warnbg: #fdf3e0; --pass: #146c3c; --life: #6b93e8; --rest: #c3d2f3; --late: #e0962e; --mark: #1f3f8f; }
@media (prefers-color-scheme: dark) { :root { --page: #0e1116; --card: #171b22; --ink: #e8ebf0; --soft: #a3adba; --edge: #2c333d; --link: #8fb2ff; --fail: #ff9389; --failbg: #351a19; --warn: #ffc266; --warnbg: #33260f; --pass: #6fd790; --life: #4b74cf; --rest: #2c406f; --late: #c77d17; --mark: #b9ceff; } }
* { box-sizing: border-box; margin: 0; } html { font: clamp(15px, 10px + 0.45vw, 30px)/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
body { background: var(--page); color: var(--ink); padding: 1.2rem clamp(0.8rem, 3vw, 3rem) 3rem; max-width: 125rem; margin: 0 auto; }
a { color: var(--link); text-underline-offset: 0.15em; } :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0.2rem 2rem; margin-bottom: 1rem; }
h1 { font-size: 1.35rem; letter-spacing: -0.01em; } header p, small, .state, .url, .next, .legend, .none { color: var(--soft); } small { font-size: 0.82rem; }
ul { list-style: none; padding: 0; } .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 0.8rem; }
.tiles a { display: flex; flex-direction: column; height: 100%; padding: 0.7rem 1rem 0.8rem; background: var(--card); border: 1px solid var(--edge); border-top: 4px solid var(--tone); border-radius: 8px; text-decoration: none; color: var(--ink); }
.tiles a:hover span { text-decoration: underline; } .tiles a[aria-current] { box-shadow: 0 0 0 2px var(--tone); }
.tiles b { font-size: 2.1rem; line-height: 1.15; color: var(--tone); font-variant-numeric: tabular-nums; } .tiles span { color: var(--soft); font-size: 0.9rem; }
.all, .zero { --tone: var(--soft); } .fail:not(.zero) { --tone: var(--fail); } .warn:not(.zero) { --tone: var(--warn); } .pass:not(.zero) { --tone: var(--pass); }
main > p { margin-top: 0.9rem; } .alarm { background: var(--warnbg); border-left: 4px solid var(--warn); padding: 0.6rem 0.9rem; border-radius: 4px; }
.empty { padding: 2rem 0; font-size: 1.1rem; }
.bar { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 0.5rem 2rem; margin-top: 0.9rem; }
form { display: flex; flex: 1 1 24rem; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
input, button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: 6px; padding: 0.35rem 0.7rem; min-height: 2.4rem; }
input { flex: 0 1 16rem; min-width: 8rem; } button { cursor: pointer; } .legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; font-size: 0.82rem; }
.legend li { display: flex; align-items: center; gap: 0.4rem; }
.calendar { margin-top: 1.4rem; background: var(--card); border: 1px solid var(--edge); border-radius: 8px; padding: 0.7rem 1rem; --tone: var(--ink); }
.calendar h2 { margin: 0; font-size: 0.95rem; } .calendar .count { fill: var(--ink); font-weight: 600; }
details { font-size: 0.82rem; color: var(--soft); } summary { cursor: pointer; width: fit-content; } .calendar table { width: auto; color: var(--ink); } .calendar th, .calendar td { padding: 0.1rem 1.5rem 0.1rem 0; }
.group { margin-top: 1.1rem; background: var(--card); border: 1px solid var(--edge); border-left: 4px solid var(--tone); border-radius: 8px; padding: 0.9rem 1rem 0.4rem; }
h2 { font-size: 1.05rem; color: var(--tone); margin-bottom: 0.5rem; }
.sign { display: inline-block; width: 1.5em; height: 1.5em; line-height: 1.5em; text-align: center; border-radius: 50%; background: var(--tone); color: var(--card); font-size: 0.8em; margin-right: 0.3em; }
table { border-collapse: collapse; } .group table { width: 100%; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 0.9rem 0.5rem 0; font-weight: normal; overflow-wrap: anywhere; }
thead th { font-size: 0.82rem; color: var(--soft); vertical-align: bottom; padding-top: 0; }
.group thead th:nth-child(1) { width: 22%; } .group thead th:nth-child(3), .group thead th:nth-child(4) { width: 11.5%; } .group thead th:nth-child(5) { width: 17%; }
tbody tr { border-top: 1px solid var(--edge); } tbody tr.why { border-top: 0; } th b { font-weight: 650; }
.url, .state, .more, time + small { display: block; font-size: 0.82rem; } .why td { padding: 0 0 0.8rem; }
.why ul { border-radius: 4px; padding: 0.5rem 0.8rem; background: var(--warnbg); } .fail .why ul { background: var(--failbg); } .why li + li { margin-top: 0.4rem; }
.why small { display: block; margin: 0.25rem 0 0 0.8rem; }
code { font: 600 0.86em ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; color: var(--tone); margin-right: 0.4em; }
.overdue, .overdue small { color: var(--warn); font-weight: 600; } svg { display: block; overflow: visible; }
.axis text { font-size: 0.75rem; fill: var(--soft); text-anchor: middle; } .axis .today { fill: var(--ink); font-weight: 600; text-anchor: start; }
.tick { stroke: var(--edge); } .line .today { stroke: var(--soft); stroke-dasharray: 2 2; }
.life { fill: var(--life); } .rest { fill: var(--rest); } .late { fill: var(--late); } .gone { fill: var(--fail); }
.renewal { fill: var(--card); stroke: var(--mark); stroke-width: 2.5; } .expiry { stroke: var(--mark); stroke-width: 3; }
.pager { display: flex; justify-content: center; gap: 1.5rem; margin-top: 1.4rem; }
.pager a, .pager span { padding: 0.4rem 0.2rem; } .pager > span:not(:nth-child(2)) { color: var(--soft); }
@media (max-width: 52rem) {
  .tiles { grid-template-columns: 1fr 1fr; }
  .group :is(table, thead, tbody, tr, th, td) { display: block; width: auto; }
  .group thead th:not(.time) { position: absolute; clip-path: inset(50%); width: 1px !important; height: 1px; overflow: hidden; }
  .group :is(th, td), .group thead th.time { padding: 0.15rem 0; width: auto; }
  tbody tr { padding: 0.5rem 0; } tbody tr.why { padding: 0; } tr.troubled { padding-bottom: 0.3rem; }
  .group td[data-label] { display: grid; grid-template-columns: 8.5rem 1fr; } td[data-label]::before { content: attr(data-label); grid-row: span 4; color: var(--soft); font-size: 0.82rem; }
  time + small { display: inline; margin-left: 0.4em; }
}
@media print { body { padding: 0; } form, .pager, header a { display: none; } }
`;

/** Content Security Policy Level 3, hash-source: of the text between the tags, as it is sent. */
const hash = createHash('sha256').update(toText(STYLE)).digest('base64');

export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
