import type { Group } from '../../shared/feeds/common-cause.ts';
import { crowdsIn, isLeftToCrowd, matterOfCrowd, type Rate } from '../../shared/feeds/crowd.ts';
import { type Feed, feedFinding } from '../../shared/feeds/finding.ts';
import type { Finding } from '../../shared/finding.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Judged } from '../shards/messages.ts';
import { HASH_KEY } from './ways.ts';

/** Days on which something is found of many accounts of one log. */
export interface Crowds {
  /** Of each the one that tells it. */
  readonly findings: readonly Finding[];
  /** The id of the one that tells what this finding would. */
  behind(finding: Finding): string | undefined;
}

/** By what was usual when that was looked at last. `told`: changes that page. */
export function crowdsAmong(
  { findings, rates = [] }: Pick<Judged, 'findings'> & Partial<Pick<Judged, 'rates'>>,
  told: readonly Group[],
  settings: Settings,
): Crowds {
  const found = crowdsIn(findings, told, settings).flatMap((crowd) => {
    const usual = usualOn(rates, crowd.feed, crowd.day);
    const matter = usual === undefined ? undefined : matterOfCrowd(crowd, usual, settings);
    return matter === undefined ? [] : [feedFinding(HASH_KEY, crowd.feed, matter)];
  });
  return {
    findings: found,
    behind: (one) =>
      isLeftToCrowd(one, settings) ? found.find((crowd) => isOfLogAndDay(crowd, one))?.id : undefined,
  };
}

function isOfLogAndDay({ vendor, tenant, day }: Finding, one: Finding): boolean {
  return one.vendor === vendor && one.tenant === tenant && one.day === day;
}

function usualOn(rates: readonly Rate[], { vendor, tenant }: Feed, on: number): number | undefined {
  return rates.findLast(({ feed, day }) => feed.vendor === vendor && feed.tenant === tenant && day <= on)
    ?.perDay;
}
