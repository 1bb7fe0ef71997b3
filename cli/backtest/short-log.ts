import { itemKey, type StateItem } from '../../functions/ports/state.ts';
import { parseEntity } from '../../shared/entity.ts';
import type { Finding } from '../../shared/finding.ts';
import { vendorName } from '../../shared/page/names.ts';
import { untrusted } from '../../shared/page/untrusted.ts';
import { amountOfDay } from '../../shared/page-line.ts';
import { bitsOf, LAG_DAYS } from '../../shared/profile/base.ts';
import { decodeBase, decodeOpen } from '../../shared/profile/codec.ts';
import type { Day } from '../../shared/profile/day.ts';
import { EMPTY_PROFILE, foldThrough } from '../../shared/profile/profile.ts';
import { dayText } from '../../shared/time.ts';
import { countOf, nounsOf } from '../../shared/vendors/nouns.ts';
import { counted, plural, sizeText } from '../../shared/words.ts';
import type { Span } from '../history/read-history.ts';
import { table } from '../render/table.ts';

/** Days after which amounts are held against an account's own, and what colleagues use is known: before, much counts for little. */
export const WARM_DAYS = 21;
const SHOWN = 5;
const SHOWN_NETWORKS = 2;
/** In records, as an export of unknown size counts: what is less is no more than looking around. */
const LEAST = 1000;

export const isShort = (days: number) => days < WARM_DAYS;

/** What a log of so few days cannot tell, and what helps. */
export function shortNotes(days: number): string[] {
  if (!isShort(days)) return [];
  return [
    `fewer than ${WARM_DAYS} days: baselines are thin, so little can be called unusual`,
    `${plural(days, 'day')}: ${lacking(days)}`,
    'that nothing is found tells little: give it all days that your vendors keep, of which the last ten weeks count',
  ];
}

const BY_KIND = 'amounts are held against what accounts of their kind do anywhere';

function lacking(days: number): string {
  if (days === 1)
    return `no account has a past yet, so no network, country or client can be called new; ${BY_KIND}`;
  if (days <= LAG_DAYS)
    return `a new network, country or client is told from the second day of an account on; what colleagues use and what an account itself takes is not known yet: ${BY_KIND}`;
  return `few accounts have enough days of their own that are older than a week; of the others ${BY_KIND}`;
}

/** Of which days are missing that the others have: an account that is known well at one vendor may be new at another. */
export function lateNotes(
  begun: ReadonlyMap<string, number>,
  { first, last }: Pick<Span, 'first' | 'last'>,
): string[] {
  if (isShort(last - first + 1)) return [];
  const late = [...begun].filter(([, day]) => isShort(last - day + 1)).sort(([, a], [, b]) => a - b);
  if (late.length === 0) return [];
  const spans = late.map(([vendor, day]) => `${vendorName({ vendor })} (${plural(last - day + 1, 'day')})`);
  return [`fewer than ${WARM_DAYS} days of ${spans.join(', ')}: there little can be called unusual`];
}

interface Taken {
  readonly entity: string;
  readonly day: Day;
  readonly amount: number;
  readonly networks: readonly string[];
  readonly names: readonly string[];
}

/**
 * Of the accounts of which nothing was recorded those that took most on one day: whoever reads a log that is too short to
 * be judged by itself should see at least this.
 */
export function mostTaken(profiles: readonly StateItem[], findings: readonly Finding[]): Taken[] {
  const found = new Set(findings.map(({ entity }) => entity));
  const items = new Map(profiles.map((item) => [itemKey(item), item]));
  return profiles
    .filter(
      ({ part, entity }) => part === 'open' && parseEntity(entity).kind === 'actor' && !found.has(entity),
    )
    .flatMap((item) =>
      takenBy(
        item,
        item.base === undefined ? undefined : items.get(itemKey({ entity: item.entity, part: item.base })),
      ),
    )
    .filter(({ amount }) => amount >= LEAST)
    .sort((a, b) => b.amount - a.amount || (a.entity < b.entity ? -1 : 1))
    .slice(0, SHOWN);
}

/** The largest of its days. */
function takenBy({ entity, bytes }: StateItem, base: StateItem | undefined): Taken[] {
  const open = decodeOpen(bytes);
  const profile = { open, base: base === undefined ? EMPTY_PROFILE.base : decodeBase(base.bytes) };
  const past = foldThrough(profile, Number.POSITIVE_INFINITY);
  const [most] = past.days
    .map((day) => ({ day, amount: amountOfDay(day) }))
    .sort((a, b) => b.amount - a.amount || a.day.day - b.day.day);
  if (most === undefined) return [];
  const on = bitsOf(past, most.day.day, most.day.day);
  const networks = [...past.seen.network].flatMap(([network, days]) => ((days & on) === 0n ? [] : [network]));
  return [{ ...most, entity, networks: networks.sort(), names: open.emails }];
}

export function mostTakenLines(taken: readonly Taken[]): string[] {
  if (taken.length === 0) return [];
  return [
    'Look yourself: the most that accounts without a finding took on one day',
    ...table([
      ['  ACCOUNT', 'VENDOR', 'DAY', 'TOOK', 'FROM'],
      ...taken.map(({ entity, day, networks, names }) => {
        const owner = parseEntity(entity);
        const { vendor, uid } = owner.kind === 'actor' ? owner : { vendor: '', uid: '' };
        return [
          `  ${untrusted(names[0] ?? uid, 40)}`,
          vendorName({ vendor }),
          dayText(day.day),
          amountText(day, vendor),
          networksText(networks),
        ];
      }),
    ]),
    'More on one of them: npx outflow actor ACCOUNT --from backtest',
  ];
}

function amountText(
  { totals: { records, bytes, unsized }, features: { outside } }: Day,
  vendor: string,
): string {
  return [
    ...(records > 0 ? [countOf(records, nounsOf(vendor))] : []),
    ...(bytes > 0 ? [sizeText(bytes)] : []),
    ...(unsized > 0 ? [counted(unsized, 'exports of unknown size')] : []),
    ...(outside > 0 ? [counted(outside, 'shares to outsiders')] : []),
  ].join(', ');
}

function networksText(networks: readonly string[]): string {
  const more = networks.length - SHOWN_NETWORKS;
  const named = networks
    .slice(0, SHOWN_NETWORKS)
    .map((one) => untrusted(one, 24))
    .join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}
