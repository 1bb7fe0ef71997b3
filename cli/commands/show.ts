import { type Finding, shortId } from '../../shared/finding.ts';
import { incidentOf } from '../../shared/incident.ts';
import { toOcsf } from '../../shared/ocsf.ts';
import { UserError } from '../errors.ts';
import {
  evidenceLines,
  relatedLines,
  stepLines,
  summaryLines,
  takenLines,
  titleLine,
  whyLines,
} from '../render/finding-lines.ts';
import { loadFindings } from '../saved.ts';

export interface ShowOptions {
  readonly from: string;
  readonly json?: boolean;
}

/** Everything that is known of one finding. */
export async function showFinding(id: string, { from, json }: ShowOptions): Promise<void> {
  const all = await loadFindings(from);
  const finding = findByPrefix(all, id, from);
  if (json) {
    console.log(JSON.stringify(toOcsf(finding), null, 2));
    return;
  }
  const incident = incidentOf(finding, all);
  const sections = [
    [titleLine(finding)],
    summaryLines(finding),
    whyLines(finding),
    takenLines(incident),
    evidenceLines(finding.evidence),
    relatedLines(finding, incident),
    stepLines(finding),
  ];
  console.log(sections.flatMap((lines) => (lines.length > 0 ? [lines.join('\n')] : [])).join('\n\n'));
}

/** By id or a unique beginning of it, with or without `OF-` and dashes, in any case. */
function findByPrefix(all: readonly Finding[], id: string, from: string): Finding {
  const wanted = plain(id);
  const found = all.filter((finding) => plain(finding.id).startsWith(wanted));
  const [only, ...others] = found;
  if (only === undefined || wanted === '')
    throw new UserError(
      `No finding begins with ${id}: npx outflow findings --from ${from} lists those there are.`,
    );
  if (others.length > 0)
    throw new UserError(
      `${id} is not enough: ${found.map((one) => shortId(one.id)).join(', ')} begin with it.`,
    );
  return only;
}

function plain(id: string): string {
  return id.toUpperCase().replace(/^OF-?/, '').replaceAll('-', '');
}
