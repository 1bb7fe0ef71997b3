import { feedEntity } from '../../shared/entity.ts';
import {
  ANY,
  groupsOf,
  isOfCause,
  leftTo,
  matterOfCause,
  type SeenCause,
} from '../../shared/feeds/common-cause.ts';
import { feedFinding } from '../../shared/feeds/finding.ts';
import { type Finding, rankOf } from '../../shared/finding.ts';
import type { Settings } from '../../shared/settings.ts';
import { HASH_KEY } from './ways.ts';

/** What accounts have taken up together, and which findings that explains. */
export interface Causes {
  /** One for each cause, of no single account. */
  readonly findings: readonly Finding[];
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
  const paging = findings.filter(({ severity }) => rankOf(severity) >= rankOf('medium'));
  const left = leftTo(groups, paging, settings, (day, cause) => day >= cause.day && isOfCause(day, cause));
  const told: Finding[] = [];
  const causes = new Map<string, string>();
  for (const group of groups) {
    const [first] = group;
    if (first === undefined) continue;
    const own = left.get(group) ?? [];
    const matter = matterOfCause(group, own);
    const finding = feedFinding(HASH_KEY, first.feed, matter, feedEntity(ANY, ANY, matter.matter));
    told.push(finding);
    for (const { id } of own) causes.set(id, finding.id);
  }
  return { findings: told, behind: ({ id }) => causes.get(id) };
}
