import { changesOf, findingsOf, toldGroups } from '../../shared/feeds/changes.ts';
import {
  type Group,
  groupsOf,
  isOfCause,
  leftTo,
  type SeenCause,
  worthTelling,
} from '../../shared/feeds/common-cause.ts';
import { type Finding, isPageWorthy } from '../../shared/finding.ts';
import type { Settings } from '../../shared/settings.ts';
import { HASH_KEY } from './ways.ts';

/** What accounts have taken up together, and which findings that explains. */
export interface Causes {
  /** Of each change the one that tells it, and one for each of its other parts; of no single account. */
  readonly findings: readonly Finding[];
  /** Of the changes that page. */
  readonly told: readonly Group[];
  /** The id of the cause for which a finding does not page by itself. */
  behind(finding: Finding): string | undefined;
}

/**
 * `findings`: those of accounts, graded by the same settings. As if a cause had been known from the day on which it began,
 * and not before.
 */
export function causesAmong(
  seen: readonly SeenCause[],
  findings: readonly Finding[],
  settings: Settings,
): Causes {
  const groups = groupsOf(seen);
  const paging = findings.filter(isPageWorthy);
  const left = leftTo(groups, paging, settings, (day, cause) => day >= cause.day && isOfCause(day, cause));
  const told = findingsOf(changesOf(worthTelling(groups, left, settings)), left, HASH_KEY);
  const causes = new Map(
    told.flatMap(({ group, toldBy }) => (left.get(group) ?? []).map(({ id }) => [id, toldBy] as const)),
  );
  return {
    findings: told.map(({ finding }) => finding),
    told: toldGroups(told),
    behind: ({ id }) => causes.get(id),
  };
}
