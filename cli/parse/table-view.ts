import type { Activity } from '../../shared/activity.ts';
import { untrusted } from '../../shared/page/untrusted.ts';
import { minuteText } from '../../shared/page/view.ts';
import { markUnverified } from '../../shared/vendors/unverified.ts';
import { grouped, plural, sizeText } from '../../shared/words.ts';
import { undatedIn, undatedLines } from './undated.ts';
import type { View } from './view.ts';

const COLUMNS = [
  { title: 'Record', width: 7 },
  { title: 'Time (UTC)', width: 16 },
  { title: 'Vendor', width: 22 },
  { title: 'Kind', width: 11 },
  { title: 'Operation', width: 32 },
  { title: 'Actor', width: 28 },
  { title: 'From', width: 22 },
  { title: 'Size', width: 20 },
] as const;

/** A line for each activity, in columns of fixed width: what comes later is not known yet. */
export function tableView(): View {
  const total = { activities: 0, ignored: 0, malformed: 0, undated: 0 };
  return {
    readsValues: false,
    start: () => [row(COLUMNS.map(({ title }) => title))],
    *record(index, decoded, _record, file) {
      const { activities, ignored, malformed } = decoded;
      total.undated += undatedIn(decoded);
      total.activities += activities.length;
      for (const activity of activities) yield row(cellsOf(index, activity));
      for (const { vendor, reason, count } of ignored) {
        total.ignored += count;
        yield note(index, 'ignored', [file, called(vendor), reason], count);
      }
      for (const { vendor, path, reason, processed, count } of malformed) {
        if (!processed) total.malformed += count;
        yield note(index, processed ? 'repaired' : 'malformed', [file, called(vendor), path, reason], count);
      }
    },
    end: (records) => [
      `${plural(records, 'record')}: ${plural(total.activities, 'activity', 'activities')}, ${grouped(total.ignored)} ignored, ${grouped(total.malformed)} malformed.`,
      ...undatedLines(total.undated),
    ],
  };
}

function cellsOf(index: number, activity: Activity): string[] {
  const { time, vendor, kind, operation, outcome, actor, source, volume, outside } = activity;
  const failed = outcome === 'failure' ? `${operation} (failed)` : operation;
  const who = actor.email ?? actor.name ?? actor.uid;
  const size = [
    ...(volume?.records === undefined ? [] : [plural(volume.records, 'record')]),
    ...(volume?.bytes === undefined ? [] : [sizeText(volume.bytes)]),
    ...(outside ? ['to outsiders'] : []),
  ];
  return [
    String(index),
    minuteText(time),
    markUnverified(vendor, vendor),
    kind,
    failed,
    actor.type === 'user' ? who : `${who} (${actor.type})`,
    [source?.ip, source?.country].filter((text) => text !== undefined).join(' '),
    size.join(', '),
  ];
}

function called(vendor: string | undefined): string | undefined {
  return vendor === undefined ? undefined : markUnverified(vendor, vendor);
}

function row(cells: readonly string[]): string {
  return COLUMNS.map(({ width }, column) => untrusted(cells[column] ?? '', width).padEnd(width + 2))
    .join('')
    .trimEnd();
}

function note(index: number, word: string, texts: readonly (string | undefined)[], count: number): string {
  const text = texts.filter((part) => part !== undefined && part !== '').join(': ');
  const times = count === 1 ? '' : ` (${grouped(count)} events)`;
  return `${String(index).padEnd(9)}${word}: ${untrusted(text, 200)}${times}`;
}
