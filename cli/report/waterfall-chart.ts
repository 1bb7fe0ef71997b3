import { scaleLinear } from 'd3-scale';
import { scoreText } from '../../shared/page/view.ts';
import type { Part, Provenance } from '../../shared/report/report.ts';
import { exposureSize, pageLineOf, thresholdsOf } from '../../shared/settings.ts';
import { html, type Markup } from './markup.ts';

const ROW = 44;
/** Room for the names of the levels, which stand in two lines where one would have them upon each other. */
const TOP = 48;
const LINE = 13;
const MARGIN = { left: 8, right: 52 };

/** One bar a signal, each beginning where the one before ends; the last is the score. Lines mark the levels. */
export function waterfallChart(
  { waterfall, finding }: Part,
  { thresholds }: Provenance,
  width: number,
): Markup {
  const { type } = finding.actor;
  const { reviewScore, highScore, criticalScore } = thresholdsOf(thresholds, type);
  const levels = [
    { name: 'review', at: reviewScore },
    {
      name: 'page',
      at: pageLineOf(thresholds, type, exposureSize(finding.exposure, thresholds), finding.quiet?.headStart),
    },
    { name: 'high', at: highScore },
    { name: 'critical', at: criticalScore },
  ].map(({ name, at }) => ({ text: `${name} ${at}`, at }));
  const rows = waterfall.length + 1;
  const height = TOP + rows * ROW + 8;
  const x = scaleLinear(
    [0, Math.max(finding.score, criticalScore) * 1.04],
    [MARGIN.left, width - MARGIN.right],
  );
  const isCrowded = levels.some(({ text, at }, index) => {
    const before = levels[index - 1];
    return before !== undefined && x(at) - x(before.at) < (LETTER * (text.length + before.text.length)) / 2;
  });
  return html`<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true" focusable="false">
${levels.map(({ text, at }, index) => {
  const y = TOP - 18 - (isCrowded && index % 2 === 0 ? LINE : 0);
  return html`<path class="level" d="M${px(x(at))} ${y + 6}V${height - 6}"/><text class="tick" x="${px(x(at))}" y="${y}" text-anchor="middle">${text}</text>`;
})}
${waterfall.map(({ title, score, from, to }, index) => bar(short(title, width), `+${score}`, x(from), x(to), index, 'fresh'))}
${waterfall
  .slice(0, -1)
  .map(
    ({ to }, index) =>
      html`<path class="link" d="M${px(x(to))} ${TOP + index * ROW + 38}V${TOP + (index + 1) * ROW + 20}"/>`,
  )}
${bar('Score', scoreText(finding.score), x(0), x(finding.score), rows - 1, 'total')}
</svg>`;
}

function bar(label: string, value: string, from: number, to: number, row: number, kind: string): Markup {
  const y = TOP + row * ROW;
  return html`<text class="label" x="${MARGIN.left}" y="${y + 12}">${label}</text><rect class="bar ${kind}" x="${px(from)}" y="${y + 20}" width="${px(Math.max(1, to - from))}" height="18" rx="2"/><text class="value" x="${px(to + 6)}" y="${y + 33}">${value}</text>`;
}

/** About as wide in the type of the levels, with the space between two of them. */
const LETTER = 7;

/** About 6.6 pixels a letter; the whole title stands below the chart. */
function short(title: string, width: number): string {
  const letters = Math.floor(width / 6.6);
  return title.length <= letters ? title : `${title.slice(0, letters - 3).trimEnd()}...`;
}

function px(value: number): number {
  return Math.round(value * 10) / 10;
}
