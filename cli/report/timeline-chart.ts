import { scaleBand, scaleLinear, scaleSymlog } from 'd3-scale';
import { amountOf, type Timeline } from '../../shared/report/timeline.ts';
import { HOUR_MS } from '../../shared/time.ts';
import { grouped, sizeText } from '../../shared/words.ts';
import { html, type Markup } from './markup.ts';

/** Drawn twice, for a desk and for a telephone: text in a picture does not wrap. */
export const WIDTHS = { wide: 860, narrow: 340 } as const;

const HEIGHT = 230;
const MARGIN = { top: 26, right: 10, bottom: 42, left: 52 };
const FLOOR = HEIGHT - MARGIN.bottom;

/** Bars over the band of what is usual. Hours on a plain scale, days on one where each line is ten times the last. */
export function timelineChart(timeline: Timeline, width: number): Markup {
  const { slots, limit, usual, slotMs } = timeline;
  const right = width - MARGIN.right;
  const most = Math.max(1, limit ?? 0, usual ?? 0, ...slots.map(({ amount }) => amount));
  const x = scaleBand(
    slots.map(({ startMs }) => startMs),
    [MARGIN.left, right],
  ).padding(slots.length > 30 ? 0.25 : 0.18);
  const isLog = slotMs > HOUR_MS && most >= 100;
  const y = (
    isLog ? scaleSymlog().constant(1).domain([0, most]) : scaleLinear([0, most], [0, 1]).nice(4)
  ).range([FLOOR, MARGIN.top]);
  const top = y.domain()[1] ?? most;
  const ticks = isLog ? powersUpTo(top) : y.ticks(4);
  const peak = slots.reduce((high, slot) => (slot.amount > high.amount ? slot : high));
  return html`<svg viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" aria-hidden="true" focusable="false">
${
  limit === null
    ? undefined
    : html`<rect class="band" x="${MARGIN.left}" y="${px(y(limit))}" width="${right - MARGIN.left}" height="${px(Math.max(2, FLOOR - y(limit)))}"/>`
}
${ticks.map(
  (tick) =>
    html`<path class="grid" d="M${MARGIN.left} ${px(y(tick))}H${right}"/><text class="tick" x="${MARGIN.left - 6}" y="${px(y(tick) + 4)}" text-anchor="end">${tickText(timeline, tick)}</text>`,
)}
${usual === null || usual <= 0 ? undefined : html`<path class="usual" d="M${MARGIN.left} ${px(y(usual))}H${right}"/>`}
${slots.map((slot) => {
  const left = px(x(slot.startMs) ?? 0);
  const wide = px(x.bandwidth());
  const known = y(slot.amount);
  const fresh = y(slot.fresh);
  const middle = px((x(slot.startMs) ?? 0) + x.bandwidth() / 2);
  return html`${
    slot.amount > 0
      ? html`<rect class="bar" x="${left}" y="${px(Math.min(known, FLOOR - 1.5))}" width="${wide}" height="${px(Math.max(1.5, FLOOR - known))}"/>`
      : undefined
  }${
    slot.fresh > 0
      ? html`<rect class="bar fresh" x="${left}" y="${px(fresh)}" width="${wide}" height="${px(Math.max(1.5, FLOOR - fresh))}"/>`
      : undefined
  }${
    slot.unsized > 0 && timeline.measure !== 'unsized'
      ? html`<circle class="unsized" cx="${middle}" cy="${FLOOR + 9}" r="3.5"/>`
      : undefined
  }`;
})}
<path class="axis" d="M${MARGIN.left} ${FLOOR}H${right}"/>
${labels(timeline, width).map(
  ({ startMs, text }) =>
    html`<text class="tick" x="${px(clamp((x(startMs) ?? 0) + x.bandwidth() / 2, 0, width - 17))}" y="${HEIGHT - 10}" text-anchor="middle">${text}</text>`,
)}
${
  peak.amount > 0
    ? html`<text class="peak" x="${px(clamp((x(peak.startMs) ?? 0) + x.bandwidth() / 2, MARGIN.left + 50, right - 50))}" y="${px(y(peak.amount) - 7)}" text-anchor="middle">${amountOf(timeline.measure, peak.amount, timeline.nouns)}</text>`
    : undefined
}
</svg>`;
}

/** What the colours mean; as text, so that it wraps and is read out. */
export function legend({ limit, usual, window, measure, nouns, slots }: Timeline): Markup {
  const has = (of: (slot: Timeline['slots'][number]) => boolean) => slots.some(of);
  return html`<ul class="legend">
${has(({ fresh }) => fresh > 0) ? html`<li><span class="key fresh"></span>${slots.length > 24 ? 'this day' : 'from a new network or client'}</li>` : undefined}
${has(({ amount, fresh }) => amount > fresh) ? html`<li><span class="key bar"></span>${slots.length > 24 ? 'other days' : 'the rest'}</li>` : undefined}
${limit === null ? undefined : html`<li><span class="key band"></span>would be quiet: up to ${amountOf(measure, limit, nouns)} in ${window}</li>`}
${usual === null ? undefined : html`<li><span class="key line"></span>usual: about ${amountOf(measure, usual, nouns)} in ${window}</li>`}
${has(({ unsized }) => unsized > 0) && measure !== 'unsized' ? html`<li><span class="key hollow"></span>exports of unknown size</li>` : undefined}
</ul>`;
}

function powersUpTo(top: number): number[] {
  const powers = [0];
  for (let power = 10; power <= top; power *= 10) powers.push(power);
  return powers;
}

function tickText({ measure }: Timeline, value: number): string {
  if (value === 0) return '0';
  if (measure === 'bytes') return sizeText(value).replace('.0 ', ' ');
  if (value >= 1_000_000) return `${trim(value / 1_000_000)}M`;
  return value >= 10_000 ? `${trim(value / 1000)}k` : grouped(value);
}

function trim(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}

/** Every few hours, or once a week. */
function labels({ slots, slotMs }: Timeline, width: number): { startMs: number; text: string }[] {
  const hours = slotMs === HOUR_MS;
  const every = hours ? (width < 500 ? 6 : 3) : width < 500 ? 14 : 7;
  return slots
    .filter((_, index) => (hours ? index : slots.length - 1 - index) % every === 0)
    .map(({ startMs }) => {
      const iso = new Date(startMs).toISOString();
      return { startMs, text: hours ? iso.slice(11, 16) : iso.slice(5, 10) };
    });
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** A tenth of a pixel is as fine as anyone sees. */
function px(value: number): number {
  return Math.round(value * 10) / 10;
}
