import { feedEntity } from '../../shared/entity.ts';
import { ANY, groupsOf, isOfCause, matterOfCause, type SeenCause } from '../../shared/feeds/common-cause.ts';
import { explainedBy, type News } from '../../shared/feeds/explained.ts';
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
  const paging = findings.filter(({ severity }) => rankOf(severity) >= rankOf('medium'));
  const told = groupsOf(seen).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const members = paging.filter(({ day }) => isOfCause(day, first));
    const matter = matterOfCause(group, members);
    const entity = feedEntity(ANY, ANY, matter.matter);
    return [{ group, first, finding: feedFinding(HASH_KEY, first.feed, matter, entity) }];
  });
  const causeOf = ({ facet, value }: News, { vendor, tenant, day }: Finding) =>
    told.find(
      ({ group, first }) =>
        first.facet === facet &&
        first.value === value &&
        day >= first.day &&
        isOfCause(day, first) &&
        group.some(({ feed }) => feed.vendor === vendor && feed.tenant === tenant),
    )?.finding.id;
  return {
    findings: told.map(({ finding }) => finding),
    behind: (finding) => explainedBy(finding, settings, (news) => causeOf(news, finding)),
  };
}
