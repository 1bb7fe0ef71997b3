/** Of the report's one page. Named by its hash in the policy of the page, so nothing else can style it. */
export const STYLE = `
:root { color-scheme: light dark;
  --paper: #fbfaf7; --card: #ffffff; --ink: #1d1c1a; --dim: #5b5850; --rule: #dcd8cf; --grid: #e9e6df;
  --hot: #a8321f; --hot-soft: #fbe9e4; --cool: #44658a; --band: #d5e2d8; --usual: #3f7350; --on-hot: #ffffff; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #141518; --card: #1b1d21; --ink: #ecebe6; --dim: #aaa69c; --rule: #35373d; --grid: #27292e;
  --hot: #ff8d78; --hot-soft: #3a1f1a; --cool: #8fb3dc; --band: #23372b; --usual: #86c79a; --on-hot: #221210; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main, header, footer { max-width: 58rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.25rem; }
a { color: inherit; text-underline-offset: 0.15em; }
.over { display: flex; flex-wrap: wrap; gap: 0.4rem 0.8rem; align-items: center; margin: 0; color: var(--dim); font-size: 0.875rem; }
.chip { background: var(--hot); color: var(--on-hot); padding: 0.1rem 0.55rem; border-radius: 0.25rem; font-weight: 650; font-size: 0.8125rem; letter-spacing: 0.04em; }
.chip.quiet { background: var(--dim); color: var(--paper); }
h1 { font-size: clamp(1.45rem, 1.1rem + 1.7vw, 2.05rem); line-height: 1.24; letter-spacing: -0.015em; margin: 0.8rem 0 1.5rem; text-wrap: pretty; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; letter-spacing: -0.005em; line-height: 1.3; margin: 3rem 0 0.3rem; }
h3 { font-size: 1.08rem; line-height: 1.35; margin: 1.8rem 0 0.3rem; overflow-wrap: anywhere; }
h4 { font-size: 0.95rem; margin: 1.3rem 0 0.2rem; }
p, ul, ol { margin: 0.5rem 0; max-width: 44rem; }
li { margin: 0.25rem 0; }
.lead { color: var(--dim); margin-bottom: 1rem; }
dl.answers { display: grid; grid-template-columns: repeat(6, 1fr); gap: 0; margin: 0; border: 1px solid var(--rule); border-radius: 0.6rem; background: var(--card); overflow: hidden; }
dl.answers > div { grid-column: span 3; padding: 1rem 1.1rem 1.1rem; border-bottom: 1px solid var(--rule); border-right: 1px solid var(--rule); margin: 0 -1px -1px 0; }
dl.answers > div:nth-child(n+3) { grid-column: span 2; }
dl.answers > div.main { background: var(--hot-soft); }
dt { color: var(--dim); font-size: 0.8125rem; font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
dl.answers dd:first-of-type { font-size: 1.08rem; font-weight: 620; line-height: 1.35; margin: 0.15rem 0 0.45rem; }
dl.answers dd + dd { color: var(--dim); font-size: 0.875rem; line-height: 1.45; }
nav { margin: 1.3rem 0 0; font-size: 0.875rem; color: var(--dim); }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; max-width: none; }
section { break-before: auto; }
.part { border-top: 1px solid var(--rule); margin-top: 2.2rem; padding-top: 0.2rem; }
.part h3 { margin-top: 1.4rem; }
figure { margin: 1rem 0 1.4rem; break-inside: avoid; }
figcaption { color: var(--dim); font-size: 0.875rem; max-width: 44rem; }
svg { display: block; max-width: 100%; height: auto; font: 12px/1 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }
.narrow { display: none; }
svg text { fill: var(--ink); }
svg .tick { fill: var(--dim); font-size: 11px; }
svg .peak, svg .value { font-weight: 650; }
svg .label { font-size: 13px; }
svg .label, svg .peak { paint-order: stroke; stroke: var(--paper); stroke-width: 5px; stroke-linejoin: round; }
svg .grid { stroke: var(--grid); }
svg .axis { stroke: var(--dim); }
svg .level, svg .link { stroke: var(--dim); stroke-dasharray: 2 3; fill: none; }
svg .bar { fill: var(--cool); }
svg .bar.fresh { fill: var(--hot); }
svg .bar.total { fill: var(--ink); }
svg .band { fill: var(--band); }
svg .usual { stroke: var(--usual); stroke-width: 1.5; stroke-dasharray: 5 3; }
svg .unsized { fill: var(--card); stroke: var(--hot); stroke-width: 1.75; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.15rem 1.1rem; margin: 0.2rem 0 0.5rem; font-size: 0.8125rem; max-width: none; }
.legend li { display: flex; align-items: center; gap: 0.4rem; margin: 0; }
.key { width: 0.8rem; height: 0.8rem; border-radius: 0.15rem; flex: none; background: var(--cool); }
.key.fresh { background: var(--hot); }
.key.band { background: var(--band); outline: 1px solid var(--usual); outline-offset: -1px; }
.key.line { height: 0; border-radius: 0; border-top: 2px dashed var(--usual); background: none; }
.key.hollow { border-radius: 50%; background: none; border: 2px solid var(--hot); }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--dim); padding: 0.2rem 0 0.4rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.9rem 0.4rem 0; border-bottom: 1px solid var(--rule); }
th { font-weight: 600; color: var(--dim); }
td, th { overflow-wrap: anywhere; min-width: 6em; }
td.number, th.number { min-width: 3em; }
thead th { overflow-wrap: normal; }
small { display: block; color: var(--dim); font-size: 0.8125rem; line-height: 1.35; }
td.code small { font-size: inherit; }
th[scope=row] { color: var(--ink); font-weight: 500; }
.number { text-align: right; white-space: nowrap; }
p, li, .code { overflow-wrap: anywhere; }
td.code, .code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.8125rem; }
.nowrap { white-space: nowrap; }
td > span.nowrap { white-space: normal; }
tr.fresh td:first-child, tr.fresh th:first-child { box-shadow: inset 3px 0 var(--hot); padding-left: 0.6rem; }
table.marked td:first-child, table.marked th:first-child { padding-left: 0.6rem; }
.new { color: var(--hot); font-weight: 600; white-space: nowrap; }
.meter { display: block; width: 100%; height: 0.55rem; }
.meter rect { fill: var(--hot); }
.meter .rest { fill: var(--grid); }
.scroll { overflow-x: auto; }
.scroll table { min-width: 46rem; }
.ledger th:nth-child(2) { width: 9%; }
.ledger th:nth-child(4) { width: 20%; }
.ledger th:nth-child(5) { width: 26%; }
.share { vertical-align: middle; }
table.pivot { margin: 0 0 1.4rem; table-layout: fixed; }
.pivot th:nth-child(2) { width: 12%; }
.pivot th:nth-child(3) { width: 26%; }
.pivot th:nth-child(4) { width: 22%; }
.why { margin: 0.4rem 0 1rem; padding-left: 1rem; border-left: 3px solid var(--rule); break-inside: avoid; }
.why p { margin: 0.15rem 0; }
.why b, .term { font-weight: 600; }
.box { border: 1px solid var(--rule); border-radius: 0.6rem; background: var(--card); padding: 0.2rem 1.1rem 0.6rem; margin: 1rem 0; break-inside: avoid; }
.box h3 { margin-top: 0.8rem; }
.source { display: block; color: var(--dim); font-size: 0.8125rem; }
footer { margin-top: 3.5rem; padding-top: 1rem; padding-bottom: 3rem; color: var(--dim); font-size: 0.8125rem; }
footer dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; margin: 0; border-top: 1px solid var(--rule); padding-top: 1rem; }
footer dd { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
:focus-visible { outline: 2px solid var(--cool); outline-offset: 2px; }
@media screen and (max-width: 44rem) {
  header { padding-top: 1.3rem; }
  dl.answers { grid-template-columns: 1fr; }
  dl.answers > div, dl.answers > div:nth-child(n+3) { grid-column: auto; }
  .wide { display: none; }
  table.pivot { table-layout: auto; }
  .pivot td.number { white-space: normal; }
  .pivot th:nth-child(4), .pivot td:nth-child(4), .share { display: none; }
  svg .label { font-size: 12px; }
  .narrow { display: block; }
  footer dl { grid-template-columns: 1fr; gap: 0; }
  footer dt { margin-top: 0.5rem; }
}
@media print {
  :root { color-scheme: light; --paper: #ffffff; --card: #ffffff; --ink: #000000; --dim: #4a4741; --rule: #c9c5bc; --grid: #e4e1da;
    --hot: #a8321f; --hot-soft: #fbe9e4; --cool: #44658a; --band: #d5e2d8; --usual: #3f7350; --on-hot: #ffffff; }
  @page { margin: 15mm 14mm; }
  html { font-size: 10.2pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main, header, footer { max-width: none; padding: 0; }
  nav { display: none; }
  h2, h3 { break-after: avoid; }
  h2 { margin-top: 1.6rem; }
  tr, .box, .why, dl.answers > div { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  .scroll table { min-width: 0; font-size: 7.5pt; }
  .scroll td.code { font-size: 7pt; }
  footer { margin-top: 1.5rem; }
}
`;
