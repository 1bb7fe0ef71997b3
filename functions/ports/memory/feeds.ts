import { type FeedReader, feedReaderOn } from '../feeds.ts';
import type { StateItem } from '../state.ts';

export function memoryFeedReader(items: ReadonlyMap<string, StateItem>): FeedReader {
  return feedReaderOn({
    parts: async (entity, from, to) =>
      [...items.values()]
        .filter((item) => item.entity === entity && item.part >= from && item.part < to)
        .sort((a, b) => (a.part < b.part ? -1 : 1)),
  });
}
