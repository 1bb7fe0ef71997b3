import type { Finding } from '../finding.ts';
import { LAG_DAYS } from '../profile/base.ts';
import { MEASURES, type Measure } from '../profile/day.ts';
import { dayOfHour, foldThrough, newestDay, type Profile } from '../profile/profile.ts';
import { subjectOf } from '../profile/subject.ts';
import { DAY_MS, HOUR_MS, hourOf } from '../time.ts';
import { countOf, type Nouns, nounsOf } from '../vendors/nouns.ts';
import { plural, sizeText } from '../words.ts';
import type { LedgerRow } from './ledger-rows.ts';

/** An amount over time, with what is usual for this account beside it. */
export interface Timeline {
  readonly measure: Measure;
  /** What the vendor's records are called. */
  readonly nouns: Nouns;
  readonly slotMs: number;
  readonly slots: readonly Slot[];
  /** What an ordinary day (or its busiest two hours) moves; null: not known. */
  readonly usual: number | null;
  /** The most that would have stayed quiet; null: no signal states it. */
  readonly limit: number | null;
  /** `2 h` or `24 h`: what `usual` and `limit` are measured in. */
  readonly window: string;
  /** Where the amounts come from: the profile knows all, the evidence only what the finding keeps. */
  readonly source: 'profile' | 'evidence';
}

export interface Slot {
  readonly startMs: number;
  readonly amount: number;
  /** The part of it that came from a new network or client, where the evidence tells. */
  readonly fresh: number;
  /** Events that carried data of unknown size. */
  readonly unsized: number;
}

/** The hours of the finding's day. */
export function hoursOf(
  finding: Finding,
  rows: readonly LedgerRow[],
  profile: Profile | undefined,
): Timeline {
  const measure = measureOf(finding);
  const known =
    profile !== undefined && [...profile.open.hours.keys()].some((hour) => dayOfHour(hour) === finding.day);
  const firstHour = hourOf(finding.day * DAY_MS);
  const slots = Array.from({ length: 24 }, (_, n) => {
    const hour = firstHour + n;
    const own = rows.filter(({ time }) => hourOf(time) === hour);
    const seen = sumOf(own, measure);
    const amount = known ? (profile.open.hours.get(hour)?.[measure] ?? 0) : seen;
    return {
      startMs: hour * HOUR_MS,
      amount,
      fresh: Math.min(
        amount,
        sumOf(
          own.filter(({ isNew }) => isNew),
          measure,
        ),
      ),
      unsized: known ? (profile.open.hours.get(hour)?.unsized ?? 0) : sumOf(own, 'unsized'),
    };
  });
  return {
    measure,
    nouns: nounsOf(finding.vendor),
    slotMs: HOUR_MS,
    slots,
    ...bandOf(finding, profile, measure, '2 h'),
    window: '2 h',
    source: known ? 'profile' : 'evidence',
  };
}

/** The weeks around the finding's day; undefined without a profile. */
export function daysOf(finding: Finding, profile: Profile | undefined): Timeline | undefined {
  if (profile === undefined) return undefined;
  const measure = measureOf(finding);
  const last = Math.max(finding.day, Math.min(newestDay(profile), finding.day + LAG_DAYS));
  const days = new Map(foldThrough(profile, last).days.map((day) => [day.day, day]));
  const first = finding.day - SHOWN_DAYS;
  return {
    measure,
    nouns: nounsOf(finding.vendor),
    slotMs: DAY_MS,
    slots: Array.from({ length: last - first + 1 }, (_, n) => {
      const totals = days.get(first + n)?.totals;
      const amount = totals?.[measure] ?? 0;
      return {
        startMs: (first + n) * DAY_MS,
        amount,
        fresh: first + n === finding.day ? amount : 0,
        unsized: totals?.unsized ?? 0,
      };
    }),
    ...bandOf(finding, profile, measure, '24 h'),
    window: '24 h',
    source: 'profile',
  };
}

const SHOWN_DAYS = 42;

/** What the loudest signal measured, else what is known to have left. */
export function measureOf({ signals, exposure }: Finding): Measure {
  for (const { facts } of signals) {
    const measure = MEASURES.find((one) => one === facts['measure']);
    if (measure !== undefined) return measure;
  }
  if (exposure.records.known > 0) return 'records';
  return exposure.bytes.known > 0 ? 'bytes' : 'unsized';
}

function bandOf(
  finding: Finding,
  profile: Profile | undefined,
  measure: Measure,
  window: '2 h' | '24 h',
): Pick<Timeline, 'usual' | 'limit'> {
  const numbers = finding.signals.flatMap(({ facts }) => {
    const limit = facts[`limit ${measure} ${window}`];
    return typeof limit === 'number' ? [limit] : [];
  });
  const stated = finding.signals.find(
    ({ facts }) => facts['measure'] === measure && facts['window'] === window,
  );
  const usual = stated?.facts['usual'];
  return {
    usual: typeof usual === 'number' ? usual : medianOf(finding, profile, measure, window),
    limit: numbers.length > 0 ? Math.min(...numbers) : null,
  };
}

/** Of the days that may define normal and had any. */
function medianOf(
  { day }: Finding,
  profile: Profile | undefined,
  measure: Measure,
  window: '2 h' | '24 h',
): number | null {
  if (profile === undefined) return null;
  const amounts = subjectOf(profile, day)
    .history.map((one) => (window === '2 h' ? one.peaks : one.totals)[measure])
    .filter((amount) => amount > 0)
    .sort((a, b) => a - b);
  return amounts[Math.floor(amounts.length / 2)] ?? null;
}

function sumOf(rows: readonly LedgerRow[], measure: Measure): number {
  if (measure === 'unsized')
    return rows.filter(({ carries, records, bytes }) => carries && records === null && bytes === null).length;
  return rows.reduce((sum, row) => sum + (row[measure] ?? 0), 0);
}

export function amountOf(measure: Measure, amount: number, nouns: Nouns): string {
  switch (measure) {
    case 'records':
      return countOf(amount, nouns);
    case 'bytes':
      return sizeText(amount);
    case 'unsized':
      return `${plural(amount, 'export')} of unknown size`;
  }
}

/** Whether there is anything to draw. */
export function hasAmount({ slots }: Timeline): boolean {
  return slots.some(({ amount, unsized }) => amount > 0 || unsized > 0);
}

/** The chart in a sentence or two: for who cannot see it, and for formats without pictures. */
export function timelineText(timeline: Timeline): string {
  const { measure, nouns, slots, slotMs, usual, limit, window, source } = timeline;
  const text = (amount: number) => amountOf(measure, amount, nouns);
  const peak = slots.reduce((most, slot) => (slot.amount >= most.amount ? slot : most), {
    startMs: slots[0]?.startMs ?? 0,
    amount: 0,
  });
  const total = slots.reduce((sum, { amount }) => sum + amount, 0);
  const iso = new Date(peak.startMs).toISOString();
  const parts = [
    peak.amount === 0
      ? 'No event of this time states that data left.'
      : slotMs === HOUR_MS
        ? `The busiest hour began at ${iso.slice(11, 16)} UTC with ${text(peak.amount)}, of ${text(total)} that day.`
        : `The busiest day was ${iso.slice(0, 10)} with ${text(peak.amount)}.`,
    ...(usual === null ? [] : [`Usual for this account: about ${text(usual)} in ${window}.`]),
    ...(limit === null ? [] : [`Up to ${text(limit)} in ${window} would have been quiet.`]),
    ...(source === 'evidence' ? ['Counted from the events that the finding keeps.'] : []),
  ];
  return parts.join(' ');
}
