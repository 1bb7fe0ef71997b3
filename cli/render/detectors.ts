import type { KNOWN_DETECTORS } from '../../shared/detectors/index.ts';
import { field, fields } from '../../shared/page/columns.ts';

export type DetectorFacts = (typeof KNOWN_DETECTORS)[number];

const LIMITS = { columns: 100, maxLines: 8, indent: 10 };

/** Whose days it judges. */
export function judgedBy({ uid, entity }: DetectorFacts): string {
  if (entity !== undefined) return entity === 'actor' ? 'account' : 'address';
  return uid.startsWith('feed-') ? 'log' : 'organisation';
}

export function detectorLines(detector: DetectorFacts): string[] {
  const { uid, title, finds, runbook } = detector;
  return [
    `${title} (${uid})`,
    ...field('  Finds', finds ?? '', LIMITS),
    ...field('  Judges', `each ${judgedBy(detector)}`, LIMITS),
    ...field('  ATT&CK', techniqueText(detector), LIMITS),
    ...fields('  Counts', weightOf(detector), LIMITS),
    ...fields(
      '  Check',
      runbook.map((step) => `- ${step}`),
      LIMITS,
    ),
  ];
}

/** `docs/detectors.md`, out of what the detectors' files say; a test holds the file to this. */
export function detectorsDocument(detectors: readonly DetectorFacts[]): string {
  return [
    '# What Outflow looks for',
    '',
    'Written by `npm run detectors-doc` from the files of the detectors; a test keeps it true. How what they say becomes a score is in [detection.md](detection.md), what each log can show in [coverage.md](coverage.md).',
    '',
    '| Detector | Judges | ATT&CK | |',
    '| --- | --- | --- | --- |',
    ...detectors.map(
      (one) => `| [${one.uid}](#${one.uid}) | ${judgedBy(one)} | ${one.technique.uid} | ${one.title} |`,
    ),
    '',
    ...detectors.flatMap(section),
  ].join('\n');
}

function section(detector: DetectorFacts): string[] {
  const { uid, title, finds, runbook } = detector;
  return [
    `## ${title}`,
    '',
    `<a id="${uid}"></a>\`${uid}\` · ${techniqueText(detector)}`,
    '',
    [finds, ...weightOf(detector)].join(' '),
    '',
    ...runbook.map((step) => `- ${step}`),
    '',
  ];
}

function techniqueText({ technique: { uid, name, tactic } }: DetectorFacts): string {
  return `${uid} ${name} (${tactic.name})`;
}

function weightOf({ family, tripwire }: DetectorFacts): string[] {
  if (tripwire) return ['Pages whatever the volume, and is never suppressed.'];
  return family === undefined
    ? []
    : [`Of all that speak of ${FAMILIES[family]} on a day the loudest counts whole, each other a third.`];
}

const FAMILIES = { amount: 'how much', breadth: 'of how many things', context: 'from where' } as const;
