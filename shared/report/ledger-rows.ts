import { carriedData, type Evidence, type Finding } from '../finding.ts';
import type { FindingLedger } from '../finding-ledger.ts';
import { makerName } from '../page/changes.ts';
import { isAddress, vendorName } from '../page/names.ts';
import { untrusted } from '../page/untrusted.ts';
import { isNewValue } from '../page/view.ts';

/** One event of the ledger, ready to be shown; every text is one line of limited length. */
export interface LedgerRow {
  readonly findingId: string;
  readonly vendor: string;
  readonly time: number;
  readonly operation: string;
  /** Who did it, where that was not the account itself; else empty. */
  readonly by: string;
  /** It was done by the account, or from the address, that the finding is of. */
  readonly isOwn: boolean;
  /** null: the vendor states none. */
  readonly records: number | null;
  readonly bytes: number | null;
  readonly datasets: readonly string[];
  readonly address: string;
  readonly client: string;
  /** Application, and the vendor's id of the token, key or grant that is to be revoked. */
  readonly app: string;
  readonly credential: string;
  readonly session: string;
  /** Chosen by whoever opened the session; empty where nobody could. */
  readonly sessionName: string;
  /** The first of `eventIds`; empty where the vendor gives none. */
  readonly eventId: string;
  /** Of every event that told it: chunks of one report are one row. */
  readonly eventIds: readonly string[];
  /** SHA-256 of each raw record. */
  readonly hashes: readonly string[];
  /** It carried data: the others show who was there. */
  readonly carries: boolean;
  /** Came from a client or network that is new for this account. */
  readonly isNew: boolean;
}

/** In the order of time: everything that carried data, and the events without data that show who was there. */
export function ledgerRows(findings: readonly Finding[]): LedgerRow[] {
  // A change of access is told by every finding that it concerns.
  const changes = new Map(findings.flatMap(changeRows).map((row) => [eventOf(row), row]));
  const rows = findings
    .flatMap((finding) =>
      finding.ledger === undefined ? evidenceRows(finding) : allRows(finding, finding.ledger),
    )
    .filter((row) => row.by === '' || !changes.has(eventOf(row)));
  return [...changes.values(), ...rows].sort((a, b) => a.time - b.time || (a.eventId < b.eventId ? -1 : 1));
}

function eventOf({ vendor, time, operation, eventId, by }: LedgerRow): string {
  return JSON.stringify([vendor, time, operation, eventId, by]);
}

function allRows(finding: Finding, { entries }: FindingLedger): LedgerRow[] {
  const rows = entries.map((entry) =>
    rowOf(finding, {
      ...entry,
      carries: true,
      eventIds: entry.events.map(({ eventId }) => eventId),
      hashes: entry.events.map(({ sha256 }) => sha256),
    }),
  );
  const told = new Set(rows.flatMap(({ eventIds }) => eventIds));
  return [...rows, ...evidenceRows(finding).filter(({ carries, eventId }) => !carries && !told.has(eventId))];
}

function evidenceRows(finding: Finding): LedgerRow[] {
  return finding.evidence.map((event) =>
    rowOf(finding, {
      ...event,
      session: '',
      carries: carriedData(event),
      eventIds: [event.eventId],
      hashes: [event.sha256],
    }),
  );
}

/** What others did to the account's access, at whichever vendor. */
function changeRows(finding: Finding): LedgerRow[] {
  return (finding.changes ?? []).map((change) => ({
    ...rowOf(finding, {
      ...NO_DATA,
      ...change,
      eventIds: [change.eventId],
    }),
    vendor: vendorName(change),
  }));
}

const NO_DATA = {
  records: null,
  bytes: null,
  datasets: [],
  session: '',
  carries: false,
  hashes: [],
} as const;

type Event = Pick<
  Evidence,
  | 'time'
  | 'operation'
  | 'records'
  | 'bytes'
  | 'datasets'
  | 'ip'
  | 'network'
  | 'country'
  | 'client'
  | 'app'
  | 'credential'
  | 'sessionName'
  | 'by'
> &
  Pick<LedgerRow, 'carries' | 'session' | 'eventIds' | 'hashes'>;

function rowOf(finding: Finding, event: Event): LedgerRow {
  const isOwn = event.by === undefined || isAddress(finding);
  const eventIds = event.eventIds.filter((id) => id !== '').map((id) => untrusted(id, 64));
  const hashes = event.hashes.filter((hash) => hash !== '');
  return {
    findingId: finding.id,
    vendor: vendorName(finding),
    time: event.time,
    operation: untrusted(event.operation, 48),
    by: event.by === undefined ? '' : makerName(event.by),
    isOwn,
    records: event.records,
    bytes: event.bytes,
    datasets: event.datasets.map((name) => untrusted(name, 60)),
    address: untrusted(event.ip, 45),
    client: untrusted(event.client, 48),
    app: untrusted(event.app ?? '', 64),
    credential: untrusted(event.credential ?? '', 64),
    session: untrusted(event.session, 40),
    sessionName: untrusted(event.sessionName ?? '', 64),
    eventId: eventIds[0] ?? '',
    eventIds,
    hashes,
    carries: event.carries,
    // What others use is nothing new of this account.
    isNew: isOwn && isNew(finding, event),
  };
}

function isNew(
  { signals }: Finding,
  { client, network = '', country = '' }: Pick<Evidence, 'client' | 'network' | 'country'>,
): boolean {
  const shown = { client, network, country };
  return Object.entries(shown).some(([facet, value]) => value !== '' && isNewValue(signals, facet, value));
}

export const PIVOTS = ['address', 'client', 'app', 'credential', 'session', 'sessionName'] as const;
/** Of most vendors no event states any: then there is no table of them. */
const OPTIONAL: ReadonlySet<Pivot['by']> = new Set(['app', 'credential', 'sessionName']);

/** The ledger by one of its columns. */
export interface Pivot {
  readonly by: (typeof PIVOTS)[number];
  readonly rows: readonly PivotRow[];
}

export interface PivotRow {
  /** Empty: these events state none. */
  readonly value: string;
  readonly isNew: boolean;
  readonly events: number;
  readonly records: number;
  readonly bytes: number;
  /** Events that carried data and state no size. */
  readonly unsized: number;
  readonly firstTime: number;
  readonly lastTime: number;
}

/** Of what the accounts did themselves: where others did something to them from is no place of theirs. */
export function pivotsOf(all: readonly LedgerRow[]): Pivot[] {
  const rows = all.filter(({ isOwn }) => isOwn);
  const stated = PIVOTS.filter((by) => !OPTIONAL.has(by) || rows.some((row) => row[by] !== ''));
  return stated.map((by) => ({
    by,
    rows: Array.from(
      Map.groupBy(rows, (row) => row[by]),
      ([value, own]) => pivotRow(value, own),
    ).sort(
      (a, b) => b.records - a.records || b.bytes - a.bytes || b.unsized - a.unsized || b.events - a.events,
    ),
  }));
}

function pivotRow(value: string, rows: readonly LedgerRow[]): PivotRow {
  const total = (of: (row: LedgerRow) => number | null) => rows.reduce((sum, row) => sum + (of(row) ?? 0), 0);
  const times = rows.map(({ time }) => time);
  return {
    value,
    isNew: value !== '' && rows.every((row) => row.isNew),
    events: rows.length,
    records: total(({ records }) => records),
    bytes: total(({ bytes }) => bytes),
    unsized: rows.filter(({ carries, records, bytes }) => carries && records === null && bytes === null)
      .length,
    firstTime: Math.min(...times),
    lastTime: Math.max(...times),
  };
}
