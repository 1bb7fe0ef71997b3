import { minuteText } from '../../shared/page/view.ts';
import type { Report } from '../../shared/report/report.ts';
import { dayOf, dayText } from '../../shared/time.ts';
import { html, type Markup } from './markup.ts';
import { clockLines } from './words.ts';

export function requestsSection({ requests }: Report): Markup {
  return html`<section aria-labelledby="requests">
<h2 id="requests">What to ask the vendor for, and by when</h2>
<p class="lead">Retention as the vendors document it; your plan or contract may say otherwise. Ask for a hold today.</p>
${requests.map(
  ({ vendor, asks, retention, goneOn, source }) => html`<div class="box"><h3>${vendor}</h3>
<p>Keeps ${retention}.${goneOn === null ? '' : ` The first of these events can be gone on ${dayText(dayOf(goneOn))}.`}${source === '' ? undefined : html` <span class="code source">${source}</span>`}</p>
<ol>${asks.map((ask) => html`<li>${ask}</li>`)}</ol></div>`,
)}
</section>`;
}

export function clockSection({ clock }: Report): Markup {
  return html`<section aria-labelledby="clock">
<h2 id="clock">Notification clock</h2>
${clockLines(clock).map((line) => html`<p>${line}</p>`)}
${
  clock.deadlines.length === 0
    ? undefined
    : html`<table>
<thead><tr><th scope="col">Duty</th><th scope="col">Due (UTC)</th></tr></thead>
<tbody>${clock.deadlines.map(
        ({ regime, due }) =>
          html`<tr><th scope="row">${regime.duty}<small class="code">${regime.source}</small></th><td class="nowrap">${minuteText(due)}</td></tr>`,
      )}</tbody></table>`
}
</section>`;
}
