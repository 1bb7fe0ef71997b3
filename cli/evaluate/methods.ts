import type { Assessment } from '../../shared/assess.ts';
import { baselineOf } from '../../shared/detectors/baseline.ts';
import { contextNovelty } from '../../shared/detectors/context-novelty.ts';
import { quietOf, sizeOfDay } from '../../shared/page-line.ts';
import type { Subject } from '../../shared/profile/subject.ts';
import { pageLineOf, type Settings, thresholdsOf } from '../../shared/settings.ts';
import { tailDecades } from '../../shared/statistics.ts';

/** Ways of scoring an actor's day, each a number that may page from some threshold on. */
export const METHODS = ['outflow', 'static', 'z-score', 'peer', 'novelty', 'risk points'] as const;
export type Method = (typeof METHODS)[number];

export const METHOD_TITLES: Readonly<Record<Method, string>> = {
  outflow: 'Outflow',
  static: 'static row limit',
  'z-score': 'per-actor z-score of daily rows',
  peer: 'daily rows with peer prior',
  novelty: 'novelty of network, country and client alone',
  'risk points': 'fixed risk points (Splunk RBA style)',
};

export type Scores = Readonly<Record<Method, number>>;

/** Those that are one number of the day's rows, and need nothing that only Outflow has. */
export const PUBLIC_METHODS = ['static', 'z-score', 'peer'] as const;
export type PublicMethod = (typeof PUBLIC_METHODS)[number];

export function publicScore(method: PublicMethod): (subject: Subject) => number {
  return PUBLIC_SCORES[method];
}

const PUBLIC_SCORES: Readonly<Record<PublicMethod, (subject: Subject) => number>> = {
  static: ({ today }) => today.totals.records,
  'z-score': zScore,
  peer: peerDecades,
};

export function scoresOf(
  entity: string,
  subject: Subject,
  { score }: Assessment,
  settings: Settings,
): Scores {
  const { records } = subject.today.totals;
  const { pageScore } = thresholdsOf(settings, subject.type);
  // What is large, or may be, pages from a lower score on: as `severityOf` has it.
  const size = sizeOfDay(subject, settings);
  const line = pageLineOf(
    settings,
    subject.type,
    size,
    quietOf(score, entity, subject, size, settings)?.headStart,
  );
  return {
    outflow: score + pageScore - line,
    static: records,
    'z-score': zScore(subject),
    peer: peerDecades(subject),
    novelty: contextNovelty.assess(subject, 0)[0]?.decades ?? 0,
    'risk points': riskPoints(subject),
  };
}

function zScore({ history, today }: Subject): number {
  if (history.length < 5) return 0;
  const rows = history.map(({ totals }) => totals.records);
  const mean = rows.reduce((sum, value) => sum + value, 0) / rows.length;
  const variance = rows.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows.length;
  return (today.totals.records - mean) / Math.max(1, Math.sqrt(variance));
}

function peerDecades({ history, today }: Subject): number {
  const past = history.map((day) => ({ day, amount: day.totals.records }));
  const { model } = baselineOf(past, { mean: 4.5, variance: 4 }, 0.25);
  return today.totals.records > 0 ? tailDecades(Math.log1p(today.totals.records), model) : 0;
}

/** What such rules usually give: fixed points per observation, summed over the day. */
function riskPoints(subject: Subject): number {
  const { facets, observedDays, history, today, steps, hosting, day } = subject;
  const isNew = (facet: 'network' | 'country' | 'client') =>
    observedDays[facet] >= 3 && facets[facet].some(({ seenDays }) => seenDays === 0);
  const rows = history.map(({ totals }) => totals.records).sort((a, b) => a - b);
  const usual = rows[Math.floor(rows.length * 0.95)] ?? 0;
  const points = [
    [isNew('network'), 20],
    [isNew('country'), 30],
    [isNew('client'), 15],
    [hosting.length > 0 && isNew('network'), 20],
    [history.length >= 5 && today.totals.records > 3 * usual && today.totals.records > 1000, 40],
    [today.totals.records > 50_000, 20],
    [today.features.fresh > 10, 20],
    [steps.some(({ kind, hour }) => kind === 'mfa' && Math.floor(hour / 24) === day), 30],
    [steps.some(({ kind, hour }) => kind === 'credential' && Math.floor(hour / 24) === day), 20],
    [steps.some(({ kind, hour }) => kind === 'logging' && Math.floor(hour / 24) === day), 40],
    [today.features.failedPeak >= 10, 60],
  ] as const;
  return points.reduce((sum, [holds, worth]) => (holds ? sum + worth : sum), 0);
}
