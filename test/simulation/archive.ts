import { type Collected, idsIn, isAbout } from '../../cli/rebuild/collect.ts';
import { toRecord } from '../../functions/ports/records.ts';
import { DAY_MS, dayOf, dayText } from '../../shared/time.ts';
import type { Stream } from './stream.ts';
import { historyRecords } from './world.ts';

interface Archived {
  readonly text: string;
  readonly arrival: number;
}

/** What is in memory of the archive: nothing but the simulated clock may be waited for. */
export interface Archive {
  /** As `collect` finds it on disk of what had been archived by then. */
  collect(entity: string, asked: ReadonlySet<string>, nowMs: number, behindMs: number): Collected;
}

/** `isNew`: nothing came before the life began. */
export function createArchive(stream: Stream, isNew: boolean): Archive {
  return {
    collect: (entity, asked, nowMs, behindMs) => {
      const live = stream.shards.flatMap(({ records }) => records.map(toRecord));
      const past = isNew ? [] : historyRecords();
      const all = [...past, ...live]
        .filter(({ arrival }) => arrival + behindMs <= nowMs)
        .sort((a, b) => a.arrival - b.arrival)
        .map(({ data, arrival }) =>
          asArchived(Buffer.from(data, 'base64').toString('utf8'), arrival, behindMs),
        );
      const byDate = Map.groupBy(all, ({ arrival }) => dayText(dayOf(arrival)));
      const seen = all.flatMap(({ text }) => idsIn(text).filter((id) => asked.has(id)));
      return {
        dates: [...byDate.keys()].sort(),
        seen: new Set(seen),
        async *records(date) {
          const own = (byDate.get(date) ?? []).filter(({ text, arrival }) => isAbout(text, arrival, entity));
          // Those of one line lie in folders that are read first.
          yield* own.filter(({ text }) => !text.includes('\n'));
          yield* own.filter(({ text }) => text.includes('\n'));
        },
        remove: async () => {},
      };
    },
  };
}

/** Of a line nobody knows more than when its object was written; what is several has its arrival with it. */
function asArchived(text: string, arrival: number, behindMs: number): Archived {
  if (text.includes('\n')) return { text, arrival };
  const midnight = (dayOf(arrival) + 1) * DAY_MS;
  return { text, arrival: Math.min(arrival + behindMs, midnight - 1) };
}
