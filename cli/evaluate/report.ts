import { grouped } from '../../shared/words.ts';
import { METHOD_TITLES } from './methods.ts';
import type { Evaluation, Quantiles, Result, ScenarioResult } from './result.ts';

/** The evaluation as lines of text for a terminal. */
export function evaluationLines(evaluation: Evaluation, seed: string): string[] {
  const { weeks, attacks, events, results } = evaluation;
  const own = results.filter(({ method }) => method === 'outflow');
  return [
    `Lived through ${grouped(events)} raw events: thresholds from ${grouped(weeks.thresholds)} benign actor-weeks, false incidents from ${grouped(weeks.falseIncidents)} others, ${attacks} attacks. Seed ${seed}.`,
    '',
    ...own.flatMap((result) => [...resultLines(result), '']),
    'Other methods on the same lives, each at its own thresholds',
    `  ${'false incidents per 1,000 actor-weeks:'.padEnd(48)}${'10'.padStart(16)}${'1'.padStart(16)}`,
    ...comparisonLines(results),
    '',
    'Recall and, behind it, the share of records still there at the page.',
  ];
}

function resultLines(result: Result): string[] {
  const { budget, lines, falseRate, meanRecall, meanPrevented, scenarios, causes } = result;
  const title =
    budget === undefined ? 'The shipped thresholds' : `At ${budget} false incidents per 1,000 actor-weeks`;
  return [
    `${title}: people page at ${lines.person.toFixed(2)}, services at ${lines.service.toFixed(2)}`,
    `  false incidents per 1,000 actor-weeks  ${falseRate.rate.toFixed(2)} (95 % between ${falseRate.low.toFixed(2)} and ${falseRate.high.toFixed(2)})`,
    `  mean recall ${meanRecall.toFixed(3)}, records prevented ${meanPrevented.toFixed(3)}`,
    `  ${'scenario'.padEnd(22)}${'n'.padStart(4)}${'recall'.padStart(8)}${'≤5 ev.'.padStart(8)}${'≤5 exp.'.padStart(9)}${'prevented'.padStart(11)}${'records lost'.padStart(22)}${'events'.padStart(12)}${'minutes'.padStart(16)}`,
    ...scenarios.map(scenarioLine),
    ...(causes.length === 0
      ? []
      : [`  false incidents by cause: ${causes.map(([name, count]) => `${name} ${count}`).join(', ')}`]),
  ];
}

function scenarioLine(one: ScenarioResult): string {
  const { scenario, attacks, recall, withinFive, withinFiveTakings, prevented, lost, events, minutes } = one;
  return `  ${scenario.padEnd(22)}${String(attacks).padStart(4)}${recall.toFixed(2).padStart(8)}${withinFive.toFixed(2).padStart(8)}${withinFiveTakings.toFixed(2).padStart(9)}${prevented.toFixed(2).padStart(11)}${pair(lost).padStart(22)}${pair(events).padStart(12)}${pair(minutes).padStart(16)}`;
}

/** Median and nine in ten. */
function pair([median, p90]: Quantiles): string {
  return `${grouped(median)} / ${grouped(p90)}`;
}

function comparisonLines(results: readonly Result[]): string[] {
  return Object.entries(METHOD_TITLES).map(([method, title]) => {
    const cells = [10, 1].map((budget) => {
      const found = results.find((one) => one.method === method && one.budget === budget);
      return found === undefined ? '' : `${found.meanRecall.toFixed(2)} (${found.meanPrevented.toFixed(2)})`;
    });
    return `  ${title.padEnd(48)}${cells.map((cell) => cell.padStart(16)).join('')}`;
  });
}
