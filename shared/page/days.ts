import { addExposures } from '../exposure.ts';
import type { Finding } from '../finding.ts';
import { dayText } from '../time.ts';
import { type Nouns, nounsOf, RECORDS } from '../vendors/nouns.ts';
import { vendorName } from './names.ts';
import { amountText, takenText } from './taken.ts';
import { isEcho } from './view.ts';

/** What left each vendor, in all findings: several days of an account are one theft. Worst first, as they come. */
export function amountsByVendor(findings: readonly Finding[]): string[] {
  return Array.from(Map.groupBy(findings, vendorName), ([vendor, own]) => {
    const amount = amountText(addExposures(own.map(({ exposure }) => exposure)), nounsIn(own));
    return amount === undefined ? [] : [`${amount} from ${vendor}`];
  }).flat();
}

/** Which day held what, in order of time; none where all that is known is of one day. */
export function amountsByDay(findings: readonly Finding[]): string[] {
  const holding = findings.filter(({ exposure }) => takenText(exposure, RECORDS) !== undefined);
  if (new Set(holding.map(({ day }) => day)).size < 2) return [];
  return Array.from(
    Map.groupBy(
      holding.toSorted((a, b) => a.day - b.day),
      (finding) => `${dayText(finding.day)} ${vendorName(finding)}`,
    ),
    ([place, own]) => {
      const amount = takenText(addExposures(own.map(({ exposure }) => exposure)), nounsIn(own));
      return amount === undefined ? [] : [`${place}: ${amount}${own.every(isEcho) ? `, ${ECHO}` : ''}`];
    },
  ).flat();
}

/** What is counted in these findings. */
export function nounsIn(findings: readonly Counted[]): Nouns {
  return nounsOf(...vendorsCounted(findings));
}

/** A vendor of which nothing was taken adds no noun. */
export function vendorsCounted(findings: readonly Counted[]): string[] {
  const counting = findings.filter(({ exposure }) => exposure.records.known > 0);
  return [...new Set((counting.length > 0 ? counting : findings).map(({ vendor }) => vendor))].sort();
}

type Counted = Pick<Finding, 'vendor' | 'exposure'>;

const ECHO = 'itself hardly unusual';
