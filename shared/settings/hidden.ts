import { type Finding, isPageWorthy } from '../finding.ts';
import type { FindingLedger } from '../finding-ledger.ts';
import { worstFirst } from '../incident.ts';
import type { SettingChange } from './diff.ts';
import { isWhole } from './document.ts';
import { type Circumstances, effectOn, type Suppression } from './suppression.ts';

/** A finding with what left, as far as it is known. */
export interface Recorded {
  readonly finding: Finding;
  readonly ledger: FindingLedger | undefined;
}

type AsOf = Pick<Circumstances, 'settings' | 'today'>;

/**
 * The findings worth a page that this suppression would have kept from on-call, worst first: alone, or together with those
 * that stand beside it, which did not without it.
 */
export function hiddenBy(
  suppression: Suppression,
  all: readonly Recorded[],
  asOf: AsOf,
  beside: readonly Suppression[] = [],
): Finding[] {
  return all
    .filter(({ finding }) => isPageWorthy(finding))
    .filter(
      (one) =>
        isHidden(one, [suppression], asOf) ||
        (isHidden(one, [suppression, ...beside], asOf) && !isHidden(one, beside, asOf)),
    )
    .map(({ finding }) => finding)
    .sort(worstFirst);
}

function isHidden({ finding, ledger }: Recorded, by: readonly Suppression[], asOf: AsOf): boolean {
  return effectOn(finding, by, { ...asOf, ...wholeLedger(ledger) }).kind === 'suppressed';
}

/** A finding as people left it, and by which suppression it was kept from on-call. */
export interface Kept extends Recorded {
  readonly suppressedBy?: string | undefined;
  readonly isClosed?: boolean;
}

/**
 * The findings worth a page that were kept from on-call by one of the suppressions which change, or by several together, and
 * that those which stand afterwards would not keep, worst first: a page goes out for what is new, so nobody is told of them.
 */
export function leftUntold(
  changes: readonly SettingChange[],
  all: readonly Kept[],
  after: readonly Suppression[],
  asOf: AsOf,
): Finding[] {
  const gone = new Set(changes.flatMap(({ kind, id }) => (kind === 'suppressions' ? [id] : [])));
  // A finding names the first of those that keep it together.
  const before = standingBefore(changes, after);
  const names = new Set(before.map(({ id }) => id));
  return all
    .filter(
      ({ suppressedBy, isClosed }) => suppressedBy !== undefined && names.has(suppressedBy) && !isClosed,
    )
    .filter(({ finding }) => isPageWorthy(finding))
    .filter((one) => gone.has(one.suppressedBy ?? '') || isHidden(one, before, asOf))
    .filter((one) => !isHidden(one, after, asOf))
    .map(({ finding }) => finding)
    .sort(worstFirst);
}

/** The suppressions that stood before these changes. */
export function standingBefore(
  changes: readonly SettingChange[],
  after: readonly Suppression[],
): Suppression[] {
  const changing = changes.filter(({ kind }) => kind === 'suppressions');
  return [
    ...after.filter((one) => changing.every(({ id }) => id !== one.id)),
    // One that lacks something hides nothing.
    ...changing.flatMap(({ kind, before }) =>
      before !== undefined && isWhole({ kind, value: before }) ? [before as Suppression] : [],
    ),
  ];
}

/** Only a ledger that lists everything can show that everything lies in a scope. */
export function wholeLedger(ledger: FindingLedger | undefined): Pick<Circumstances, 'ledger'> {
  return ledger === undefined || ledger.more > 0 ? {} : { ledger: ledger.entries };
}
