import { incidentOf } from '../../shared/incident.ts';
import { isFeed } from '../../shared/page/names.ts';
import { relatedTo } from '../../shared/related.ts';
import { exportOf } from '../exported.ts';
import {
  evidenceLines,
  handlingLines,
  otherLines,
  relatedLines,
  stepLines,
  summaryLines,
  titleLine,
  whyLines,
} from '../render/finding-lines.ts';
import { takenLines } from '../render/taken-lines.ts';
import { findingById, near, withSource } from '../source.ts';
import type { TargetOptions } from '../target.ts';

export interface ShowOptions extends TargetOptions {
  readonly json?: boolean;
}

/** Everything that is known of one finding. */
export async function showFinding(id: string, { json, ...target }: ShowOptions): Promise<void> {
  await withSource(target, async (source) => {
    const stored = await findingById(source, id);
    const { finding } = stored;
    if (json) {
      console.log(JSON.stringify(exportOf(stored), null, 2));
      return;
    }
    const all = (await near(source, finding)).map((one) => one.finding);
    const incident = incidentOf(finding, all.some(({ id }) => id === finding.id) ? all : [finding, ...all]);
    const others = relatedTo(finding, all).filter((one) => !incident.findings.includes(one.finding));
    const sections = [
      [titleLine(finding)],
      summaryLines(finding),
      handlingLines(stored),
      whyLines(finding),
      isFeed(finding)
        ? []
        : takenLines(
            incident,
            undefined,
            others.map((one) => one.finding),
          ),
      evidenceLines(finding),
      relatedLines(finding, incident),
      otherLines(others),
      stepLines(finding),
      [
        `Next  npx outflow report ${finding.id.slice(0, 10)} ${source.option} --format html --out report.html`,
      ],
    ];
    console.log(sections.flatMap((lines) => (lines.length > 0 ? [lines.join('\n')] : [])).join('\n\n'));
  });
}
