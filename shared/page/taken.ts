import { type Bounds, type DatasetExposure, type Exposure, waysOutOf } from '../exposure.ts';
import { type Finding, shortId } from '../finding.ts';
import { RECORD_BYTES, UNKNOWN_EXPORT } from '../reading.ts';
import { countOf, type Nouns, nounsOf } from '../vendors/nouns.ts';
import { grouped, plural, sizeText } from '../words.ts';
import { datasetText } from './dataset.ts';
import { isAddress } from './names.ts';
import { listed, untrusted } from './untrusted.ts';

/**
 * What was taken, with bounds; the first line holds the amounts. `nouns`: of the vendors that it was taken from. `named`:
 * datasets that are named.
 */
export function takenLines(exposure: Exposure, nouns: Nouns, named = SHOWN_DATASETS): string[] {
  const { datasets, destinations, conflicts } = exposure;
  return [
    amountsLine(exposure, nouns),
    ...(datasets.length === 0 ? [] : [datasetsLine(exposure, nouns, named)]),
    ...(destinations.length === 0 ? [] : [`shared or sent on: ${listed(destinations, 3, 40)}`]),
    ...(conflicts === 0
      ? []
      : [`${plural(conflicts, 'operation')} stated two sizes; the larger one was counted`]),
  ];
}

/**
 * `at least 181,204 records`, `at least 15.9 MB and 7 files`; undefined where nothing is known to have been taken. `by`:
 * names the operation of exports of unknown size, which an event brought, so no subject has it.
 */
export function amountText(
  exposure: Exposure,
  nouns: Nouns,
  by: 'by what' | undefined = undefined,
): string | undefined {
  const { unsized } = exposure;
  const known = knownText(exposure, nouns);
  if (known !== undefined)
    return isMostlyUnknown(exposure) ? `${unknownExports(exposure, by)} and ${known}` : known;
  const text = by === undefined ? `${unsizedCounts(exposure)} of unknown size` : unsizedText(exposure);
  return unsized > 0 ? `an unknown amount of data (${text})` : undefined;
}

/**
 * Of addresses from which accounts were entered, where nothing left by the addresses themselves: what the accounts took is
 * told by their own findings. Undefined where any of the findings is of something else. `others`: of those the ones that
 * are known.
 */
export function enteredTexts(
  findings: readonly Finding[],
  others: readonly Finding[] = [],
): string[] | undefined {
  const texts = findings.map((finding) => enteredText(finding, others));
  return texts.length > 0 && texts.every((text) => text !== undefined) ? [...new Set(texts)] : undefined;
}

function enteredText(finding: Finding, others: readonly Finding[]): string | undefined {
  if (!isAddress(finding) || finding.exposure.operations > 0) return undefined;
  const entered = finding.signals.flatMap(({ facts: { entered } }) =>
    Array.isArray(entered) ? entered : [],
  );
  if (entered.length === 0) return undefined;
  const told = others.filter(
    ({ vendor, tenant, actor }) =>
      vendor === finding.vendor && tenant === finding.tenant && entered.includes(actor.uid),
  );
  const ids = [...new Set(told.map(({ id }) => shortId(id)))].slice(0, MAX_TOLD).join(', ');
  const text =
    entered.length === 1
      ? 'what the account took after it got in is told by the finding of that account'
      : 'what the accounts took after they got in is told by the findings of these accounts';
  return ids === '' ? text : `${text}: ${ids}`;
}

const MAX_TOLD = 4;

/** As `takenLines` of its exposure, but for an address. */
export function takenOf(finding: Finding, named = SHOWN_DATASETS): string[] {
  return enteredTexts([finding]) ?? takenLines(finding.exposure, nounsOf(finding.vendor), named);
}

/** A whole workspace of unknown size is not told by the one record that left beside it. */
function isMostlyUnknown({ records, bytes, unsizedExports = 0 }: Exposure): boolean {
  const counted = UNKNOWN_EXPORT * unsizedExports;
  return records.known < counted && bytes.known < counted * RECORD_BYTES;
}

/** A few records tell nothing of a theft whose bytes are most of it. */
export function isMostlyBytes({ records, bytes }: Pick<Exposure, 'records' | 'bytes'>): boolean {
  return records.known > 0 && bytes.known > records.known * RECORD_BYTES;
}

function knownText(exposure: Exposure, nouns: Nouns): string | undefined {
  if (isCountedInBytes(exposure))
    return `${boundsText(exposure.bytes, sizeText)} in ${countText(exposure, sizedOf(exposure), 'operation')}`;
  const [first, second] = knownTexts(exposure, nouns);
  if (first === undefined || second === undefined || !isMostlyBytes(exposure)) return first;
  // Of both it is said once that they are the least; a sample has more to say of each.
  const isLeast = second.startsWith(LEAST) && !second.includes(ABOUT);
  return `${second} and ${isLeast && !first.includes(ABOUT) ? first.replace(LEAST, '') : first}`;
}

/**
 * Files that state their size are counted in bytes alone: seven hundred of them are not told by the four messages beside them,
 * which stated none.
 */
function isCountedInBytes(exposure: Exposure): boolean {
  const { records, bytes } = exposure;
  const sized = sizedOf(exposure);
  return sized > 1 && sized > records.known && bytes.known > records.known * RECORD_BYTES;
}

/** Operations that stated a size. */
function sizedOf(exposure: Exposure): number {
  return exposure.operations - waysOutOf(exposure) - exposure.unsized;
}

/** Of an hour of which a sample is kept, numbers of operations are estimates. */
export function countText({ sampled }: Pick<Exposure, 'sampled'>, count: number, one: string): string {
  return `${sampled && count > 1 ? ABOUT_SO_MANY : ''}${plural(count, one)}`;
}

