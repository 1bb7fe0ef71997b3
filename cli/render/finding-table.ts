import { exposureTold } from '../../shared/exposure.ts';
import { type Finding, shortId } from '../../shared/finding.ts';
import { accountName, vendorName } from '../../shared/page/names.ts';
import { takenText, toldNouns } from '../../shared/page/taken.ts';
import { scoreText } from '../../shared/page/view.ts';
import { dayText } from '../../shared/time.ts';
import { table } from './table.ts';

/** Findings, one a line, for people. */
export function findingTable(findings: readonly Finding[]): string[] {
  return table([
    ['ID', 'SEVERITY', 'SCORE', 'DAY', 'VENDOR', 'WHO', 'TAKEN'],
    ...findings.map((finding) => [
      shortId(finding.id),
      finding.state === 'withdrawn' ? 'withdrawn' : finding.severity,
      scoreText(finding.score),
      dayText(finding.day),
      vendorName(finding),
      accountName(finding, 32),
      takenText(exposureTold(finding), toldNouns(finding)) ?? '-',
    ]),
  ]);
}
