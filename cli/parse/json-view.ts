import type { DecodedText } from '../../shared/decode.ts';
import type { View } from './view.ts';

/**
 * JSON lines for programs, in order: `{"record", "vendor", "result": "activities", "activities"}`, or `ignored`
 * with a `reason`, or `malformed` with `path` and `reason`. A record that holds several events can have several
 * lines. Of several files each line has its `file`. `repairs` says what of the activities had to be cut or cleaned.
 */
export function jsonView(): View {
  return {
    readsValues: false,
    start: () => [],
    record: (record, decoded, _record, file) =>
      linesOf(decoded).map((line) =>
        JSON.stringify({ record, ...(file === undefined ? {} : { file }), ...line }),
      ),
    end: () => [],
  };
}

function linesOf({ activities, ignored, malformed }: DecodedText): object[] {
  const repairs = malformed
    .filter(({ processed }) => processed)
    .map(({ path, reason }) => ({ path, reason }));
  const refused = malformed.filter(({ processed }) => !processed || activities.length === 0);
  return [
    ...Array.from(
      Map.groupBy(activities, ({ vendor }) => vendor),
      ([vendor, own]) => ({
        vendor,
        result: 'activities',
        activities: own,
        ...(repairs.length > 0 ? { repairs } : {}),
      }),
    ),
    ...ignored.map(({ vendor, reason, count }) => ({
      ...named(vendor),
      result: 'ignored',
      reason,
      ...several(count),
    })),
    ...refused.map(({ vendor, path, reason, count }) => ({
      ...named(vendor),
      result: 'malformed',
      path,
      reason,
      ...several(count),
    })),
  ];
}

function named(vendor: string | undefined): { vendor?: string } {
  return vendor === undefined ? {} : { vendor };
}

function several(count: number): { count?: number } {
  return count === 1 ? {} : { count };
}
