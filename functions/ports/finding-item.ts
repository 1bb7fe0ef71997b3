import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type Finding, rankOf, SEVERITIES, type Severity } from '../../shared/finding.ts';
import type { FindingLedger } from '../../shared/finding-ledger.ts';
import { type DetectionFinding, fromOcsf, toOcsf } from '../../shared/ocsf.ts';
import type { Told } from '../../shared/page/told.ts';
import { dayOf, dayText } from '../../shared/time.ts';
import { phaseOf, type Status, type Triage, UNTOUCHED } from '../../shared/triage.ts';
import type { Queue, Settled, Span, StoredFinding } from './findings.ts';

/** A finding as an item of the table: what both adapters write and read. */
export interface FindingItem extends Projection, TriageAttributes, AlertAttributes {
  readonly id: string;
  readonly outbox?: string;
  readonly outboxSince?: number;
}

/** Triage's attributes; `detect` sets the first two when it writes the finding for the first time. */
export interface TriageAttributes {
  readonly status: string;
  readonly statusMonth: string;
  /** JSON of `Triage`. */
  readonly triage?: string;
  readonly triageVersion?: number;
}

/** `alert`'s attributes, replaced as a whole whenever it settles a revision. */
export interface AlertAttributes {
  /** JSON of `Told`. */
  readonly told?: string;
  readonly suppressedBy?: string;
  readonly later?: string;
  readonly laterAt?: number;
}

export const ALERT_ATTRIBUTES = ['told', 'suppressedBy', 'later', 'laterAt'] as const;

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
  /** The id's first two characters: the key under which any longer beginning is found. */
  readonly idStart: string;
  readonly arrived?: number;
  /** JSON of the finding as OCSF Detection Finding, without its ledger. */
  readonly document: string;
}

export function projectionOf(finding: Finding, rev: number, arrivedMs?: number): Projection {
  const { ledger: _, ...listed } = finding;
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
    idStart: idStart(finding.id),
    ...(arrivedMs === undefined ? {} : { arrived: arrivedMs }),
    document: JSON.stringify(toOcsf(listed)),
  };
}

/** Set once, when the finding is first written; afterwards triage owns it. */
export function firstStatus(finding: Finding): Pick<FindingItem, 'status' | 'statusMonth'> {
  const { status } = UNTOUCHED;
  return { status, statusMonth: statusMonth(status, monthOf(finding)) };
}

export function triageAttributes(
  finding: Finding,
  triage: Triage,
  version: number,
): Required<TriageAttributes> {
  const { status } = triage;
  return {
    status,
    statusMonth: statusMonth(status, monthOf(finding)),
    triage: JSON.stringify(triage),
    triageVersion: version,
  };
}

export function alertAttributes({ told, suppressedBy, later }: Settled): AlertAttributes {
  return {
    ...(told === undefined ? {} : { told: JSON.stringify(told) }),
    ...(suppressedBy === undefined ? {} : { suppressedBy }),
    ...(later === undefined ? {} : { later: later.queue, laterAt: later.atMs }),
  };
}

/** Each text was written by one of the functions above, and by nothing else. */
export function stored(item: StoredItem): StoredFinding {
  const finding = fromOcsf(JSON.parse(item.document) as DetectionFinding);
  const triage = item.triage === undefined ? UNTOUCHED : (JSON.parse(item.triage) as Triage);
  return {
    finding,
    rev: item.rev,
    status: phaseOf(triage, finding),
    triage,
    triageVersion: item.triageVersion ?? 0,
    due: item.outbox !== undefined,
    told: item.told === undefined ? undefined : (JSON.parse(item.told) as Told),
    suppressedBy: item.suppressedBy,
    later: item.later === undefined ? undefined : { queue: item.later as Queue, atMs: item.laterAt ?? 0 },
    arrivedMs: item.arrived,
  };
}

export type StoredItem = Pick<FindingItem, 'document' | 'rev' | 'arrived' | 'outbox'> &
  Partial<TriageAttributes> &
  AlertAttributes;

/** An item of its own: in the finding's it would be copied into every index, and read with every listing. */
export function ledgerId(id: string): string {
  return `${id}#ledger`;
}

export function encodeLedger(ledger: FindingLedger): Uint8Array {
  return deflateRawSync(JSON.stringify(ledger));
}

export function decodeLedger(bytes: Uint8Array): FindingLedger {
  // Written by encodeLedger above, and by nothing else.
  return JSON.parse(inflateRawSync(bytes).toString()) as FindingLedger;
}

const LETTERS = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];

export function idStart(id: string): string {
  return id.slice('OF-'.length, 'OF-7K'.length);
}

/** Keys of the index under which ids with this beginning can stand: one, or 32 for a single character. */
export function idStarts(prefix: string): readonly string[] {
  const start = idStart(prefix);
  if (start.length === 2) return [start];
  return start === '' ? [] : LETTERS.map((letter) => `${start}${letter}`);
}

/** Spread over a few keys of the outbox index, so that a storm of findings does not meet on one partition. */
export const OUTBOX_SHARDS = ['o0', 'o1', 'o2', 'o3'] as const;

export function outboxShard(id: string): string {
  return OUTBOX_SHARDS[id.charCodeAt(id.length - 1) % OUTBOX_SHARDS.length] ?? OUTBOX_SHARDS[0];
}

export function severityMonth(severity: Severity, month: string): string {
  return `${severity}#${month}`;
}

export function statusMonth(status: Status, month: string): string {
  return `${status}#${month}`;
}

/** Keys of `bySeverity` that findings with a last event in the span can have, newest month first. */
export function severityMonths({ fromMs, toMs }: Span, least: Severity = 'informational'): string[] {
  const severities = SEVERITIES.slice(rankOf(least));
  const months = new Set<string>();
  for (let day = dayOf(toMs); day >= dayOf(fromMs); day--) months.add(dayText(day).slice(0, 7));
  return [...months].flatMap((month) => severities.map((severity) => severityMonth(severity, month)));
}

function monthOf({ day }: Finding): string {
  return dayText(day).slice(0, 7);
}
