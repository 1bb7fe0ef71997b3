import { deflate, inflate } from '../deflate.ts';
import { agesOf, type Base } from './base.ts';
import { type Amounts, type Day, FEATURES, features, type Loud, MEASURES, NOT_LOUD } from './day.ts';
import { eachFacet, FACETS } from './hour.ts';
import {
  decodeHour,
  decodeStep,
  encodeStep,
  type HourTuple,
  type StepTuple,
  withoutZeros,
} from './hour-codec.ts';
import { type HourAt, keepTexts, textsOfHours } from './hour-texts.ts';
import type { Open } from './profile.ts';
import type { Known, Used } from './resources.ts';
import type { Step } from './steps.ts';

/**
 * Profile parts as bytes: JSON of positional arrays, deflated. Facet values stand once in a table and are
 * referred to by index; what is mostly zero stands last and its zeros are left out. Keys are sorted, so equal parts
 * have equal bytes.
 */
const OPEN_FORMAT = 2;
const BASE_FORMAT = 3;
/** In which ages were of the calendar, however long an absence. */
const CALENDAR_FORMAT = 2;

type LoudTuple = [string, number][];
/** 2: flagged, and excluded by what people found. */
type Flag = 0 | 1 | 2;
/** Added to the flag of a day on which the account worked as a program. */
const AS_PROGRAM = 4;
type MarkTuple = [day: number, recorded: 0 | 1, flag: Flag, loud: LoudTuple];
type OpenTuple = [number, number | null, string[], HourTuple[], MarkTuple[], emails: string[]];

export function encodeOpen({ newestTime, hours, marks, emails }: Open): Uint8Array {
  const distinct = new Set<string>();
  for (const { facets } of hours.values())
    for (const facet of FACETS) for (const value of facets[facet]) distinct.add(value);
  const values = [...distinct].sort();
  const index = new Map(values.map((value, i) => [value, i]));
  const table = JSON.stringify(values);
  const told = textsOfHours([...hours].sort(byKey), table, index);
  // A day of which nothing was said needs no mark.
  const said: MarkTuple[] = [...marks]
    .filter(([, { recorded, flagged, loud }]) => recorded || flagged || Object.keys(loud).length > 0)
    .sort(byKey)
    .map(([day, mark]) => [day, mark.recorded ? 1 : 0, flagOf(mark), encodeLoud(mark.loud)]);
  return deflate(
    `${headOf(newestTime, table)}[${told.join(',')}],${JSON.stringify(said)},${JSON.stringify(emails)}]`,
  );
}

/** What stands before the list of the hours. */
function headOf(newestTime: number | undefined, table: string): string {
  return `[${OPEN_FORMAT},${newestTime ?? null},${table},`;
}

export function decodeOpen(bytes: Uint8Array): Open {
  const text = inflate(bytes);
  const [format, newestTime, values, hours, marks, emails] = parse<OpenTuple>(text);
  if (format !== OPEN_FORMAT)
    throw new Error(`profile part "open" has format ${format}, this version reads ${OPEN_FORMAT}`);
  const decoded = hours.map((tuple): HourAt => [tuple[0], decodeHour(tuple, values)]);
  const table = JSON.stringify(values);
  const head = headOf(newestTime ?? undefined, table);
  if (text.startsWith(head)) keepTexts(decoded, table, text, head.length);
  return {
    newestTime: newestTime ?? undefined,
    hours: new Map(decoded),
    marks: new Map(
      marks.map(([day, recorded, flag, loud]) => [
        day,
        { recorded: recorded === 1, ...flagsIn(flag), loud: Object.fromEntries(loud) },
      ]),
    ),
    emails,
  };
}

type DayTuple = [day: number, measures: number[], rest?: [flag: number, steps: StepTuple[], loud: LoudTuple]];
type UsedTuple = [hash: number, first: number, last: number];
type BaseTuple = [
  format: number,
  through: number,
  firstDay: number,
  days: DayTuple[],
  seen: [value: string, bits: string, firstAgo: number][][],
  known: [number, UsedTuple[], UsedTuple[]],
  rhythm: number[],
];

export function encodeBase({ through, firstDay, days, seen, first, known, rhythm }: Base): Uint8Array {
  const tuple: BaseTuple = [
    BASE_FORMAT,
    through,
    firstDay,
    days.map(encodeDay),
    FACETS.map((facet) =>
      [...seen[facet]]
        .sort(byName)
        .map(([value, bits]) => [value, bits.toString(36), through - (first[facet].get(value) ?? through)]),
    ),
    [known.through, encodeUsed(known.sample, through), encodeUsed(known.heavy, through)],
    withoutZeros(rhythm),
  ];
  return deflate(JSON.stringify(tuple));
}

