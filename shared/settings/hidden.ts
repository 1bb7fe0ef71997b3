import { type Finding, isPageWorthy } from '../finding.ts';
import type { FindingLedger } from '../finding-ledger.ts';
import { worstFirst } from '../incident.ts';
import { type Circumstances, effectOn, type Suppression } from './suppression.ts';

/** A finding with what left, as far as it is known. */
export interface Recorded {
  readonly finding: Finding;
  readonly ledger: FindingLedger | undefined;
}

/** The findings worth a page that this suppression alone would have kept from on-call, worst first. */
export function hiddenBy(
  suppression: Suppression,
  all: readonly Recorded[],
  circumstances: Pick<Circumstances, 'settings' | 'today'>,
): Finding[] {
  return all
    .filter(({ finding }) => isPageWorthy(finding))
    .filter(
      ({ finding, ledger }) =>
        effectOn(finding, [suppression], { ...circumstances, ...wholeLedger(ledger) }).kind === 'suppressed',
    )
    .map(({ finding }) => finding)
    .sort(worstFirst);
}

/** Only a ledger that lists everything can show that everything lies in a scope. */
export function wholeLedger(ledger: FindingLedger | undefined): Pick<Circumstances, 'ledger'> {
  return ledger === undefined || ledger.more > 0 ? {} : { ledger: ledger.entries };
}
