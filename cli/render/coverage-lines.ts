import {
  isUnverified,
  KNOWN_INCIDENTS,
  type KnownIncident,
  SIGHT_WORDS,
  sightOf,
  TECHNIQUES,
  titleOf,
} from '../../shared/coverage.ts';
import { field, fields } from '../../shared/page/columns.ts';
import type { Coverage, Vendor } from '../../shared/vendors/vendor.ts';
import { table } from './table.ts';

const LIMITS = { columns: 100, maxLines: 8, indent: 10 };

/** What a vendor's log shows and what it cannot; `inFull` also by technique and by known incident. */
export function coverageLines(vendor: Vendor, inFull: boolean): string[] {
  const { uid, coverage } = vendor;
  const list = (label: string, texts: readonly string[]) =>
    fields(
      label,
      texts.map((text) => `- ${text}`),
      LIMITS,
    );
  return [
    `${titleOf(vendor)} (${uid})`,
    ...field('  Source', coverage.source, LIMITS),
    ...field('  Delay', coverage.delay, LIMITS),
    ...list('  Sees', coverage.sees),
    ...list('  Blind', coverage.blindSpots),
    ...field('  Size', sizeText(coverage), LIMITS),
    ...field('  Rests', evidenceText(coverage), LIMITS),
    ...(inFull
      ? [...techniqueLines(coverage), ...KNOWN_INCIDENTS.flatMap((one) => incidentLines(one, vendor))]
      : []),
  ];
}

export function sizeText({ shows }: Coverage): string {
  if (shows === undefined) return 'not stated';
  const size =
    shows.volume.length === 0
      ? 'no size of exports or reads'
      : `exports or reads with ${shows.volume.join(' and ')}`;
  return `${size}; ${shows.address ? 'address given' : 'no address'}`;
}

export function evidenceText(coverage: Coverage): string {
  const { evidence, reference } = coverage;
  const source = reference.replace(/^prose only: /, '');
  const grade = evidence === undefined ? 'not graded' : `${evidence.grade}, checked ${evidence.checked}`;
  return `${grade}${isUnverified(coverage) ? ' (unverified)' : ''}: ${source}`;
}

function techniqueLines(coverage: Coverage): string[] {
  const rows = TECHNIQUES.map(({ id, title, kind }) => [
    '   ',
    id,
    title,
    SIGHT_WORDS[sightOf(coverage, kind)],
    coverage.shows?.kinds[kind] ?? '',
  ]);
  return ['  By technique, with an event that shows it', ...table(rows)];
}

/** Of the vendor itself, or the same steps taken there. */
function incidentLines({ title, vendors, steps }: KnownIncident, { uid, coverage }: Vendor): string[] {
  const here = vendors.includes(uid) ? '' : ' The same steps here:';
  const rows = steps.map((step) => [
    '   ',
    step.technique,
    step.title,
    SIGHT_WORDS[sightOf(coverage, step.kind)],
  ]);
  return [`  ${title}.${here}`, ...table(rows)];
}
