import { classOf } from '../context.ts';
import { sum } from '../profile/day.ts';
import { AGAIN_MINUTES } from '../profile/repeats.ts';
import type { Subject } from '../profile/subject.ts';
import { RECORD_BYTES, UNKNOWN_EXPORT } from '../reading.ts';

/** Said after a number of exports where fewer are counted than the log has: who reads the ledger counts all of them. */
export function repeatsNote({ type, today, facets }: Subject): string {
  if (classOf(type) !== 'service') return '';
  const { records, bytes, unsized } = today.totals;
  const counted = records + bytes / RECORD_BYTES + unsized * UNKNOWN_EXPORT;
  const carried = sum(facets.operation.map((one) => one.carried));
  return carried >= counted + UNKNOWN_EXPORT
    ? `, those asked for again within ${AGAIN_MINUTES} minutes once`
    : '';
}
