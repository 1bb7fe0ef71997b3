import { type Finding, isPageWorthy } from '../finding.ts';
import type { FindingLedger } from '../finding-ledger.ts';
import { worstFirst } from '../incident.ts';
import type { SettingChange } from './diff.ts';
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
 * The findings worth a page that one of the suppressions which change has kept from on-call, and none of those that stand
 * afterwards would, worst first: a page goes out for what is new, so nobody is told of them.
 */
export function leftUntold(
  changes: readonly SettingChange[],
  all: readonly Kept[],
  after: readonly Suppression[],
  asOf: AsOf,
): Finding[] {
  const gone = new Set(changes.flatMap(({ kind, id }) => (kind === 'suppressions' ? [id] : [])));
  return all
    .filter(({ suppressedBy, isClosed }) => suppressedBy !== undefined && gone.has(suppressedBy) && !isClosed)
    .filter((one) => isPageWorthy(one.finding) && !isHidden(one, after, asOf))
    .map(({ finding }) => finding)
    .sort(worstFirst);
}

/** Only a ledger that lists everything can show that everything lies in a scope. */
export function wholeLedger(ledger: FindingLedger | undefined): Pick<Circumstances, 'ledger'> {
  return ledger === undefined || ledger.more > 0 ? {} : { ledger: ledger.entries };
}
