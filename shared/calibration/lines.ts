import type { ActorClass } from '../activity.ts';
import { roundToHundredths } from '../combine.ts';
import { exposureOf } from '../exposure.ts';
import { severityAt } from '../finding.ts';
import { decide } from '../page/paging.ts';
import { THREAD_DAYS, tell } from '../page/thread.ts';
import type { Thread } from '../page/told.ts';
import { DEFAULT_SETTINGS, pageLineOf, type Settings, type Size, type Thresholds } from '../settings.ts';
import { rateInterval } from './rate.ts';
import { ENOUGH_WEEKS } from './tails.ts';

/** An account, or an address, on a day that counts as harmless. */
export interface CountedDay {
  readonly entity: string;
  readonly actor: ActorClass;
  readonly day: number;
  readonly score: number;
  /** Where so many records were taken, or may have been, less than the page line is enough. */
  readonly size: Size;
  /** In records: ten times what was told of an incident pages again. */
  readonly amount: number;
  /** By how much the page line lay lower for it with the settings that it was judged by; absent: not at all. */
  readonly headStart?: number;
}

/** One that on-call would have been told of. */
export type PagedDay<Day extends CountedDay = CountedDay> = Day & {
  /** From which score on a day of its size does: the page line, or that of large and unknown amounts. */
  readonly line: number;
};

/** A week of seven days in which an account did anything. Addresses do not count. */
export function actorWeeks(days: readonly Pick<CountedDay, 'entity' | 'day'>[]): number {
  const weeks = new Set<string>();
  for (const { entity, day } of days)
    if (entity.startsWith('actor/')) weeks.add(`${entity} ${Math.floor(day / 7)}`);
  return weeks.size;
}

/** Messages to on-call about harmless days, by the rule of production. */
export function falseIncidents(days: readonly CountedDay[], settings: Settings): number {
  return pagedDays(days, settings).length;
}

const NOTHING = exposureOf([]);

/** The days that on-call would have been told of: one that goes on is told again only where it is clearly worse, or of far more. */
export function pagedDays<Day extends CountedDay>(days: readonly Day[], settings: Settings): PagedDay<Day>[] {
  const paged: PagedDay<Day>[] = [];
  for (const [entity, own] of Map.groupBy(days, (one) => one.entity)) {
    let thread: Thread = { entity, told: [] };
    for (const one of own.toSorted((a, b) => a.day - b.day)) {
      const { day, score, size, actor, amount } = one;
      // Lines that are drawn give none away.
      const headStart = Math.min(one.headStart ?? 0, settings.quietHeadStart);
      const type = actor === 'service' ? 'service' : 'user';
      const severity = severityAt(score, size, settings, type, headStart);
      const exposure = { ...NOTHING, records: { ...NOTHING.records, lower: amount } };
      const judged = { id: String(day), day, state: 'open', severity, score, exposure } as const;
      const decision = decide(judged, thread);
      if (decision.kind === 'none') continue;
      thread = tell(thread, judged, decision, day);
      paged.push({ ...one, line: roundToHundredths(pageLineOf(settings, type, size, headStart)) });
    }
  }
  return paged;
}

/** Days that on-call was told of and is not any more, worst first, unless it still hears of the same incident. */
export function silencedDays<Day extends CountedDay>(
  before: readonly PagedDay<Day>[],
  after: readonly Pick<CountedDay, 'entity' | 'day'>[],
): PagedDay<Day>[] {
  const told = Map.groupBy(after, ({ entity }) => entity);
  const isTold = ({ entity, day }: CountedDay) =>
    told.get(entity)?.some((one) => Math.abs(one.day - day) < THREAD_DAYS) ?? false;
  return before.filter((one) => !isTold(one)).sort((a, b) => b.score - a.score);
}

/** False incidents per 1,000 actor-weeks that the shipped lines were set for. */
const SHIPPED_BUDGET = 1;
const STEPS_PER_DECADE = 10;
const MAX_LINE = 40;

export interface Line<Day extends CountedDay = CountedDay> {
  readonly pageScore: number;
  readonly weeks: number;
  /** At this line, in one's own history: what on-call would have been told of, worst first. */
  readonly incidents: readonly PagedDay<Day>[];
  /** Per 1,000 actor-weeks. */
  readonly rate: { readonly rate: number; readonly low: number; readonly high: number };
  /** From here on one's own history alone says, with 97.5 % certainty, that the budget is kept; undefined: nowhere. */
  readonly surePageScore: number | undefined;
}

