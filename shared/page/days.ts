import { addExposures } from '../exposure.ts';
import type { Finding } from '../finding.ts';
import { dayText } from '../time.ts';
import { amountText, takenText } from './taken.ts';
import { isEcho, vendorName } from './view.ts';

/** What left each vendor, in all findings: several days of an account are one theft. Worst first, as they come. */
export function amountsByVendor(findings: readonly Finding[]): string[] {
  return Array.from(Map.groupBy(findings, vendorName), ([vendor, own]) => {
    const amount = amountText(addExposures(own.map(({ exposure }) => exposure)));
    return amount === undefined ? [] : [`${amount} from ${vendor}`];
  }).flat();
}

/** Which day held what, in order of time; none where all that is known is of one day. */
export function amountsByDay(findings: readonly Finding[]): string[] {
  const holding = findings.filter(({ exposure }) => takenText(exposure) !== undefined);
  if (new Set(holding.map(({ day }) => day)).size < 2) return [];
  return Array.from(
    Map.groupBy(
      holding.toSorted((a, b) => a.day - b.day),
      (finding) => `${dayText(finding.day)} ${vendorName(finding)}`,
    ),
    ([place, own]) => {
      const amount = takenText(addExposures(own.map(({ exposure }) => exposure)));
      return amount === undefined ? [] : [`${place}: ${amount}${own.every(isEcho) ? `, ${ECHO}` : ''}`];
    },
  ).flat();
}

const ECHO = 'itself hardly unusual';
