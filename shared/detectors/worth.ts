import type { Context } from '../context.ts';
import type { Amounts, Day } from '../profile/day.ts';
import { RECORD_BYTES, UNKNOWN_EXPORT, UNKNOWN_READ } from '../reading.ts';
import { countOf, type Nouns } from '../vendors/nouns.ts';
import type { RecordUnit } from '../vendors/vendor.ts';
import { either, grouped, plural, sizeText, sizeWithin } from '../words.ts';

/** What a record is held to be worth: its bytes, and how many an export that states no size counts for. */
export interface Scale {
  readonly bytes: number;
  readonly unsized: number;
}

/** Of a single export, and of what goes through new ways or from new resources. */
export const KILOBYTES: Scale = { bytes: RECORD_BYTES, unsized: UNKNOWN_EXPORT };
/** Of sums over weeks. */
export const WORTH: Readonly<Record<RecordUnit, Scale>> = {
  rows: KILOBYTES,
  objects: { bytes: 200_000, unsized: 10 },
};

/** Where bytes or exports of unknown size are counted in, a number of records is none. */
export const RECORDS_WORTH = 'records’ worth';

/** An amount that detectors hold in records, in words that say what it was. */
export interface Spoken {
  readonly observed: string;
  /** What is usual, in the same unit or in the one that both can be held in. */
  readonly usual: (amount: number) => string;
  /** What may at most be there; undefined where that is none. */
  readonly most: (amount: number) => string | undefined;
  /** How the one is made of the other, where no footnote can say it; else empty. */
  readonly note: string;
}

type Kind = 'records' | 'bytes' | 'unsized' | 'reads' | 'mixed';

/**
 * `now`: what makes up the amount, `past`: what it is held against. What was only files, only bytes or only exports of
 * unknown size is said to be that; a record is spoken of as a measure only where amounts of several kinds meet.
 */
export function spoken(
  observed: number,
  now: Amounts,
  past: Amounts,
  { counts, nouns }: Pick<Context, 'counts' | 'nouns'>,
  scale: Scale = KILOBYTES,
): Spoken {
  const kind = kindOf(now, scale, observed);
  const before = kindOf(past, scale);
  const own = unitOf(kind, scale, counts, nouns);
  const common = unitOf('mixed', scale, counts, nouns);
  // Of objects it is a number of bytes, which nobody stated.
  const estimate = `${counts === 'objects' ? 'about ' : ''}${common.text(observed)}`;
  const note = noteOf([now, past], counts, nouns, scale);
  if (kind === 'mixed') return { observed: estimate, ...limitsIn(common), note };
  const stated = own.text(observed);
  if (before === kind || isNothing(past)) return { observed: stated, ...limitsIn(own), note: '' };
  // Of a row it is one, and a size is a size.
  const isSame = own.one === common.one;
  return { observed: isSame ? stated : `${stated} (${estimate})`, ...limitsIn(common), note };
}

/** What several days moved. */
export function totalOf(days: readonly Pick<Day, 'totals'>[]): Amounts {
  const total = (of: (totals: Amounts) => number) => days.reduce((sum, { totals }) => sum + of(totals), 0);
  return {
    records: total(({ records }) => records),
    bytes: total(({ bytes }) => bytes),
    unsized: total(({ unsized }) => unsized),
  };
}

function isNothing({ records, bytes, unsized }: Amounts): boolean {
  return records + bytes + unsized === 0;
}

/** Reads of unknown size are in no total: an amount that is more than what is stated holds some. */
function kindOf({ records, bytes, unsized }: Amounts, scale: Scale, amount = 0): Kind {
  const among = [records, bytes, unsized].filter((one) => one > 0).length;
  if (among === 0) return 'reads';
  if (among > 1 || amount > ROUNDED + records + bytes / scale.bytes + unsized * scale.unsized) return 'mixed';
  if (records > 0) return 'records';
  return bytes > 0 ? 'bytes' : 'unsized';
}

const ROUNDED = 1;

interface Unit {
  /** The smallest of it, in records. */
  readonly one: number;
  readonly text: (amount: number) => string;
  /** Beside an amount in full. */
  readonly short?: (amount: number) => string;
  /** Of what is at most allowed. */
  readonly within?: (amount: number) => string;
}

function unitOf(kind: Kind, scale: Scale, counts: RecordUnit, nouns: Nouns): Unit {
  switch (kind) {
    case 'records':
      return { one: 1, text: (amount) => countOf(amount, nouns), short: grouped };
    case 'bytes':
      return sizeUnit(scale);
    case 'unsized':
      return { one: scale.unsized, text: (amount) => unknown(amount / scale.unsized, 'export') };
    case 'reads':
      return { one: UNKNOWN_READ, text: (amount) => unknown(amount / UNKNOWN_READ, 'read') };
    case 'mixed':
      return counts === 'objects'
        ? sizeUnit(scale)
        : {
            one: 1,
            text: (amount) =>
              `${grouped(amount)} ${Math.round(amount) === 1 ? 'record’s worth' : RECORDS_WORTH}`,
          };
  }
}

function sizeUnit({ bytes }: Scale): Unit {
  return {
    one: 0,
    text: (amount) => sizeText(amount * bytes),
    within: (amount) => sizeWithin(amount * bytes),
  };
}

function unknown(count: number, noun: string): string {
  return Math.round(count) < 1
    ? `${LESS} ${noun} of unknown size`
    : `${plural(Math.round(count), noun)} of unknown size`;
}

const LESS = 'less than one';

/** `about 15.9 MB`; of what is said to be less than one there is no about. */
export function about(amount: string): string {
  return amount.startsWith(LESS) ? amount : `about ${amount}`;
}

function limitsIn({ one, text, short = text, within = text }: Unit): Pick<Spoken, 'usual' | 'most'> {
  return {
    usual: short,
    most: (amount) => {
      const whole = one === 0 ? amount : Math.floor(amount / one) * one;
      return whole > 0 ? within(whole) : undefined;
    },
  };
}

/** Objects are compared by their bytes, so that is said where it is done; of rows the footnote tells. */
function noteOf(all: readonly Amounts[], counts: RecordUnit, nouns: Nouns, scale: Scale): string {
  if (counts === 'rows') return '';
  const parts = [
    ...(all.some(({ records }) => records > 0)
      ? [`a ${either(nouns)} that states no bytes as ${sizeText(scale.bytes)}`]
      : []),
    ...(all.some(({ unsized }) => unsized > 0)
      ? [`an export of unknown size as ${sizeText(scale.unsized * scale.bytes)}`]
      : []),
  ];
  return parts.length === 0 ? '' : `; it counts ${parts.join(', ')}`;
}