export function decodeBase(bytes: Uint8Array): Base {
  const [format, through, firstDay, days, seen, known, rhythm] = parse<BaseTuple>(inflate(bytes));
  if (format !== BASE_FORMAT && format !== CALENDAR_FORMAT)
    throw new Error(`profile part "base" has format ${format}, this version reads ${BASE_FORMAT}`);
  const of = (at: number) => seen[at] ?? [];
  const all = days.map(decodeDay);
  const bitsIn =
    format === BASE_FORMAT ? parseBits : (text: string) => livedBits(parseBits(text), all, through);
  return {
    through,
    firstDay,
    days: all,
    seen: eachFacet((_, at) => new Map(of(at).map(([value, bits]) => [value, bitsIn(bits)]))),
    first: eachFacet((_, at) => new Map(of(at).map(([value, , ago]) => [value, through - ago]))),
    known: decodeKnown(known, through),
    rhythm: rhythm.length === 0 ? [] : Array.from({ length: 48 }, (_, at) => rhythm[at] ?? 0),
  };
}

function encodeDay(one: Day): DayTuple {
  const { day, totals, peaks, features: found, steps, loud } = one;
  const flag = flagOf(one) + (one.asProgram ? AS_PROGRAM : 0);
  const all: number[] = [];
  for (const measure of MEASURES) all.push(totals[measure], peaks[measure]);
  for (const feature of FEATURES) all.push(found[feature]);
  const measures = withoutZeros(all);
  const said = encodeLoud(loud);
  return flag > 0 || steps.length > 0 || said.length > 0
    ? [day, measures, [flag, steps.map((step) => encodeStep(step, day * 24)), said]]
    : [day, measures];
}

/** Dozens for each profile that is read, and nearly all of them quiet. */
function decodeDay([day, measures, rest]: DayTuple): Day {
  const at = (i: number) => measures[i] ?? 0;
  const every = (offset: number): Amounts => ({
    records: at(offset),
    bytes: at(2 + offset),
    unsized: at(4 + offset),
  });
  const quiet: Day = {
    day,
    flagged: false,
    totals: every(0),
    peaks: every(1),
    features: features((_, i) => at(2 * MEASURES.length + i)),
    steps: NO_STEPS,
    loud: NOT_LOUD,
  };
  if (rest === undefined) return quiet;
  const [flag, steps, loud] = rest;
  return {
    ...quiet,
    ...flagsIn(flag % AS_PROGRAM),
    ...(flag < AS_PROGRAM ? {} : { asProgram: true }),
    steps: steps.map((step) => decodeStep(step, day * 24)),
    loud: Object.fromEntries(loud),
  };
}

const NO_STEPS: readonly Step[] = [];

function flagOf({ flagged, excluded }: Pick<Day, 'flagged' | 'excluded'>): Flag {
  return excluded ? 2 : flagged ? 1 : 0;
}

function flagsIn(flag: number): Pick<Day, 'flagged' | 'excluded'> {
  return flag === 2 ? { flagged: true, excluded: true } : { flagged: flag === 1 };
}

function encodeLoud(loud: Loud): LoudTuple {
  return Object.entries(loud).sort(byName);
}

function encodeUsed(used: ReadonlyMap<number, Used>, through: number): UsedTuple[] {
  return [...used].map(([hash, [first, last]]) => [hash, through - first, through - last]);
}

function decodeKnown([limit, sample, heavy]: BaseTuple[5], through: number): Known {
  const used = (all: readonly UsedTuple[]) =>
    new Map(all.map(([hash, first, last]): [number, Used] => [hash, [through - first, through - last]]));
  return { through: limit, sample: used(sample), heavy: used(heavy) };
}

/** Ten digits at once are exact as a number: every step of a BigInt makes a new one. */
function parseBits(text: string): bigint {
  const end = text.length - BITS_DIGITS;
  const low = BigInt(Number.parseInt(text.slice(Math.max(0, end)), 36));
  return end > 0 ? parseBits(text.slice(0, end)) * BITS_RADIX + low : low;
}

/** Of days by the calendar, as they have been counted since. */
function livedBits(bits: bigint, days: readonly Day[], through: number): bigint {
  const ages = agesOf(days, through);
  return days.reduce(
    (lived, { day }, at) => lived | (((bits >> BigInt(through - day)) & 1n) << BigInt(ages[at] ?? 0)),
    0n,
  );
}

const BITS_DIGITS = 10;
const BITS_RADIX = 36n ** BigInt(BITS_DIGITS);

function byKey([a]: readonly [number, unknown], [b]: readonly [number, unknown]): number {
  return a - b;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** Items are written by the encoders above and by nothing else; their format number is checked by the caller. */
function parse<T>(text: string): T {
  return JSON.parse(text) as T;
}
