import { EMPTY_HOUR, type FeedHour, feedHour } from '../../shared/feeds/hour.ts';

/** Partition of the state table in which the feeds are listed, each as a part. */
export const FEEDS_ENTITY = 'feeds';

/** Of so many shards an hour has as many items. In order of time. */
export function hourPart(hour: number, shard: string): string {
  return `arrivals#${String(hour).padStart(7, '0')}#${shard}`;
}

export const PAST_PART = 'past';

/** What `detect` has noted of feeds, for `watch`. Eventually consistent: what a minute lacks, the next one has. */
export interface FeedReader {
  /** `feed/okta/example`. */
  feeds(): Promise<readonly string[]>;
  /** From that hour of arrival on, the shards of each merged. */
  hoursOf(feed: string, fromHour: number): Promise<ReadonlyMap<number, FeedHour>>;
}

/** Parts of an entity in the state table from a part's name on, and up to another; ascending. */
export interface PartReader {
  parts(
    entity: string,
    from: string,
    to: string,
  ): Promise<readonly { readonly part: string; readonly bytes: Uint8Array }[]>;
}

/** On any table that tells its parts in order. */
export function feedReaderOn({ parts }: PartReader): FeedReader {
  return {
    feeds: async () => (await parts(FEEDS_ENTITY, 'feed/', 'feed0')).map(({ part }) => part),
    hoursOf: async (feed, fromHour) => {
      const hours = new Map<number, FeedHour>();
      for (const { part, bytes } of await parts(feed, hourPart(fromHour, ''), 'arrivals$')) {
        const hour = Number(part.split('#')[1]);
        hours.set(hour, feedHour.merge(hours.get(hour) ?? EMPTY_HOUR, feedHour.decode(bytes)));
      }
      return hours;
    },
  };
}