const ABOUT_SO_MANY = 'about ';
const LEAST = 'at least ';
const ABOUT = ', about ';

function unknownExports(exposure: Exposure, by: string | undefined): string {
  const { unsizedExports = 0, unsizedOperation } = exposure;
  const text = `${countText(exposure, unsizedExports, 'export')} of unknown size`;
  return by === undefined || unsizedOperation === undefined
    ? text
    : `${text} (${byText(unsizedExports, unsizedOperation)})`;
}

/** `each by git.clone`. */
function byText(count: number, operation: string): string {
  return `${count === 1 ? '' : 'each '}by ${untrusted(operation, 48)}`;
}

function knownTexts({ records, bytes }: Exposure, nouns: Nouns): string[] {
  return [
    ...(records.known > 0 ? [boundsText(records, (count) => countOf(count, nouns))] : []),
    ...(bytes.known > 0 ? [boundsText(bytes, sizeText)] : []),
  ];
}

type Unsized = Pick<Exposure, 'unsized' | 'unsizedExports' | 'unsizedOperation' | 'sampled'>;

/** `3 exports and 9 reads of unknown size`: what was looked at is no export. With the operation, where that is one. */
export function unsizedText(exposure: Unsized): string {
  const { unsized, unsizedExports = 0, unsizedOperation } = exposure;
  const text = `${unsizedCounts(exposure)} of unknown size`;
  if (unsizedOperation === undefined || unsizedExports === 0) return text;
  if (unsizedExports === unsized) return `${text}, ${byText(unsizedExports, unsizedOperation)}`;
  return `${text}, the exports by ${untrusted(unsizedOperation, 48)}`;
}

export function unsizedCounts(exposure: Pick<Exposure, 'unsized' | 'unsizedExports' | 'sampled'>): string {
  const { unsized, unsizedExports, sampled } = exposure;
  if (unsizedExports === undefined) return countText(exposure, unsized, 'operation');
  const reads = unsized - unsizedExports;
  const parts = [
    ...(unsizedExports > 0 ? [plural(unsizedExports, 'export')] : []),
    ...(reads > 0 ? [plural(reads, 'read')] : []),
  ];
  return `${sampled && unsized > 1 ? ABOUT_SO_MANY : ''}${parts.join(' and ')}`;
}

/** What the records are called of which a finding tells: those of a change are of the logs whose accounts it speaks for. */
export function toldNouns({ vendor, theirs, signals: [top] }: Told): Nouns {
  const vendors = theirs === undefined ? undefined : top?.facts['vendors'];
  return nounsOf(...(Array.isArray(vendors) ? vendors : [vendor]));
}

type Told = Pick<Finding, 'vendor' | 'theirs' | 'signals'>;

/** What is known to have left, and what was opened: two secrets must not hide eight buckets that a stranger may read now. */
export function takenText(exposure: Exposure, nouns: Nouns): string | undefined {
  const parts = [amountText(exposure, nouns), waysText(exposure)].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** `12 shares or ways out`; undefined where none was opened. */
export function waysText(exposure: Exposure): string | undefined {
  const count = waysOutOf(exposure);
  return count === 0 ? undefined : waysOutText(count);
}

export function waysOutText(count: number): string {
  return plural(count, 'share or way out', 'shares or ways out');
}

export const NO_SIZE = 'what they opened has no size in the log';

function amountsLine(exposure: Exposure, nouns: Nouns): string {
  const { unsized } = exposure;
  const amounts = knownTexts(exposure, nouns);
  const unknown = unsized === 0 ? [] : [`${unsizedText(exposure)}, so no upper bound`];
  const ways = waysText(exposure);
  const opened = ways === undefined ? [] : [`${ways}: ${NO_SIZE}, so no upper bound`];
  const known = amounts.length === 0 ? [] : [amounts.join(', ')];
  const parts = isMostlyUnknown(exposure)
    ? [...unknown, ...known, ...opened]
    : [...known, ...unknown, ...opened];
  return parts.length === 0 ? 'nothing that an event states' : parts.join('; ');
}

function boundsText({ known, lower, about, upper }: Bounds, text: (amount: number) => string): string {
  if (upper === known) return text(known);
  return `${LEAST}${text(lower)}${about === lower ? '' : `${ABOUT}${text(about)}`}`;
}

const SHOWN_DATASETS = 3;
const MAX_NAME = 40;

function datasetsLine(exposure: Exposure, nouns: Nouns, named: number): string {
  const { datasets, moreDatasets } = exposure;
  const shown = datasets
    .slice(0, named)
    .map((one) => `${datasetText(one.name, MAX_NAME)} (${datasetSize(one, nouns, exposure)})`)
    .join(', ');
  const rest = moreDatasets + Math.max(0, datasets.length - named);
  return `in operations that touched ${shown}${rest === 0 ? '' : ` and ${grouped(rest)} more`}`;
}

/** `16 more`, of datasets. */
export function moreText({ moreIsAtMost }: Pick<Exposure, 'moreIsAtMost'>, more: number): string {
  return `${moreIsAtMost ? 'up to ' : ''}${grouped(more)} more`;
}

/** An operation can touch several datasets: what each of them is said to hold does not add up to the total. */
export function datasetSize(
  { operations, records, unsized }: Omit<DatasetExposure, 'name'>,
  nouns: Nouns,
  exposure: Pick<Exposure, 'sampled'>,
): string {
  if (records > 0) return `${exposure.sampled ? LEAST : ''}${countOf(records, nouns)}`;
  return unsized > 0 ? 'unknown size' : countText(exposure, operations, 'operation');
}
