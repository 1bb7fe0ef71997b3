import { shortId } from '../../shared/finding.ts';
import { countText, moreText } from '../../shared/page/taken.ts';
import type { LedgerRow, Pivot } from '../../shared/report/ledger-rows.ts';
import type { Report } from '../../shared/report/report.ts';
import { manyOf } from '../../shared/vendors/nouns.ts';
import { capitalised, grouped, plural } from '../../shared/words.ts';
import { html, type Markup } from './markup.ts';
import { PIVOT_NAMES, pivotSize, rowSize, throughText } from './words.ts';

export function datasetsSection({ datasets, nouns, exposure }: Report): Markup | undefined {
  if (datasets.length === 0) return undefined;
  const most = Math.max(1, ...datasets.map(({ records }) => records));
  return html`<section aria-labelledby="datasets">
<h2 id="datasets">Datasets taken</h2>
<p class="lead">By the ${manyOf(nouns)} of the operations that touched them. One operation can touch several, so they do not add up to the total.</p>
<table>
<thead><tr><th scope="col">Dataset</th><th scope="col" class="number">Operations</th><th scope="col" class="number">${capitalised(manyOf(nouns))}</th><th scope="col" class="share">Against the largest</th></tr></thead>
<tbody>
${datasets.map(
  ({ name, operations, records, unsized }) =>
    html`<tr><th scope="row">${name}</th><td class="number">${grouped(operations)}</td><td class="number">${records > 0 ? grouped(records) : unsized > 0 ? 'unknown' : '-'}</td><td class="share">${meter(records / most)}</td></tr>`,
)}
</tbody></table>
${exposure.moreDatasets > 0 ? html`<p>And ${moreText(exposure, exposure.moreDatasets)}, counted in the totals.</p>` : undefined}
</section>`;
}

function meter(share: number): Markup {
  const width = Math.round(share * 1000) / 10;
  return html`<svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="rest" width="100" height="6" rx="1"/><rect width="${width}" height="6" rx="1"/></svg>`;
}

export function unknownsSection({ bounds, blindSpots, exposure }: Report): Markup {
  return html`<section aria-labelledby="unknowns">
<h2 id="unknowns">Bounds, and what nobody can see</h2>
<p class="lead">Every number here was stated by an event. What no event states is called unknown, never zero.</p>
<ul>${bounds.map((line) => html`<li>${line}</li>`)}</ul>
${
  exposure.destinations.length > 0
    ? html`<h3>Where it went, and ways out that were opened</h3><ul>${exposure.destinations.map((name) => html`<li>${name}</li>`)}</ul>`
    : undefined
}
${blindSpots.map(
  ({ vendor, spots }) =>
    html`<div class="box"><h3>What ${vendor}'s log does not show</h3><ul>${spots.map((spot) => html`<li>${spot}</li>`)}</ul></div>`,
)}
</section>`;
}

/** A page of more rows is no longer read; the CSV has all. */
const MAX_ROWS = 500;
const MAX_PIVOT_ROWS = 12;

export function ledgerSection({ ledger, pivots, exposure, parts }: Report): Markup {
  const shown = ledger.slice(0, MAX_ROWS);
  const carried = ledger.filter(({ carries }) => carries).length;
  return html`<section aria-labelledby="ledger">
<h2 id="ledger">Ledger</h2>
<p class="lead">${plural(ledger.length, 'event')} that the findings keep, ${grouped(carried)} of them with data, of ${countText(exposure, exposure.operations, 'operation')} that carried data in all. Each operation stands here once, whatever its chunks. Marked at the left: from a network or client that is new for the account.</p>
${pivots.map(pivotTable)}
<h3>Every event</h3>
<div class="scroll" tabindex="0" role="region" aria-label="Events of the ledger">
<table class="marked ledger">
<thead><tr><th scope="col">Time (UTC)</th><th scope="col" class="number">Size</th><th scope="col">Operation and datasets</th><th scope="col">From</th><th scope="col">Event, SHA-256 of the raw record</th></tr></thead>
<tbody>
${shown.map(ledgerRow)}
</tbody></table>
</div>
<p class="lead">${shown.length < ledger.length ? `And ${plural(ledger.length - shown.length, 'further event')}. ` : ''}Whole hashes, and the ids of all chunks: <code>npx outflow report ${parts.map(({ finding }) => shortId(finding.id)).join(' ')} --format csv</code></p>
</section>`;
}

function ledgerRow(row: LedgerRow): Markup {
  const at = new Date(row.time).toISOString();
  return html`<tr${row.isNew ? { markup: ' class="fresh"' } : undefined}><td class="nowrap">${at.slice(11, 19)}<small>${at.slice(0, 10)}</small></td><td class="number">${rowSize(row)}</td><td>${row.operation}${row.by === '' ? '' : ` by ${row.by}`}<small>${row.vendor}${row.datasets.length > 0 ? `: ${row.datasets.join(', ')}` : ''}</small></td><td><span class="nowrap">${row.address || 'no address'}${row.isNew ? html` <span class="new">new</span>` : undefined}</span><small>${throughText(row) || 'no client stated'}${row.sessionName === '' ? '' : `, session named ${row.sessionName}`}</small></td><td class="code">${firstOf(row.eventIds) ?? 'no id'}<small>${firstOf(row.hashes.map((hash) => hash.slice(0, 16))) ?? 'not kept'}</small></td></tr>`;
}

/** Chunks of one operation are one row; how many further ones there are is said. */
function firstOf([first, ...others]: readonly string[]): string | undefined {
  return first === undefined ? undefined : `${first}${others.length > 0 ? ` +${others.length}` : ''}`;
}

function pivotTable({ by, rows }: Pivot): Markup {
  const [only] = rows;
  if (rows.length === 0 || (rows.length === 1 && only?.value === ''))
    return html`<p>No event of the ledger states ${by === 'address' ? 'an' : 'a'} ${PIVOT_NAMES[by]}.</p>`;
  return html`<table class="marked pivot">
<thead><tr><th scope="col">${capitalised(PIVOT_NAMES[by])}</th><th scope="col" class="number">Events</th><th scope="col" class="number">Taken</th><th scope="col">From, to (UTC)</th></tr></thead>
<tbody>${rows
    .slice(0, MAX_PIVOT_ROWS)
    .map(
      (row) =>
        html`<tr${row.isNew ? { markup: ' class="fresh"' } : undefined}><th scope="row">${row.value || 'not stated'}${row.isNew ? html` <span class="new">new</span>` : undefined}</th><td class="number">${grouped(row.events)}</td><td class="number">${pivotSize(row)}</td><td class="nowrap">${spanText(row)}</td></tr>`,
    )}</tbody></table>${rows.length > MAX_PIVOT_ROWS ? html`<p class="lead">And ${grouped(rows.length - MAX_PIVOT_ROWS)} more.</p>` : undefined}`;
}

function spanText({ firstTime, lastTime }: Pivot['rows'][number]): string {
  const [first, last] = [firstTime, lastTime].map((time) =>
    new Date(time).toISOString().slice(5, 16).replace('T', ' '),
  );
  return first === last
    ? `${first}`
    : `${first} - ${first?.slice(0, 5) === last?.slice(0, 5) ? last?.slice(6) : last}`;
}
