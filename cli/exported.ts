import type { StoredFinding } from '../functions/ports/findings.ts';
import { type DetectionFinding, fromOcsf, toOcsf } from '../shared/ocsf.ts';
import type { Told } from '../shared/page/told.ts';
import { phaseOf, type Triage, UNTOUCHED, type Verdict } from '../shared/triage.ts';

/** OCSF's finding statuses: https://schema.ocsf.io/1.8.0/classes/detection_finding */
const STATUS_IDS = { new: 1, 'in progress': 2, reopened: 2, closed: 4 } as const;
const SUPPRESSED = 3;
/** Of its profile `incident`. */
const VERDICT_IDS: Readonly<Record<Verdict, number>> = {
  'false positive': 1,
  malicious: 2,
  suspicious: 4,
  benign: 5,
  test: 6,
};
const ACTIVITIES = { create: 1, update: 2, close: 3 } as const;

/** A finding with what people and `alert` have made of it, as OCSF Detection Finding that can be read back whole. */
export function exportOf(stored: StoredFinding): DetectionFinding {
  const { finding, status, triage, told, suppressedBy } = stored;
  const document = toOcsf(finding);
  const unmapped = {
    outflow: finding,
    ...(told && { told }),
    ...(triage.history.length > 0 && { triage }),
  };
  if (finding.state === 'withdrawn') return { ...document, unmapped };
  const activity =
    status === 'closed' ? ACTIVITIES.close : stored.triageVersion > 0 ? ACTIVITIES.update : ACTIVITIES.create;
  return {
    ...document,
    activity_id: activity,
    type_uid: Number(document['class_uid']) * 100 + activity,
    status_id: suppressedBy !== undefined && status === 'new' ? SUPPRESSED : STATUS_IDS[status],
    ...incidentOf(document, triage),
    unmapped,
  };
}

/** Attributes of the profile `incident`, which the document then has to name. */
function incidentOf(document: DetectionFinding, { assignee, closed, notes }: Triage): object {
  if (assignee === '' && closed === undefined && notes.length === 0) return {};
  return {
    metadata: { ...(document['metadata'] as object), profiles: ['host', 'incident'] },
    ...(assignee === '' ? {} : { assignee: { name: assignee, type_id: 1 } }),
    ...(closed && { verdict_id: VERDICT_IDS[closed.verdict] }),
    ...(notes.length > 0 && { comment: notes.map(({ by, text }) => `${by}: ${text}`).join('\n') }),
  };
}

/** What `exportOf` wrote, and what detection alone wrote. */
export function fromExport(document: DetectionFinding): StoredFinding {
  const { told, triage = UNTOUCHED } = document.unmapped as {
    readonly told?: Told;
    readonly triage?: Triage;
  };
  const finding = fromOcsf(document);
  return {
    finding,
    rev: 0,
    status: phaseOf(triage, finding),
    triage,
    triageVersion: triage.history.length,
    due: false,
    told,
    suppressedBy: undefined,
    later: undefined,
    arrivedMs: undefined,
  };
}
