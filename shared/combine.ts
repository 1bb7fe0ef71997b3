import type { Detector } from './detectors/detector.ts';
import type { RecordUnit } from './vendors/vendor.ts';

/** What a detector would add to a score by itself, in decades above what is free. */
export interface Part {
  readonly detector: Pick<Detector, 'uid' | 'family'>;
  readonly excess: number;
}

/**
 * What one kind of evidence tells twice counts once: within a family the largest counts whole and each other a third.
 * A large export is also a busy day and a slow rise. How much was taken, of how many things, from where and with what,
 * when, and after which change are facts of their own, and add up. Where a record is an object (a file, a message), how
 * much and of how many things are nearly one fact, and the smaller of the two counts half. Of rows, that an operation is
 * new counts a third as far as it is a bulk export, and so has been told.
 */
export function combine(parts: readonly Part[], counts: RecordUnit = 'rows'): number[] {
  const shares = new Map<Part, number>();
  const families = Map.groupBy(parts, ({ detector: { family, uid } }) => family ?? uid);
  for (const own of families.values()) {
    const ordered = own.toSorted(
      (a, b) => limited(b) - limited(a) || (a.detector.uid < b.detector.uid ? -1 : 1),
    );
    for (const [rank, part] of ordered.entries())
      shares.set(part, rank === 0 ? limited(part) : limited(part) * OTHERS);
  }
  if (counts === 'objects') {
    const [smaller = []] = [families.get('amount') ?? [], families.get('breadth') ?? []].sort(
      (a, b) => worthOf(a) - worthOf(b),
    );
    for (const part of smaller) shares.set(part, (shares.get(part) ?? 0) * SAME_OBJECTS);
  }
  const operation = parts.find(
    ({ detector: { uid, family } }) => uid === NEW_OPERATION && family === undefined,
  );
  const bulk = parts.find(({ detector: { uid } }) => uid === BULK_EXPORT);
  if (counts === 'rows' && operation !== undefined && bulk !== undefined) {
    const own = families.get(bulk.detector.family ?? bulk.detector.uid) ?? [];
    const added = worthOf(own) - worthOf(own.filter((one) => one !== bulk));
    const whole = limited(operation);
    shares.set(operation, whole - (1 - OTHERS) * Math.min(added, whole));
  }
  return parts.map((part) => roundToHundredths(shares.get(part) ?? 0));
}

/** Of one kind of evidence. */
function worthOf(parts: readonly Part[]): number {
  const excesses = parts.map(limited);
  const most = Math.max(0, ...excesses);
  return most + (excesses.reduce((sum, one) => sum + one, 0) - most) * OTHERS;
}

const OTHERS = 1 / 3;
const NEW_OPERATION = 'new-operation';
const BULK_EXPORT = 'bulk-export';
const SAME_OBJECTS = 1 / 2;
/** An unusual hour or operation is never more than a hint, and a month beyond anything is a page, but no more so for being farther. */
const LIMITS: ReadonlyMap<string, number> = new Map([
  ['time-of-week', 2.5],
  ['new-operation', 3],
  ['capacity', 8],
]);

function limited({ detector: { uid }, excess }: Part): number {
  return Math.min(LIMITS.get(uid) ?? Number.POSITIVE_INFINITY, excess);
}

export function roundToHundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
