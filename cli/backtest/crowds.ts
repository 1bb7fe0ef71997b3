import type { Group } from '../../shared/feeds/common-cause.ts';
import { crowdsIn, matterOfCrowd, type Rate } from '../../shared/feeds/crowd.ts';
import { type Feed, feedFinding } from '../../shared/feeds/finding.ts';
import type { Finding } from '../../shared/finding.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Judged } from '../shards/messages.ts';
import { HASH_KEY } from './ways.ts';

/**
 * Many accounts of one log of which little is found on one day, by what was usual when that was looked at last. `told`: changes
 * that page.
 */
export function crowdsAmong(
  { findings, rates = [] }: Pick<Judged, 'findings'> & Partial<Pick<Judged, 'rates'>>,
  told: readonly Group[],
  settings: Settings,
): Finding[] {
  return crowdsIn(findings, told, settings).flatMap((crowd) => {
    const usual = usualOn(rates, crowd.feed, crowd.day);
    const matter = usual === undefined ? undefined : matterOfCrowd(crowd, usual);
    return matter === undefined ? [] : [feedFinding(HASH_KEY, crowd.feed, matter)];
  });
}

function usualOn(rates: readonly Rate[], { vendor, tenant }: Feed, on: number): number | undefined {
  return rates.findLast(({ feed, day }) => feed.vendor === vendor && feed.tenant === tenant && day <= on)
    ?.perDay;
}
