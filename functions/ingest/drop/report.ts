import { logMetrics } from '../../ports/metrics.ts';
import type { Outcome } from './drop.ts';
import type { Dropped } from './progress.ts';

/** What became of an object, for logs, metrics and the alarms on them. */
export function reportDrop(
  { key }: Dropped,
  { state, reason, records, events, ignored, unreadable }: Outcome,
): void {
  if (state === 'refused') console.error(JSON.stringify({ message: `The dropped object ${reason}.`, key }));
  if (unreadable > 0)
    console.warn(
      JSON.stringify({ message: 'Records of the dropped object cannot be read.', key, unreadable }),
    );
  if (state !== 'reading')
    logMetrics('drop', {
      DropsDone: state === 'done' ? 1 : 0,
      DropsRefused: state === 'refused' ? 1 : 0,
      DropRecords: records,
      DropEvents: events,
      DropIgnored: ignored,
      DropUnreadable: unreadable,
    });
}
