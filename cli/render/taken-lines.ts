import { addExposures, type Exposure } from '../../shared/exposure.ts';
import type { Finding } from '../../shared/finding.ts';
import type { Incident } from '../../shared/incident.ts';
import { field, fields } from '../../shared/page/columns.ts';
import { datasetText } from '../../shared/page/dataset.ts';
import { amountsByDay, nounsIn } from '../../shared/page/days.ts';
import { unverifiedNote, vendorName } from '../../shared/page/names.ts';
import {
  countText,
  datasetSize,
  enteredTexts,
  isMostlyBytes,
  moreText,
  NO_SIZE,
  unsizedText,
  waysText,
} from '../../shared/page/taken.ts';
import { listed } from '../../shared/page/untrusted.ts';
import { findVendor } from '../../shared/vendors/index.ts';
import { countOf, manyOf, type Nouns } from '../../shared/vendors/nouns.ts';
import { grouped, plural, sizeText } from '../../shared/words.ts';
import { limits } from './columns.ts';

/** How much of it is shown: all that a terminal has room for, or a line for each thing. */
export interface Detail {
  readonly datasets: number;
  /** Of so many vendors, in the order of the findings. */
  readonly blindSpots: number;
  readonly linesPerBlindSpot: number;
}

const FULL: Detail = { datasets: 6, blindSpots: Number.POSITIVE_INFINITY, linesPerBlindSpot: 2 };

/**
 * What is known, what is not, and what no log could show, of one finding or of all that belongs to it. `others`: further
 * findings that are listed with it.
 */
export function takenLines(
  { findings, exposure }: Incident,
  { datasets, blindSpots, linesPerBlindSpot }: Detail = FULL,
  others: readonly Finding[] = [],
): string[] {
  const nouns = nounsIn(findings);
  const more = exposure.moreDatasets + Math.max(0, exposure.datasets.length - datasets);
  const names = exposure.datasets
    .slice(0, datasets)
    .map((one) => `${datasetText(one.name, 60)}: ${datasetSize(one, nouns, exposure)}`);
  const blind = [...new Set(findings.map(({ vendor }) => vendor))]
    .slice(0, blindSpots)
    .flatMap((vendor) =>
      (findVendor(vendor)?.coverage.blindSpots ?? [])
        .slice(0, 1)
        .map((spot) => `${vendorName({ vendor })}: ${spot}`),
    );
  const notes = [...new Set(findings.flatMap((finding) => unverifiedNote(finding) ?? []))];
  const unseen = [
    ...fields('  No log', blind, limits(linesPerBlindSpot)),
    ...fields('  Note', notes, limits(1)),
  ];
  const entered = enteredTexts(findings, others);
  if (entered !== undefined) return ['Taken', ...fields('  Known', entered, limits(2)), ...unseen];
  return [
    findings.length === 1 ? 'Taken' : `Taken, in all ${findings.length} findings of the incident`,
    ...field('  Known', knownText(exposure, nouns), limits(2)),
    ...field('  Unknown', unknownText(findings, exposure), limits(2)),
    ...fields('  By day', amountsByDay(findings), limits(2)),
    ...field('  Bounds', boundsText(exposure, nouns), limits(2)),
    ...fields(
      '  Datasets',
      more > 0 ? [...names.slice(0, -1), `${names.at(-1)}, and ${moreText(exposure, more)}`] : names,
      limits(1),
    ),
    ...(exposure.destinations.length === 0
      ? []
      : field('  Ways out', listed(exposure.destinations, 3, 60), limits(2))),
    ...unseen,
  ];
}

function knownText(exposure: Exposure, nouns: Nouns): string {
  const { records, bytes, operations, exports } = exposure;
  const sizes = [
    ...(records.known > 0 ? [countOf(records.known, nouns)] : []),
    ...(bytes.known > 0 ? [sizeText(bytes.known)] : []),
  ];
  const amount = sizes.length > 0 ? sizes.join(' and ') : 'no size is stated';
  return `${amount}; ${countText(exposure, exports, 'export')} in ${countText(exposure, operations, 'operation')} that carried data`;
}

function unknownText(findings: readonly Finding[], exposure: Exposure): string {
  const ways = waysText(exposure);
  const parts = [...unsizedTexts(findings), ...(ways === undefined ? [] : [`${ways}: ${NO_SIZE}`])];
  if (parts.length > 0) return parts.join('; ');
  if (exposure.operations === 0) return 'only what the log does not record: no operation in it carried data';
  if (exposure.sampled) return 'what the sample does not hold: of so many operations not all are kept';
  const { records, bytes } = exposure;
  const [other, stated, instead] = inRecords(exposure)
    ? [records.operationsWithout, manyOf(nounsIn(findings)), 'bytes']
    : [bytes.operationsWithout, 'bytes', manyOf(nounsIn(findings))];
  return other === 0
    ? 'nothing: every operation states its size'
    : `${stated} of ${plural(other, 'operation')}, of which the log states ${instead}`;
}

/** In records, or in bytes where only they are known. */
function inRecords({ records, bytes }: Exposure): boolean {
  return records.known > 0 || bytes.known === 0;
}

function unsizedTexts(findings: readonly Finding[]): string[] {
  const unsized = findings.filter(({ exposure }) => exposure.unsized > 0);
  if (unsized.length === 0) return [];
  const parts = Array.from(
    Map.groupBy(unsized, vendorName),
    ([vendor, own]) =>
      `${grouped(own.reduce((sum, { exposure }) => sum + exposure.unsized, 0))} at ${vendor}`,
  );
  const total = addExposures(unsized.map(({ exposure }) => exposure));
  return [`${unsizedText(total)} (${parts.join(', ')})`];
}

/** A bound of nothing would say nothing. */
function boundsText(exposure: Exposure, nouns: Nouns): string {
  const { records, bytes, sampled, operations } = exposure;
  const isInRecords = inRecords(exposure);
  const { known, lower, about, upper } = isInRecords ? records : bytes;
  const text = (amount: number) => (isInRecords ? countOf(amount, nouns) : sizeText(amount));
  if (upper !== null)
    return operations === 0 ? 'none: nothing is known to have left' : `exactly ${text(known)}`;
  if (lower === 0) return 'no size is known; no upper bound can be given';
  const beside = isMostlyBytes(exposure) ? ` and ${sizeText(bytes.lower)}` : '';
  return `at least ${text(lower)}${sampled ? `, about ${text(about)}` : ''}${beside}; no upper bound can be given`;
}
