import { createHash } from 'node:crypto';
import { shortId } from '../../shared/finding.ts';
import { minuteText, scoreText } from '../../shared/page/view.ts';
import type { Part, Report } from '../../shared/report/report.ts';
import { hasAmount, type Timeline, timelineText } from '../../shared/report/timeline.ts';
import { dayText } from '../../shared/time.ts';
import { plural } from '../../shared/words.ts';
import { clockSection, requestsSection } from './html-duties.ts';
import { datasetsSection, ledgerSection, unknownsSection } from './html-exposure.ts';
import { html, type Markup } from './markup.ts';
import { STYLE } from './style.ts';
import { legend, timelineChart, WIDTHS } from './timeline-chart.ts';
import { waterfallChart } from './waterfall-chart.ts';
import { handlingLines, whyNote } from './words.ts';

/**
 * The report as one page that needs nothing else: no script, no request, no style but its own, all of which its
 * policy forbids as well.
 */
export function reportHtml(report: Report): string {
  const { headline, parts, provenance } = report;
  const policy = `default-src 'none'; style-src 'sha256-${sha256Base64(STYLE)}'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${parts.map(({ finding }) => shortId(finding.id)).join(', ')} · ${headline}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<header>
${overline(report)}
<h1>${headline}</h1>
</header>
<main>
${answers(report)}
${contents(report)}
<section aria-labelledby="happened">
<h2 id="happened">What happened</h2>
<p class="lead">One block for each account, vendor and UTC day, with its volume, its score, and what was new about it.</p>
${parts.map((part) => partBlock(part, report))}
${othersBlock(report)}
</section>
${datasetsSection(report)}
${unknownsSection(report)}
${requestsSection(report)}
${clockSection(report)}
${ledgerSection(report)}
</main>
<footer>
<dl>
<dt>Written by</dt><dd>Outflow ${provenance.version}, ${minuteText(provenance.madeAt)} UTC</dd>
<dt>Findings</dt><dd>${parts.map(({ finding }) => finding.id).join(', ')}</dd>
<dt>Settings</dt><dd>sha256 ${provenance.settings}</dd>
<dt>Report</dt><dd>sha256 ${provenance.hash}</dd>
</dl>
<p>The same findings, profiles and settings give the same report hash; the time of writing is left out of it. All times are UTC.</p>
</footer>
</body>
</html>
`.markup;
}

