import { type Finding, SEVERITIES, type Severity } from '../../shared/finding.ts';
import { type DetectionFinding, fromOcsf, toOcsf } from '../../shared/ocsf.ts';
import type { Told } from '../../shared/page/paging.ts';
import { dayOf, dayText } from '../../shared/time.ts';
import type { Span, StoredFinding } from './findings.ts';

/** A finding as an item of the table: what both adapters write and read. */
export interface FindingItem extends Projection {
  readonly id: string;
  readonly status: string;
  readonly statusMonth: string;
  readonly outbox?: string;
  readonly outboxSince?: number;
  /** JSON of `Told`. */
  readonly told?: string;
}

/** `detect`'s attributes, replaced as a whole by each revision. */
export interface Projection {
  readonly rev: number;
  readonly entity: string;
  readonly day: string;
  readonly score: number;
  readonly severity: string;
  readonly severityMonth: string;
  readonly latest: number;
  readonly vendor: string;
  readonly tenant: string;
  readonly email: string;
  readonly state: string;
  /** JSON of the finding as OCSF Detection Finding. */
  readonly document: string;
}

export const NEW = 'new';

export function projectionOf(finding: Finding, rev: number): Projection {
  return {
    rev,
    entity: finding.entity,
    day: dayText(finding.day),
    score: finding.score,
    severity: finding.severity,
    severityMonth: severityMonth(finding.severity, monthOf(finding)),
    latest: finding.lastTime,
    vendor: finding.vendor,
    tenant: finding.tenant,
    email: finding.actor.email,
    state: finding.state,
    document: JSON.stringify(toOcsf(finding)),
  };
}

/** Set once, when the finding is first written; afterwards triage owns it. */
export function firstStatus(finding: Finding): Pick<FindingItem, 'status' | 'statusMonth'> {
  return { status: NEW, statusMonth: `${NEW}#${monthOf(finding)}` };
}

export function stored(
  item: Pick<FindingItem, 'document' | 'rev' | 'status' | 'outbox' | 'told'>,
): StoredFinding {
  return {
    // Written by projectionOf above, and by nothing else.
    finding: fromOcsf(JSON.parse(item.document) as DetectionFinding),
    rev: item.rev,
    status: item.status,
    due: item.outbox !== undefined,
    told: item.told === undefined ? undefined : (JSON.parse(item.told) as Told),
  };
}

/** Spread over a few keys of the outbox index, so that a storm of findings does not meet on one partition. */
export const OUTBOX_SHARDS = ['o0', 'o1', 'o2', 'o3'] as const;

export function outboxShard(id: string): string {
  return OUTBOX_SHARDS[id.charCodeAt(id.length - 1) % OUTBOX_SHARDS.length] ?? OUTBOX_SHARDS[0];
}

export function severityMonth(severity: Severity, month: string): string {
  return `${severity}#${month}`;
}

/** Keys of `bySeverity` that findings with a last event in the span can have, newest month first. */
export function severityMonths({ fromMs, toMs }: Span): string[] {
  const months = new Set<string>();
  for (let day = dayOf(toMs); day >= dayOf(fromMs); day--) months.add(dayText(day).slice(0, 7));
  return [...months].flatMap((month) => SEVERITIES.map((severity) => severityMonth(severity, month)));
}

function monthOf({ day }: Finding): string {
  return dayText(day).slice(0, 7);
}
