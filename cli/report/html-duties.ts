import type { Report } from '../../shared/report/report.ts';
import { html, type Markup } from './markup.ts';
import { clockLines, dueText, goneText } from './words.ts';

export function requestsSection({ requests, provenance }: Report): Markup {
  return html`<section aria-labelledby="requests">
<h2 id="requests">What to ask the vendor for, and by when</h2>
<p class="lead">Retention as the vendors document it; your plan or contract may say otherwise. Ask for a hold today.</p>
${requests.map(
  (request) => html`<div class="box"><h3>${request.vendor}</h3>
<p>Keeps ${request.retention}.${goneText(request, provenance)}${request.source === '' ? undefined : html` <span class="code source">${request.source}</span>`}</p>
<ol>${request.asks.map((ask) => html`<li>${ask}</li>`)}</ol></div>`,
)}
</section>`;
}

export function clockSection({ clock, provenance }: Report): Markup {
  return html`<section aria-labelledby="clock">
<h2 id="clock">Notification clock</h2>
${clockLines(clock).map((line) => html`<p>${line}</p>`)}
${
  clock.deadlines.length === 0
    ? undefined
    : html`<table>
<thead><tr><th scope="col">Duty</th><th scope="col">Due</th></tr></thead>
<tbody>${clock.deadlines.map(
        (deadline) =>
          html`<tr><th scope="row">${deadline.regime.duty}<small class="code">${deadline.regime.source}</small></th><td class="nowrap">${dueText(deadline, provenance)}</td></tr>`,
      )}</tbody></table>`
}
</section>`;
}
