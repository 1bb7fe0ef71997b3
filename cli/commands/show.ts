import { incidentOf } from '../../shared/incident.ts';
import { exportOf } from '../exported.ts';
import {
  evidenceLines,
  handlingLines,
  relatedLines,
  stepLines,
  summaryLines,
  takenLines,
  titleLine,
  whyLines,
} from '../render/finding-lines.ts';
import { findingById, openSource, relatedTo } from '../source.ts';
import type { TargetOptions } from '../target.ts';

export interface ShowOptions extends TargetOptions {
  readonly json?: boolean;
}

/** Everything that is known of one finding. */
export async function showFinding(id: string, { json, ...target }: ShowOptions): Promise<void> {
  const source = await openSource(target);
  try {
    const stored = await findingById(source, id);
    const { finding } = stored;
    if (json) {
      console.log(JSON.stringify(exportOf(stored), null, 2));
      return;
    }
    const related = await relatedTo(source, finding);
    const incident = incidentOf(finding, [
      finding,
      ...related.map((one) => one.finding).filter(({ id }) => id !== finding.id),
    ]);
    const sections = [
      [titleLine(finding)],
      summaryLines(finding),
      handlingLines(stored),
      whyLines(finding),
      takenLines(incident),
      evidenceLines(finding.evidence),
      relatedLines(finding, incident),
      stepLines(finding),
      [
        `Next  npx outflow report ${finding.id.slice(0, 10)} ${source.option} --format html --out report.html`,
      ],
    ];
    console.log(sections.flatMap((lines) => (lines.length > 0 ? [lines.join('\n')] : [])).join('\n\n'));
  } finally {
    source.close();
  }
}
