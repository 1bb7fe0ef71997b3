import { feedEntity } from '../../shared/entity.ts';
import { changesOf, toldOfChange } from '../../shared/feeds/change.ts';
import { ANY, groupsOf, isOfCause, type SeenCause } from '../../shared/feeds/common-cause.ts';
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
  behind(finding: Finding, settings: Settings): string | undefined;
}

export const NO_CAUSES: Causes = { findings: [], behind: () => undefined };

/** `findings`: those of accounts. As if a cause had been known from the day on which it began, and not before. */
export function causesAmong(seen: readonly SeenCause[], findings: readonly Finding[]): Causes {
  const paging = findings.filter(({ severity }) => rankOf(severity) >= rankOf('medium'));
  const told = changesOf(groupsOf(seen)).flatMap((change) => {
    const members = paging.filter(({ day }) =>
      change.some(([first]) => first !== undefined && isOfCause(day, first)),
    );
    return toldOfChange(change, members).map(({ first, group, matter }) => ({
      first,
      group,
      finding: feedFinding(HASH_KEY, first.feed, matter, feedEntity(ANY, ANY, matter.matter)),
    }));
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
    behind: (finding, settings) => explainedBy(finding, settings, (news) => causeOf(news, finding)),
  };
}
