/** Events of one document that were dropped on purpose, by reason. */
export interface IgnoredEvent {
  readonly vendor?: string;
  readonly reason: string;
  readonly count: number;
}

/** Events of one document that cannot be read, by reason. */
export interface MalformedEvent {
  readonly vendor?: string;
  readonly path: string;
  readonly reason: string;
  /** The events were judged all the same: their bytes are set aside for a person to look at. */
  readonly processed: boolean;
  readonly count: number;
  /** Position, from 0, of the first such event in the document. */
  readonly first: number;
}

/** Counts by reason instead of listing, so that what a document leaves behind does not grow with its events. */
export interface Tally {
  ignore(reason: string, vendor?: string): void;
  setAside(event: Omit<MalformedEvent, 'count'>, times?: number): void;
  ignored(): IgnoredEvent[];
  malformed(): MalformedEvent[];
}

export function createTally(): Tally {
  const ignored = new Map<string, IgnoredEvent>();
  const malformed = new Map<string, MalformedEvent>();
  return {
    ignore(reason, vendor) {
      const key = `${vendor}\n${reason}`;
      const count = (ignored.get(key)?.count ?? 0) + 1;
      ignored.set(key, vendor === undefined ? { reason, count } : { vendor, reason, count });
    },
    setAside(event, times = 1) {
      const key = `${event.vendor}\n${event.path}\n${event.reason}`;
      const same = malformed.get(key);
      malformed.set(
        key,
        same === undefined ? { ...event, count: times } : { ...same, count: same.count + times },
      );
    },
    ignored: () => [...ignored.values()],
    malformed: () => [...malformed.values()],
  };
}