function sha256Base64(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function overline({ parts }: Report): Markup {
  const [worst] = parts;
  const severity =
    worst?.finding.state === 'withdrawn' ? 'withdrawn' : (worst?.finding.severity ?? 'informational');
  const loud = severity === 'critical' || severity === 'high';
  return html`<p class="over"><span class="chip${loud ? '' : ' quiet'}">${severity.toUpperCase()}</span><span>Outflow report</span><span>${parts.map(({ finding }) => shortId(finding.id)).join(' · ')}</span></p>`;
}

function answers({ answers: all }: Report): Markup {
  return html`<dl class="answers" aria-label="In short">
${all.map(
  ({ question, answer, basis }) =>
    html`<div${question === 'How much' ? { markup: ' class="main"' } : undefined}><dt>${question}</dt><dd>${answer}</dd><dd>${basis}</dd></div>`,
)}
</dl>`;
}

function contents({ datasets }: Report): Markup {
  const links = [
    ['happened', 'What happened'],
    ...(datasets.length > 0 ? [['datasets', 'Datasets']] : []),
    ['unknowns', 'Bounds and blind spots'],
    ['requests', 'What to ask for'],
    ['clock', 'Notification clock'],
    ['ledger', 'Ledger'],
  ] as const;
  return html`<nav aria-label="Contents"><ul>${links.map(([id, text]) => html`<li><a href="#${id ?? ''}">${text ?? ''}</a></li>`)}</ul></nav>`;
}

function partBlock(part: Part, report: Report): Markup {
  const { finding, vendor, hours, days, containment, steps } = part;
  return html`<article class="part" aria-labelledby="${finding.id}">
<h3 id="${finding.id}">${vendor}, ${dayText(finding.day)}: ${part.headline}</h3>
<p class="over"><span class="chip${finding.severity === 'critical' || finding.severity === 'high' ? '' : ' quiet'}">${finding.severity.toUpperCase()}</span><span>${shortId(finding.id)}</span><span>score ${scoreText(finding.score)}</span><span>${part.who}</span><span>${part.when}</span></p>
${part.from.length > 0 ? html`<p>From ${part.from.join('; ')}.</p>` : undefined}
${hasAmount(hours) ? chart('Hour by hour', hours, '') : html`<p>No event of this day carried data: it is here for what else was unusual.</p>`}
${days !== undefined && hasAmount(days) ? chart('The weeks before', days, days.slots.some(({ amount }) => amount >= 100) ? 'Each line is ten times the one below it.' : '') : undefined}
${why(part, report)}
${seenTable(part)}
${changesList(part)}
<h4>Handling</h4>
<ul>${handlingLines(part.handling).map((line) => html`<li>${line}</li>`)}</ul>
<h4>Stop it</h4>
<ol>${containment.map((step) => html`<li>${step}</li>`)}</ol>
${
  steps.length > 0
    ? html`<h4>Check first</h4><ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>`
    : undefined
}
</article>`;
}

function othersBlock({ others }: Report): Markup | undefined {
  if (others.length === 0) return undefined;
  return html`<article class="part" aria-labelledby="others">
<h3 id="others">Other accounts that may belong to it</h3>
<p class="lead">One of the two changed the other's access, or they share an address, network or client that was new for one of them. They are not part of the totals.</p>
<ul>${others.map(({ id, text }) => html`<li>${shortId(id)}: ${text}</li>`)}</ul>
</article>`;
}

function changesList({ changes }: Part): Markup | undefined {
  if (changes.length === 0) return undefined;
  return html`<h4>Access to it was changed by somebody else</h4>
<ul>${changes.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function chart(title: string, timeline: Timeline, note: string): Markup {
  return html`<figure>
<h4>${title}</h4>
${legend(timeline)}
<div class="wide">${timelineChart(timeline, WIDTHS.wide)}</div>
<div class="narrow">${timelineChart(timeline, WIDTHS.narrow)}</div>
<figcaption>${timelineText(timeline)} ${note}</figcaption>
</figure>`;
}

function why(part: Part, { provenance }: Report): Markup {
  const { waterfall, sum } = part;
  if (waterfall.length === 0) return html`<p>Nothing unusual is left of it.</p>`;
  const note = whyNote(part);
  return html`<figure>
<h4>Why: score ${sum}</h4>
<div class="wide">${waterfallChart(part, provenance, WIDTHS.wide)}</div>
<div class="narrow">${waterfallChart(part, provenance, WIDTHS.narrow)}</div>
<figcaption>The score is the exact sum of its signals, in decades of surprise: one more means ten times less likely.${note === undefined ? '' : ` ${note}`}</figcaption>
</figure>
${waterfall.map(
  ({ title, score, observed, expected, quietIf }) => html`<div class="why"><p><b>${score}</b> ${title}</p>
<p><span class="term">Observed:</span> ${observed}</p>
<p><span class="term">Expected:</span> ${expected}</p>
<p><span class="term">Quiet if:</span> ${quietIf}</p></div>`,
)}`;
}

const FACETS = {
  network: 'Network',
  country: 'Country',
  client: 'Client',
  app: 'Application',
  credential: 'Credential',
} as const;

function seenTable({ seen }: Part): Markup | undefined {
  if (seen.length === 0) return undefined;
  const fresh = seen.filter(({ isNew }) => isNew).length;
  return html`<h4>${fresh > 0 ? `New networks and clients: ${plural(fresh, 'value')} never seen before` : 'Networks and clients: none is new'}</h4>
<table class="marked">
<thead><tr><th scope="col">Seen this day</th><th scope="col">What</th><th scope="col">Usual for this account</th></tr></thead>
<tbody>
${seen.map(
  ({ facet, value, isNew, usual }) =>
    html`<tr${isNew ? { markup: ' class="fresh"' } : undefined}><th scope="row">${value} ${isNew ? html`<span class="new">new</span>` : undefined}</th><td>${FACETS[facet]}</td><td>${usual.length > 0 ? usual.join(', ') : 'not stated'}</td></tr>`,
)}
</tbody></table>`;
}
