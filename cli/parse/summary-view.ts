import { KINDS, type Kind } from '../../shared/activity.ts';
import type { DecodedText } from '../../shared/decode.ts';
import { untrusted } from '../../shared/page/untrusted.ts';
import { sum } from '../../shared/statistics.ts';
import { markUnverified } from '../../shared/vendors/unverified.ts';
import { grouped, plural } from '../../shared/words.ts';
import { reasonText } from '../history/reasons.ts';
import { table } from '../render/table.ts';
import { undatedIn, undatedLines } from './undated.ts';
import type { View } from './view.ts';

/** Operations and reasons that are told apart at most: part of them is written by strangers. */
const MAX_NAMES = 5000;
const REST = '(others)';

interface Counted {
  readonly vendor: string;
  readonly kind: Kind;
  readonly operation: string;
  readonly activities: number;
}

interface Refused {
  readonly vendor: string;
  readonly reason: string;
  readonly events: number;
  /** Where there are several. */
  readonly file?: string;
}

/** Counts by vendor, kind and operation; the operations that no table knows are listed by how often they come. */
export function summaryView(json: boolean): View {
  const operations = counter();
  const ignored = counter();
  const malformed = counter();
  let undated = 0;
  return {
    readsValues: false,
    start: () => [],
    record(_index, decoded, _record, file) {
      count(decoded, file);
      return [];
    },
    end: (records) => (json ? [JSON.stringify(result(records), null, 2)] : lines(result(records))),
  };

  function count(decoded: DecodedText, file = ''): void {
    undated += undatedIn(decoded);
    for (const { vendor, kind, operation } of decoded.activities) operations.add([vendor, kind, operation]);
    for (const one of decoded.ignored) ignored.add([one.vendor ?? '', '', one.reason], one.count);
    for (const one of decoded.malformed)
      if (!one.processed) malformed.add([one.vendor ?? '', file, reasonText(one)], one.count);
  }

  function result(records: number) {
    const activities = operations
      .entries()
      .map(([[vendor = '', kind = '', operation = ''], activities]): Counted => {
        // Written by `count` above from activities, whose kinds are these.
        return { vendor, kind: kind as Kind, operation, activities };
      });
    const refused = (of: Counter) =>
      of.entries().map(
        ([[vendor = '', file = '', reason = ''], events]): Refused => ({
          vendor,
          ...(file === '' ? {} : { file }),
          reason,
          events,
        }),
      );
    return {
      records,
      activities: sum(activities.map((one) => one.activities)),
      operations: activities.filter(({ kind }) => kind !== 'other').sort(byKind),
      unknownOperations: activities.filter(({ kind }) => kind === 'other'),
      ignored: refused(ignored),
      malformed: refused(malformed),
      /** Of the activities. */
      undated,
    };
  }

  function lines(all: ReturnType<typeof result>): string[] {
    const ignoredEvents = sum(all.ignored.map(({ events }) => events));
    const malformedEvents = sum(all.malformed.map(({ events }) => events));
    return [
      `${plural(all.records, 'record')}: ${plural(all.activities, 'activity', 'activities')}, ${grouped(ignoredEvents)} ignored, ${grouped(malformedEvents)} malformed`,
      ...undatedLines(all.undated),
      ...section('By kind', all.operations, ({ vendor, kind, operation, activities }) => [
        called(vendor),
        kind,
        operation,
        grouped(activities),
      ]),
      ...section(
        'Operations that no table knows, or that tell nothing of access (kind "other")',
        all.unknownOperations,
        ({ vendor, operation, activities }) => [called(vendor), operation, grouped(activities)],
      ),
      ...section('Ignored', all.ignored, reasonCells),
      ...section('Malformed', all.malformed, reasonCells),
    ];
  }
}

function called(uid: string): string {
  return markUnverified(uid, uid);
}

function reasonCells({ vendor, file, reason, events }: Refused): string[] {
  return [...(file === undefined ? [] : [file]), called(vendor), reason, grouped(events)];
}

/** Enough for a sentence about what a mapping does not recognise. */
const MAX_CELL = 160;

function section<T>(title: string, entries: readonly T[], cells: (entry: T) => string[]): string[] {
  if (entries.length === 0) return [];
  const rows = entries.map((entry) => ['', ...cells(entry).map((cell) => untrusted(cell, MAX_CELL))]);
  return ['', title, ...table(rows)];
}

function byKind(a: Counted, b: Counted): number {
  return (
    (a.vendor < b.vendor ? -1 : a.vendor > b.vendor ? 1 : 0) ||
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    b.activities - a.activities
  );
}

interface Counter {
  readonly add: (names: readonly string[], times?: number) => void;
  /** Most frequent first. */
  readonly entries: () => (readonly [readonly string[], number])[];
}

function counter(): Counter {
  const counts = new Map<string, { names: readonly string[]; count: number }>();
  const places = (names: readonly string[]) =>
    counts.size < MAX_NAMES || counts.has(JSON.stringify(names)) ? names : [...names.slice(0, -1), REST];
  return {
    add(names, times = 1) {
      const counted = places(names);
      const key = JSON.stringify(counted);
      counts.set(key, { names: counted, count: (counts.get(key)?.count ?? 0) + times });
    },
    entries: () =>
      [...counts.values()]
        .sort((a, b) => b.count - a.count)
        .map(({ names, count }) => [names, count] as const),
  };
}
