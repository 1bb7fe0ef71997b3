import { countsVolume } from '../activity.ts';
import { isWayOut } from '../exposure.ts';
import type { Finding } from '../finding.ts';
import type { LedgerEntry } from '../finding-ledger.ts';
import { nounsIn } from '../page/days.ts';
import { untrusted } from '../page/untrusted.ts';
import type { Dataset } from '../settings/document.ts';
import { keptPattern, matches } from '../settings/suppression.ts';
import { countOf } from '../vendors/nouns.ts';
import { grouped, plural } from '../words.ts';

/**
 * What the owner's catalogue of datasets adds to what events state: kinds of data, people, and an upper bound where
 * every export of unknown size touched catalogued datasets only. Apart from the exposure, which holds what events
 * gave and nothing else.
 */
export function catalogueLines(findings: readonly Finding[], datasets: readonly Dataset[]): string[] {
  if (datasets.length === 0) return [];
  return [...boundLines(findings, datasets), ...classLines(findings, datasets)];
}

/** An operation names at most so many datasets: one with that many may have touched others as well. */
const MAX_NAMED = 8;

function boundLines(findings: readonly Finding[], datasets: readonly Dataset[]): string[] {
  const open = findings.filter(({ exposure }) => exposure.records.upper === null);
  if (open.length === 0) return [];
  const unknown = new Set<string>();
  let most = findings.reduce((sum, { exposure }) => sum + exposure.records.known, 0);
  for (const finding of open) {
    if (finding.ledger === undefined || finding.ledger.more > 0 || finding.exposure.sampled)
      return ['No upper bound by your catalogue either: not every operation is in the ledger.'];
    for (const entry of finding.ledger.entries.filter(isUncounted))
      most += sizeOf(finding, entry, datasets, unknown);
  }
  if (unknown.size > 0)
    return [
      `No upper bound by your catalogue either: it states no size of ${[...unknown]
        .slice(0, 3)
        .map((name) => untrusted(name, 60))
        .join(', ')}${unknown.size > 3 ? ` and ${grouped(unknown.size - 3)} more` : ''}.`,
    ];
  return [
    `By the sizes in your catalogue at most ${countOf(most, nounsIn(findings))}: if each operation of unknown size took its datasets whole, and once.`,
  ];
}

/** What a share or a destination states is not what was taken by it. */
function isUncounted({ kind, records }: LedgerEntry): boolean {
  return isWayOut({ kind }) || (countsVolume(kind) && records === null);
}

/** Names without a size are noted. */
function sizeOf(
  finding: Finding,
  { datasets: names, operation }: LedgerEntry,
  datasets: readonly Dataset[],
  unknown: Set<string>,
): number {
  if (names.length === 0 || names.length >= MAX_NAMED) {
    unknown.add(names.length === 0 ? `what ${operation} touched` : `all that ${operation} touched`);
    return 0;
  }
  return names.reduce((sum, name) => {
    const records = datasets.find((one) => isOf(one, finding, name))?.records;
    if (records === undefined) unknown.add(name);
    return sum + (records ?? 0);
  }, 0);
}

function classLines(findings: readonly Finding[], datasets: readonly Dataset[]): string[] {
  const touched = datasets.filter((one) =>
    findings.some((finding) => namesOf(finding).some((name) => isOf(one, finding, name))),
  );
  const classes = [...new Set(touched.flatMap((one) => one.classes))].sort();
  const people = touched.reduce((sum, { subjects = 0 }) => sum + subjects, 0);
  return [
    ...(classes.length > 0 ? [`Kinds of data by your catalogue: ${classes.join(', ')}.`] : []),
    ...(people > 0
      ? [
          `People by your catalogue: up to ${grouped(people)}, in ${plural(touched.length, 'dataset')} touched; fewer where somebody is in two of them, or not all was taken.`,
        ]
      : []),
  ];
}

function namesOf({ exposure, ledger }: Finding): string[] {
  return [
    ...exposure.datasets.map(({ name }) => name),
    ...(ledger?.entries ?? []).flatMap((entry) => entry.datasets),
  ];
}

function isOf(dataset: Dataset, { vendor, tenant }: Finding, name: string): boolean {
  return (
    dataset.vendor === vendor &&
    (dataset.tenant === undefined || dataset.tenant === tenant) &&
    matches(keptPattern(dataset.name), name)
  );
}
