import { type Finding, SEVERITIES, type Severity, shortId } from '../../shared/finding.ts';
import { worstFirst } from '../../shared/incident.ts';
import { toOcsf } from '../../shared/ocsf.ts';
import { amountText, scoreText, untrusted, vendorName } from '../../shared/page/view.ts';
import { dayText } from '../../shared/time.ts';
import { plural } from '../../shared/words.ts';
import { UserError } from '../errors.ts';
import { table } from '../render/table.ts';
import { loadFindings } from '../saved.ts';

export interface FindingsOptions {
  readonly from: string;
  readonly severity?: string;
  readonly json?: boolean;
}

/** Lists findings, worst first. */
export async function listFindings({ from, severity, json }: FindingsOptions): Promise<void> {
  const least = SEVERITIES.indexOf((severity ?? 'informational') as Severity);
  if (least < 0) throw new UserError(`There is no severity "${severity}": choose ${SEVERITIES.join(', ')}.`);
  const findings = (await loadFindings(from))
    .filter((finding) => SEVERITIES.indexOf(finding.severity) >= least)
    .sort(worstFirst);
  if (json) for (const finding of findings) console.log(JSON.stringify(toOcsf(finding)));
  else for (const line of lines(findings, from)) console.log(line);
}

function lines(findings: readonly Finding[], from: string): string[] {
  const [first] = findings;
  if (first === undefined) return ['No findings.'];
  return [
    ...table([
      ['ID', 'SEVERITY', 'SCORE', 'DAY', 'VENDOR', 'WHO', 'TAKEN'],
      ...findings.map((finding) => [
        shortId(finding.id),
        finding.state === 'withdrawn' ? 'withdrawn' : finding.severity,
        scoreText(finding.score),
        dayText(finding.day),
        vendorName(finding),
        untrusted(finding.actor.email || finding.actor.name || finding.actor.uid, 32),
        amountText(finding.exposure) ?? '-',
      ]),
    ]),
    '',
    `${plural(findings.length, 'finding')}. Next: npx outflow show ${shortId(first.id)} --from ${from}`,
  ];
}
