import { revisionOfPast } from '../../functions/detect/past-days.ts';
import type { FindingReader, FindingStore, StoredFinding } from '../../functions/ports/findings.ts';
import type { Finding } from '../../shared/finding.ts';
import { toOcsf } from '../../shared/ocsf.ts';
import { agesOf, BASE_DAYS } from '../../shared/profile/base.ts';
import { activeDays, newestDay, OPEN_DAYS, type Profile } from '../../shared/profile/profile.ts';
import type { Next } from './exchange.ts';

/** A finding that is not as it should be. */
export interface Change {
  readonly before: StoredFinding | undefined;
  readonly after: Finding;
  /** Nothing of it came in time, neither to the table nor as it was relived. */
  readonly cameLate: boolean;
}

/** An account has at most one finding a day. */
const MAX_FINDINGS = 800;

/** Of an account, strongly consistent: the index that lists them may lag behind. */
export async function storedFindings(
  reader: Pick<FindingReader, 'byEntity' | 'get'>,
  entity: string,
): Promise<ReadonlyMap<string, StoredFinding>> {
  const found = new Map<string, StoredFinding>();
  for (const { finding } of await reader.byEntity(entity, MAX_FINDINGS)) {
    const stored = await reader.get(finding.id);
    if (stored !== undefined) found.set(finding.id, stored);
  }
  return found;
}

/**
 * Findings that are new or say something else. On days that are final, what nobody was told of in time is marked
 * historical: it leaves in a digest and wakes nobody. What was told stays told, so that nobody is paged twice, unless
 * nothing of its day was found: then its events are another day's or account's, or none, or came too late. It also stays
 * where less is found only because the archive lacks events of it, or days that it was held against.
 */
export async function changesOf(
  reader: Pick<FindingReader, 'ledgerOf'>,
  stored: ReadonlyMap<string, StoredFinding>,
  known: Profile,
  { findings, profile }: Pick<Next, 'findings' | 'profile'>,
  seen: ReadonlySet<string>,
): Promise<readonly Change[]> {
  const firstOpen = newestDay(profile) - OPEN_DAYS + 1;
  const lacksPast = daysWithoutPast(known, profile);
  const changes: Change[] = [];
  for (const [id, finding] of findings) {
    const before = stored.get(id);
    const isPast = before === undefined ? finding.day < firstOpen : before.finding.historical === true;
    if (before === undefined && finding.state === 'withdrawn') continue;
    if (before !== undefined && finding.day < firstOpen && finding.score < before.finding.score) {
      const held = new Set([...seen, ...idsIn(finding, finding.ledger), NO_ID]);
      const ids = idsIn(before.finding, await reader.ledgerOf(id));
      if (lacksPast(finding.day) || !ids.every((one) => held.has(one))) continue;
    }
    const after: Finding = isPast || finding.historical ? { ...finding, historical: true } : finding;
    if (before === undefined || !(await isSame(reader, before.finding, after)))
      changes.push({ before, after, cameLate: finding.historical === true && (before?.rev ?? 0) < 1 });
  }
  for (const [id, before] of stored) {
    if (findings.has(id) || before.finding.state !== 'open' || lacksPast(before.finding.day)) continue;
    // Whatever today's parsers make of it: what the archive does not hold may be right.
    const ids = idsIn(before.finding, await reader.ledgerOf(id));
    if (ids.length > 0 && ids.every((one) => seen.has(one)))
      changes.push({ before, after: withdrawn(before.finding), cameLate: before.rev < 1 });
  }
  return changes.sort((a, b) => a.after.day - b.after.day);
}

/** Of an event that its vendor gives none. */
const NO_ID = '';

/** Days that were held against others, before which the archive begins too late. */
function daysWithoutPast(known: Profile, profile: Profile): (day: number) => boolean {
  const from = firstDay(profile);
  const days = [...profile.base.days, ...activeDays(profile).map((day) => ({ day }))];
  const ageOn = (day: number) => {
    const before = days.filter((one) => one.day < day);
    // What the profile has forgotten by now counts as if there had been no absence.
    return (agesOf(before, day)[0] ?? 0) + (before[0]?.day ?? day) - from;
  };
  return (day) => firstDay(known) < from && day >= from && ageOn(day) < BASE_DAYS;
}

/** Of the events that findings rest on. */
export async function eventIdsOf(
  reader: Pick<FindingReader, 'ledgerOf'>,
  stored: ReadonlyMap<string, StoredFinding>,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const [id, { finding }] of stored) ids.push(...idsIn(finding, await reader.ledgerOf(id)));
  return ids;
}

function idsIn({ evidence }: Finding, ledger: Finding['ledger']): string[] {
  const left = ledger?.entries.flatMap(({ events }) => events) ?? [];
  return [...evidence, ...left].map(({ eventId }) => eventId);
}

function firstDay(profile: Profile): number {
  return Math.min(profile.base.firstDay, ...activeDays(profile));
}

/** Says what it said. */
function withdrawn(finding: Finding): Finding {
  return { ...finding, state: 'withdrawn', severity: 'informational' };
}

async function isSame(
  reader: Pick<FindingReader, 'ledgerOf'>,
  before: Finding,
  after: Finding,
): Promise<boolean> {
  return (
    listed(before) === listed(after) &&
    JSON.stringify(await reader.ledgerOf(before.id)) === JSON.stringify(after.ledger)
  );
}

/** As the table holds it. */
function listed({ ledger: _, ...finding }: Finding): string {
  return JSON.stringify(toOcsf(finding));
}

/**
 * Under a revision above all that the table has, and below whatever the detector writes next. What came too late has
 * revisions of its own kind: under another it would keep out what comes late after it.
 */
export async function tell(
  store: Pick<FindingStore, 'upsert'>,
  changes: readonly Change[],
  version: number,
  nowMs: number,
): Promise<number> {
  let written = 0;
  for (const { before, after, cameLate } of changes) {
    const rev = cameLate ? revisionOfPast(version) : version;
    const outcome = await store.upsert(after, rev, nowMs, before?.arrivedMs);
    if (outcome === 'written') written++;
  }
  return written;
}
