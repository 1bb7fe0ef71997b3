import type { Kind } from './activity.ts';
import type { EventRef, Operation } from './ledger.ts';
import { sizeOf } from './ledger-sample.ts';
import { carriesData } from './reading.ts';

/** What left on the day, operation by operation and each once: what legal and the vendor are asked about. */
export interface FindingLedger {
  /** In order of time. */
  readonly entries: readonly LedgerEntry[];
  /** Operations that carried data and are not listed; an estimate where the day's ledgers are samples. */
  readonly more: number;
}

export interface LedgerEntry {
  readonly time: number;
  readonly kind: Kind;
  /** The vendor's own name for it. */
  readonly operation: string;
  readonly datasets: readonly string[];
  /** null: no event states it. */
  readonly records: number | null;
  readonly bytes: number | null;
  readonly ip: string;
  /** As the account's profile knows them, such as `AS64500`; absent where no event shows any. */
  readonly network?: string;
  readonly country?: string;
  readonly client: string;
  readonly app: string;
  /** The vendor's id of the token, key or grant, never the secret: what is to be revoked. Absent where none is named. */
  readonly credential?: string;
  readonly session: string;
  /** As whoever opened the session called it; absent where nobody could. */
  readonly sessionName?: string;
  /** Each event that told it: the vendor's id, and the SHA-256 of the raw record's canonical JSON. */
  readonly events: readonly EventRef[];
}

/**
 * A DynamoDB item holds 400 KB. Text that does not deflate at all grows by 5 bytes per 16 KiB, so this many bytes
 * of JSON fit in any case, whatever an attacker writes into names; ordinary text deflates to about a quarter.
 */
const MAX_JSON_BYTES = 360_000;
const MAX_ENTRIES = 2000;

/** A pure function of the set of operations. Exports, shares and destinations outlast reads, large ones small ones. */
export function ledgerOf(operations: readonly Operation[]): FindingLedger {
  const carried = operations.filter(carriesData);
  const kept = fitsSurely(carried) ? carried : fitting(carried);
  const total = carried.reduce((sum, { weight }) => sum + weight, 0);
  return {
    entries: kept.sort(byTime).map(entryOf),
    more: Math.max(carried.length, Math.round(total)) - kept.length,
  };
}

/** Those that weigh most. */
function fitting(carried: readonly Operation[]): Operation[] {
  const kept: Operation[] = [];
  let bytes = 0;
  for (const operation of carried.toSorted(byWeight).slice(0, MAX_ENTRIES)) {
    bytes += Buffer.byteLength(JSON.stringify(entryOf(operation))) + 1;
    if (bytes > MAX_JSON_BYTES) break;
    kept.push(operation);
  }
  return kept;
}

/** Of most days it is certain without writing them: then nothing has to be weighed. */
function fitsSurely(carried: readonly Operation[]): boolean {
  if (carried.length > MAX_ENTRIES) return false;
  let bytes = 0;
  for (const operation of carried) {
    bytes += ENTRY_BYTES + UNIT_BYTES * unitsOf(operation);
    if (bytes > MAX_JSON_BYTES) return false;
  }
  return true;
}

/** More than names, numbers and signs of an entry take, but for what each dataset and event adds. */
const ENTRY_BYTES = 400;
const ITEM_BYTES = 30;
/** A UTF-16 unit is written with six characters (`\u0000`) at most. */
const UNIT_BYTES = 6;

function unitsOf(one: Operation): number {
  const { datasets, events } = one;
  let units = one.operation.length + one.kind.length + one.session.length + one.sessionName.length;
  units += one.ip.length + one.network.length + one.country.length + one.client.length;
  units += one.app.length + one.credential.length;
  for (const dataset of datasets) units += dataset.length + ITEM_BYTES;
  for (const { eventId, sha256 } of events) units += eventId.length + sha256.length + ITEM_BYTES;
  return units;
}

function byWeight(a: Operation, b: Operation): number {
  return rankOf(a) - rankOf(b) || sizeOf(b) - sizeOf(a) || byTime(a, b);
}

function rankOf({ kind }: Operation): number {
  return kind === 'share' || kind === 'destination' ? 0 : kind === 'export' ? 1 : 2;
}

function byTime(a: Operation, b: Operation): number {
  return a.time - b.time || (a.uid < b.uid ? -1 : 1);
}

/** What is not empty of it. */
export function whereabouts({
  network,
  country,
  sessionName,
}: Pick<Operation, 'network' | 'country' | 'sessionName'>): Pick<
  LedgerEntry,
  'network' | 'country' | 'sessionName'
> {
  return {
    ...(network === '' ? {} : { network }),
    ...(country === '' ? {} : { country }),
    ...(sessionName === '' ? {} : { sessionName }),
  };
}

function entryOf(operation: Operation): LedgerEntry {
  const { time, kind, datasets, records, bytes, ip, client, app, credential, session, events } = operation;
  return {
    time,
    kind,
    operation: operation.operation,
    datasets,
    records,
    bytes,
    ip,
    ...whereabouts(operation),
    client,
    app,
    ...(credential === '' ? {} : { credential }),
    session,
    events,
  };
}
