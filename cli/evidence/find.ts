import { parseJson } from '../../shared/decode/json.ts';
import { decodeText } from '../../shared/decode.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { isObject } from '../../shared/vendors/field.ts';
import type { Archive } from '../archive/archive.ts';
import { type ArchivedRecord, recordsOn } from '../archive/records.ts';
import type { Wanted } from './wanted.ts';

/** A raw record with the event that was asked for. */
export interface Found {
  readonly wanted: Wanted;
  /**
   * `hash`: its SHA-256 is the one in the ledger. `id`: the ledger has none, and the vendor's id is the same. `differs`:
   * the id is the same and the hash is not.
   */
  readonly match: 'hash' | 'id' | 'differs';
  readonly record: ArchivedRecord;
}

/** As long as a ledger's text: longer ids are cut there. */
const MAX_ID = 128;
/** Neither ids nor hashes of raw events rest on it. */
const NO_KEY = new Uint8Array(32);

/** What is still looked for. A record may be in the archive several times: the first that matches counts. */
export function searchFor(all: readonly Wanted[]) {
  const byHash = new Map(all.flatMap((one) => (one.sha256 === '' ? [] : [[one.sha256, one] as const])));
  const byId = new Map(all.flatMap((one) => (one.eventId === '' ? [] : [[one.eventId, one] as const])));
  const open = new Set(all);
  const differing = new Map<Wanted, Found>();

  function* look(record: ArchivedRecord): Generator<Found> {
    const said = decodeText(record.text, { hashKey: NO_KEY }).activities;
    const hashes = new Set([...said.flatMap(({ sha256 }) => sha256 ?? []), ...hashesOf(record.text)]);
    for (const hash of hashes) yield* take(byHash.get(hash), 'hash', record);
    for (const { eventId = '', sha256 } of said) {
      const wanted = byId.get(eventId.slice(0, MAX_ID));
      if (wanted === undefined) continue;
      if (wanted.sha256 === '') yield* take(wanted, 'id', record);
      else if (sha256 !== wanted.sha256) differing.set(wanted, { wanted, match: 'differs', record });
    }
  }

  function* take(
    wanted: Wanted | undefined,
    match: Found['match'],
    record: ArchivedRecord,
  ): Generator<Found> {
    if (wanted !== undefined && open.delete(wanted)) yield { wanted, match, record };
  }

  return {
    look,
    /** Whether there is anything left to look for. */
    isDone: () => open.size === 0,
    /** Those whose id was met with another hash, and those that were not met at all. */
    rest: (): { readonly differing: readonly Found[]; readonly missing: readonly Wanted[] } => ({
      differing: [...open].flatMap((one) => differing.get(one) ?? []),
      missing: [...open].filter((one) => !differing.has(one)),
    }),
  };
}

/** Of what holds honey and no activity: the document itself, and what its stamp is around. */
function hashesOf(text: string): string[] {
  const document = parseJson(text);
  const events = isObject(document) ? (document['event'] ?? document['events']) : undefined;
  const inner = events === undefined ? [] : Array.isArray(events) ? events : [events];
  return [text.trim(), ...inner.map((event) => JSON.stringify(event))].map(sha256Hex);
}

/** Looks through the archive date by date, no further than needed. */
export async function* findIn(
  archive: Archive,
  folders: readonly string[],
  dates: readonly string[],
  search: ReturnType<typeof searchFor>,
  onDate: (date: string) => void = () => {},
): AsyncGenerator<Found> {
  for (const date of dates) {
    if (search.isDone()) return;
    onDate(date);
    for await (const record of recordsOn(archive, folders, date)) {
      yield* search.look(record);
      if (search.isDone()) return;
    }
  }
}
