import { parseEntity } from '../entity.ts';
import { vendorName } from '../page/names.ts';
import { untrusted } from '../page/untrusted.ts';
import { countDays, LAG_DAYS, WINDOW_DAYS } from '../profile/base.ts';
import { MEASURES, type Measure } from '../profile/day.ts';
import { FACETS, type Facet } from '../profile/hour.ts';
import { foldThrough, newestDay, type Profile } from '../profile/profile.ts';
import { habitOf, type Subject, subjectOf } from '../profile/subject.ts';
import { dayText } from '../time.ts';
import { manyOf, type Nouns, nounsOf } from '../vendors/nouns.ts';
import { capitalised, grouped, plural, sizeText } from '../words.ts';
import { amountOf } from './timeline.ts';

/** What is usual for one account, in words, and what that rests on. */
export interface ActorView {
  readonly title: string;
  readonly lines: readonly { readonly label: string; readonly text: string }[];
}

const PLURALS: Readonly<Record<Facet, string>> = {
  network: 'Networks',
  country: 'Countries',
  client: 'Clients',
  app: 'Applications',
  credential: 'Credentials',
  operation: 'Operations',
};
const LABELS: Readonly<Record<Exclude<Measure, 'records'>, string>> = { bytes: 'Bytes', unsized: 'No size' };
const SHOWN = 5;

export function actorView(entity: string, profile: Profile): ActorView {
  const owner = parseEntity(entity);
  if (owner.kind !== 'actor') throw new Error(`${entity} is no account`);
  const { vendor, tenant, uid } = owner;
  const day = newestDay(profile);
  const subject = subjectOf(profile, day);
  const { history, firstDay } = subject;
  const from = Math.min(Math.max(day - WINDOW_DAYS, firstDay), ...history.map((one) => one.day));
  const through = day - LAG_DAYS;
  const wasAway = from < day - WINDOW_DAYS ? ', an absence counted as two weeks at most' : '';
  const days = from > through ? 'no days yet' : `days ${dayText(from)} to ${dayText(through)}${wasAway}`;
  return {
    title: `${untrusted(uid, 48)} of ${vendorName({ vendor })}, tenant ${untrusted(tenant, 40)}`,
    lines: [
      // As forget and rebuild take it.
      { label: 'Id', text: untrusted(entity.slice('actor/'.length), 400) },
      {
        label: 'Seen',
        text: `since ${dayText(firstDay)}, last on ${dayText(day)}; ${plural(history.length, 'active day')} define what is usual`,
      },
      ...FACETS.flatMap((facet) =>
        facetLine(facet, profile, subject.usual[facet], subject.observedDays[facet]),
      ),
      ...MEASURES.flatMap((measure) => volumeLine(measure, history, nounsOf(vendor))),
      { label: 'Hours', text: hoursText(profile) },
      { label: 'Why', text: `from ${days}${basisText(subject)}` },
    ],
  };
}

const LAST_WEEK =
  'the last week never defines what is normal, so that nobody makes himself usual in a few days';

/** What tells of places and clients besides the days that amounts are held against, and which days tell nothing. */
function basisText(subject: Subject): string {
  const { from, through } = habitOf(subject);
  if (subject.isYoung)
    return `, and of places and clients through ${dayText(through)}, as it is young: of amounts the last week never says what is normal`;
  const isFew = from < subject.day - WINDOW_DAYS;
  return `${isFew ? ', and of places and clients from two weeks more, as these are few' : ''}: ${LAST_WEEK}`;
}

/** Most days first; values seen only in the last week are young, and said to be. */
function facetLine(
  facet: Facet,
  profile: Profile,
  usual: ReadonlyMap<string, number>,
  observed: number,
): ActorView['lines'] {
  const seen = foldThrough(profile, newestDay(profile)).seen[facet];
  const known = [...usual]
    .filter(([, days]) => days > 0)
    .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
  const young = [...seen].filter(([value]) => (usual.get(value) ?? 0) === 0);
  if (known.length + young.length === 0) return [];
  const named = (all: readonly (readonly [string, string])[]) =>
    `${all
      .slice(0, SHOWN)
      .map(([value, days]) => `${untrusted(value, 48)} (${days})`)
      .join(', ')}${all.length > SHOWN ? ` and ${grouped(all.length - SHOWN)} more` : ''}`;
  const parts = [
    ...(known.length > 0
      ? [
          `usual: ${named(known.map(([value, days]) => [value, `${grouped(days)} of ${plural(observed, 'day')}`]))}`,
        ]
      : []),
    ...(young.length > 0
      ? [`not yet usual: ${named(young.map(([value, days]) => [value, plural(countDays(days), 'day')]))}`]
      : []),
  ];
  return [{ label: PLURALS[facet], text: parts.join('; ') }];
}

function volumeLine(
  measure: Measure,
  history: ReturnType<typeof subjectOf>['history'],
  nouns: Nouns,
): ActorView['lines'] {
  const totals = history.map((day) => day.totals[measure]).filter((amount) => amount > 0);
  if (totals.length === 0) return [];
  const peaks = history.map((day) => day.peaks[measure]).filter((amount) => amount > 0);
  const text = `on ${plural(totals.length, 'day')} of ${grouped(history.length)}: about ${amountOf(measure, median(totals), nouns)} a day, at most ${shortAmount(measure, Math.max(...totals))}; about ${shortAmount(measure, median(peaks))} in the busiest two hours, at most ${shortAmount(measure, Math.max(...peaks))}`;
  return [{ label: measure === 'records' ? labelOf(nouns) : LABELS[measure], text }];
}

/** Several nouns are too long for it. */
function labelOf(nouns: Nouns): string {
  return nouns.length === 1 ? capitalised(manyOf(nouns)) : 'Amount';
}

function shortAmount(measure: Measure, amount: number): string {
  return measure === 'bytes' ? sizeText(amount) : grouped(amount);
}

function median(amounts: readonly number[]): number {
  return amounts.toSorted((a, b) => a - b)[Math.floor(amounts.length / 2)] ?? 0;
}

/** Only the open days still have hours. */
function hoursText({ open }: Profile): string {
  const hours = [...open.hours.keys()];
  if (hours.length === 0) return 'nothing in the last days';
  const ofDay = hours.map((hour) => hour % 24);
  const days = new Set(hours.map((hour) => Math.floor(hour / 24))).size;
  const pad = (hour: number) => String(hour).padStart(2, '0');
  return `between ${pad(Math.min(...ofDay))}:00 and ${pad(Math.max(...ofDay))}:59 UTC on the last ${plural(days, 'active day')}; older days keep no hours`;
}
