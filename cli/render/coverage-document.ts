import { SIGHT_WORDS, type Sight, sightOf, TECHNIQUES, titleOf } from '../../shared/coverage.ts';
import type { Vendor } from '../../shared/vendors/vendor.ts';
import { evidenceText } from './coverage-lines.ts';

/** `docs/coverage.md`, out of what the vendors' files say; a test holds the file to this. */
export function coverageDocument(vendors: readonly Vendor[]): string {
  return [
    '# What each log shows',
    '',
    'Written by `npm run coverage-doc` from the vendor files; a test keeps it true. What no log of a customer can show, such as access inside the vendor, only honey records can.',
    '',
    'Steps are named as `npx outflow parse` names them. *late*: more than an hour can pass. *unverified*: the log is known from a description in words, and may look otherwise.',
    '',
    row(['Vendor', 'Export', 'Read', 'List', 'Share', 'Destination', 'Login', 'Size', 'Address']),
    row(Array(9).fill('---')),
    ...vendors.map(summaryRow),
    '',
    ...vendors.flatMap(section),
  ].join('\n');
}

const WORDS: Readonly<Record<Sight, string>> = {
  ...SIGHT_WORDS,
  seen: 'yes',
  late: 'late',
  unseen: 'no',
  unknown: '?',
};

function summaryRow(vendor: Vendor): string {
  const { coverage, uid } = vendor;
  const { shows } = coverage;
  const sights = (['export', 'read', 'list', 'share', 'destination', 'logon'] as const).map(
    (kind) => WORDS[sightOf(coverage, kind)],
  );
  const size = shows === undefined ? '?' : shows.volume.join(', ') || 'no';
  const address = shows === undefined ? '?' : shows.address ? 'yes' : 'no';
  return row([`[${titleOf(vendor)}](#${uid})`, ...sights, size, address]);
}

function section(vendor: Vendor): string[] {
  const { uid, coverage } = vendor;
  return [
    `## ${titleOf(vendor)}`,
    '',
    `<a id="${uid}"></a>\`${uid}\``,
    '',
    `- **How to get it**: ${coverage.source}`,
    `- **Delay**: ${coverage.delay}`,
    ...coverage.sees.map((text) => `- Sees ${text}`),
    ...coverage.blindSpots.map((text) => `- Blind: ${text}`),
    `- **Rests on**: ${evidenceText(coverage)}`,
    '',
    row(['Technique', 'Step', 'Sight', 'First shown by']),
    row(Array(4).fill('---')),
    ...TECHNIQUES.map(({ id, title, kind }) =>
      row([id, title, SIGHT_WORDS[sightOf(coverage, kind)], coverage.shows?.kinds[kind] ?? '']),
    ),
    '',
  ];
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
