import { isSamePerson } from './entity.ts';
import { addExposures, type Exposure } from './exposure.ts';
import { type Finding, rankOf } from './finding.ts';

/** What belongs together for a person who has to act: one human's findings at every vendor, within a week. */
export interface Incident {
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly exposure: Exposure;
}

const NEAR_DAYS = 7;

/** The finding and those of the same entity, or of the same person by e-mail, within seven days of it. */
export function incidentOf(finding: Finding, all: readonly Finding[]): Incident {
  const findings = all.filter((one) => one.id === finding.id || isRelated(finding, one)).toSorted(worstFirst);
  return { findings, exposure: addExposures(findings.map(({ exposure }) => exposure)) };
}

export function isRelated(finding: Finding, other: Finding): boolean {
  if (other.state === 'withdrawn' || Math.abs(other.day - finding.day) > NEAR_DAYS) return false;
  return other.entity === finding.entity || isSamePerson(finding, other);
}

export function worstFirst(a: Finding, b: Finding): number {
  return (
    Number(a.state === 'withdrawn') - Number(b.state === 'withdrawn') ||
    rankOf(b.severity) - rankOf(a.severity) ||
    b.score - a.score ||
    (a.id < b.id ? -1 : 1)
  );
}
