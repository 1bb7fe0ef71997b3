/** Events of one document that were dropped on purpose, by reason. */
export interface IgnoredEvent {
  readonly vendor?: string;
  /** Absent: `default`. */
  readonly tenant?: string;
  readonly reason: string;
  readonly count: number;
}

/** Events of one document that cannot be read, by reason. */
export interface MalformedEvent {
  readonly vendor?: string;
  /** Absent: `default`. */
  readonly tenant?: string;
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
  ignore(reason: string, vendor?: string, tenant?: string): void;
  setAside(event: Omit<MalformedEvent, 'count'>, times?: number): void;
  ignored(): IgnoredEvent[];
  malformed(): MalformedEvent[];
}

export function createTally(): Tally {
  const ignored = new Map<string, IgnoredEvent>();
  const malformed = new Map<string, MalformedEvent>();
  return {
    ignore(reason, vendor, tenant) {
      const key = `${vendor}\n${tenant}\n${reason}`;
      const count = (ignored.get(key)?.count ?? 0) + 1;
      ignored.set(key, { ...feedOf(vendor, tenant), reason, count });
    },
    setAside(event, times = 1) {
      const key = `${event.vendor}\n${event.tenant}\n${event.path}\n${event.reason}`;
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

export function feedOf(
  vendor: string | undefined,
  tenant: string | undefined,
): { readonly vendor?: string; readonly tenant?: string } {
  if (vendor === undefined) return {};
  return tenant === undefined || tenant === 'default' ? { vendor } : { vendor, tenant };
}