/**
 * The lowest page line of a kind of actors from which on no line exceeds the budget. What is missing to
 * `ENOUGH_WEEKS` counts with the shipped line's rate, which falls by ten with every decade: that is what a score is.
 */
export function lineFor<Day extends CountedDay>(
  days: readonly Day[],
  actor: ActorClass,
  budget: number,
  settings: Settings,
): Line<Day> {
  const own = days.filter((one) => one.actor === actor);
  const weeks = actorWeeks(own);
  const thresholds = actor === 'service' ? settings.service : settings;
  // No other day can page at any line that is tried.
  const loud = own.filter(({ score }) => score >= Math.min(thresholds.reviewScore, MAX_LINE));
  const missing = Math.max(0, ENOUGH_WEEKS - weeks);
  const shipped = (actor === 'service' ? DEFAULT_SETTINGS.service : DEFAULT_SETTINGS).pageScore;
  const shippedRate = (line: number) => SHIPPED_BUDGET * 10 ** (shipped - line);
  const lines = linesDown(thresholds.reviewScore);
  const counts = lines.map((line) => falseIncidents(loud, withLines(settings, { [actor]: line })));
  const pooled = (index: number) =>
    ((counts[index] ?? 0) * 1000 + missing * shippedRate(lines[index] ?? 0)) / (weeks + missing);
  const at = lastWhile(lines, (index) => pooled(index) <= budget) ?? 0;
  const sure = lastWhile(
    lines,
    (index) => rateInterval(counts[index] ?? 0, weeks).high <= budget && weeks > 0,
  );
  const pageScore = lines[at] ?? MAX_LINE;
  return countedWith(withLines(settings, { [actor]: pageScore }), own, {
    pageScore,
    weeks,
    surePageScore: sure === undefined ? undefined : lines[sure],
  });
}

/** What on-call would have been told of by these settings: with the lines of both kinds, large amounts have one in common. */
export function countedWith<Day extends CountedDay>(
  settings: Settings,
  own: readonly Day[],
  { pageScore, weeks, surePageScore }: Omit<Line, 'incidents' | 'rate'>,
): Line<Day> {
  const incidents = pagedDays(own, settings).sort((a, b) => b.score - a.score);
  return { pageScore, weeks, incidents, rate: rateInterval(incidents.length, weeks), surePageScore };
}

/** In tenths, from the highest. */
function linesDown(least: number): number[] {
  const [from, to] = [MAX_LINE * STEPS_PER_DECADE, Math.ceil(least * STEPS_PER_DECADE)];
  return Array.from({ length: Math.max(1, from - to + 1) }, (_, i) => (from - i) / STEPS_PER_DECADE);
}

function lastWhile(lines: readonly number[], holds: (index: number) => boolean): number | undefined {
  const failing = lines.findIndex((_, index) => !holds(index));
  const last = (failing === -1 ? lines.length : failing) - 1;
  return last < 0 ? undefined : last;
}

/** The page lines set, and what depends on them moved along: by as many decades, as a decade is worth the same anywhere. */
export function withLines(settings: Settings, lines: Partial<Record<ActorClass, number>>): Settings {
  const moved = (thresholds: Thresholds, line: number): Thresholds => ({
    reviewScore: Math.min(thresholds.reviewScore, line),
    pageScore: line,
    highScore: roundToHundredths(line + thresholds.highScore - thresholds.pageScore),
    criticalScore: roundToHundredths(line + thresholds.criticalScore - thresholds.pageScore),
  });
  const largeOf = (actor: ActorClass, line: number): number => {
    const { reviewScore, pageScore } = actor === 'service' ? settings.service : settings;
    const gap = Math.max(0, pageScore - settings.largeExposurePageScore);
    return Math.max(Math.min(reviewScore, line), roundToHundredths(line - gap));
  };
  const { person, service } = lines;
  // One line for large amounts of both: by the one that was set, and by the higher of two.
  const large = [
    ...(person === undefined ? [] : [largeOf('person', person)]),
    ...(service === undefined ? [] : [largeOf('service', service)]),
  ];
  return {
    ...settings,
    ...moved(settings, person ?? settings.pageScore),
    service: moved(settings.service, service ?? settings.service.pageScore),
    largeExposurePageScore: large.length === 0 ? settings.largeExposurePageScore : Math.max(...large),
    // Lines that are fitted to a history know how quiet it is.
    quietHeadStart: 0,
  };
}
