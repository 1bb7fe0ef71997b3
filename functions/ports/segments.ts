import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { sha256Hex } from '../../shared/hash.ts';
import { HOUR_PART, itemKey, type StateItem, type StateStore } from './state.ts';

/**
 * The ledger of a busy hour is large, and each batch adds a few lines to it: written again as a whole, it would cost
 * sixty times what the lines are worth. So its item holds the newest lines, and names segments with the others. A
 * segment is named by its content, is written before the item that names it, lives longer, and else never changes; lines
 * of it that a sample has dropped since are marked in the item. What is read is what was written, line for line.
 */
export function inSegments<Store extends StateStore>(store: Store): Store {
  /** Of the ledgers last seen here, to tell which of their lines are stored already. */
  const seen = new Map<string, Seen>();
  const see = (item: StateItem, segments: readonly Segment[], written?: Seen['written']) => {
    seen.delete(itemKey(item));
    if (segments.length > 0)
      seen.set(itemKey(item), { version: item.version, segments, ...(written && { written }) });
    for (const oldest of seen.keys()) {
      if (seen.size <= MAX_SEEN) break;
      seen.delete(oldest);
    }
  };
  const outliving = async (item: StateItem, segment: Segment): Promise<Segment> => {
    const expires = item.expires + OUTLIVES_SECONDS;
    const stored = { ...segmentKey(item, segment.name), version: 1, bytes: pack(segment.lines), expires };
    // Somebody may have written the same one, to live shorter; and one that was read may be gone.
    const known = segment.expires === NEVER_STORED ? 0 : 1;
    if (!(await store.write(stored, known))) await store.write(stored, 1 - known);
    return { ...segment, expires };
  };
  return {
    ...store,
    read: async (keys) => {
      const found = new Map(await store.read(keys));
      const heads = [...found.values()].filter(isHead).flatMap((item) => {
        const last = seen.get(itemKey(item));
        const own = last?.version === item.version ? last.written : undefined;
        if (own === undefined || Buffer.compare(own.head, item.bytes) !== 0)
          return [{ item, head: decodeHead(item.bytes) }];
        // What this process wrote it need not put together again.
        found.set(itemKey(item), { ...item, bytes: own.bytes });
        return [];
      });
      if (heads.length === 0) return found;
      const stored = await store.read(
        heads.flatMap(({ item, head }) => head.segments.map(({ name }) => segmentKey(item, name))),
      );
      for (const { item, head } of heads) {
        // One that is gone has expired, a month after any event that may still count.
        const segments = head.segments.flatMap(({ name, alive }) => {
          const segment = stored.get(itemKey(segmentKey(item, name)));
          if (segment === undefined) return [];
          return [{ name, lines: linesOf(segment.bytes), alive, expires: segment.expires }];
        });
        see(item, segments);
        const lines = [...head.lines, ...segments.flatMap(livingLines)].sort();
        found.set(itemKey(item), { ...item, bytes: pack([head.title, ...lines], 0) });
      }
      return found;
    },
    write: async (item, expected) => {
      if (!item.part.startsWith(HOUR_PART) || item.bytes.length <= SMALL_BYTES)
        return store.write(item, expected);
      const [title = '', ...lines] = linesOf(item.bytes);
      const last = seen.get(itemKey(item));
      const before = last?.version === expected ? last.segments : [];
      const { segments, rest } = cut(lines, before);
      for (const [n, segment] of segments.entries())
        if (segment.expires < item.expires) segments[n] = await outliving(item, segment);
      const head = encodeHead({ title, lines: rest, segments });
      const written = await store.write({ ...item, bytes: head }, expected);
      if (written) see(item, segments, { head, bytes: item.bytes });
      return written;
    },
  };
}

/** Ledgers up to this size are written as they are: one write unit. */
const SMALL_BYTES = 900;
/** So few that what is not in a segment yet is about one write unit. */
const SEGMENT_LINES = 24;
/** More are written anew, without the lines that no longer count. A ledger of 1,000 lines needs 42. */
const MAX_SEGMENTS = 72;
const MAX_SEEN = 200;
/** The item that names a segment can be written later, and then lives longer: so long that few are renewed with it. */
const OUTLIVES_SECONDS = 30 * 86_400;
const NEVER_STORED = 0;

/** A ledger as it was last seen. */
interface Seen {
  readonly version: number;
  readonly segments: readonly Segment[];
  /** By this process: what is stored, and what it stands for. */
  readonly written?: { readonly head: Uint8Array; readonly bytes: Uint8Array };
}

interface Segment {
  readonly name: string;
  readonly lines: readonly string[];
  /** A bit for each line. */
  readonly alive: number;
  /** Epoch seconds. */
  readonly expires: number;
}

interface Head {
  /** A ledger's first line, which is about all of them. */
  readonly title: string;
  readonly lines: readonly string[];
  readonly segments: readonly Pick<Segment, 'name' | 'alive'>[];
}

/** Full segments are cut off; what remains stays in the item. */
function cut(lines: readonly string[], before: readonly Segment[]) {
  const wanted = new Set(lines);
  const kept = before
    .map((segment) => ({ ...segment, alive: bitsOf(segment.lines.map((line) => wanted.has(line))) }))
    .filter(({ alive }) => alive !== 0);
  const segments = kept.length > MAX_SEGMENTS ? [] : kept;
  for (const line of segments.flatMap(livingLines)) wanted.delete(line);
  const open = [...wanted];
  const full = Math.floor(open.length / SEGMENT_LINES);
  const fresh = Array.from({ length: full }, (_, n) =>
    segmentOf(open.slice(n * SEGMENT_LINES, (n + 1) * SEGMENT_LINES)),
  );
  return { segments: [...segments, ...fresh], rest: open.slice(full * SEGMENT_LINES) };
}

function segmentOf(lines: readonly string[]): Segment {
  const name = sha256Hex(lines.join('\n')).slice(0, NAME_BYTES * 2);
  return { name, lines, alive: bitsOf(lines.map(() => true)), expires: NEVER_STORED };
}

function livingLines({ lines, alive }: Segment): string[] {
  return lines.filter((_, n) => (alive >> n) & 1);
}

function bitsOf(flags: readonly boolean[]): number {
  return flags.reduce((bits, flag, n) => (flag ? bits | (1 << n) : bits), 0);
}

function segmentKey({ entity, part }: StateItem, name: string) {
  return { entity, part: `segment#${part.slice(HOUR_PART.length)}#${name}` };
}

/** No deflated text begins with it: the block type 3 is none. https://www.rfc-editor.org/rfc/rfc1951#section-3.2.3 */
const MARK = 0x07;
const NAME_BYTES = 12;
const BITS_BYTES = SEGMENT_LINES / 8;
const ENTRY_BYTES = NAME_BYTES + BITS_BYTES;

function isHead({ part, bytes }: StateItem): boolean {
  return bytes[0] === MARK && part.startsWith(HOUR_PART);
}

function encodeHead({ title, lines, segments }: Head): Uint8Array {
  const entries = Buffer.alloc(2 + segments.length * ENTRY_BYTES);
  entries[0] = MARK;
  entries[1] = segments.length;
  for (const [n, { name, alive }] of segments.entries()) {
    entries.write(name, 2 + n * ENTRY_BYTES, 'hex');
    entries.writeUIntBE(alive, 2 + n * ENTRY_BYTES + NAME_BYTES, BITS_BYTES);
  }
  return Buffer.concat([entries, pack([title, ...lines])]);
}

function decodeHead(bytes: Uint8Array): Head {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = buffer[1] ?? 0;
  const segments = Array.from({ length: count }, (_, n) => {
    const at = 2 + n * ENTRY_BYTES;
    return {
      name: buffer.toString('hex', at, at + NAME_BYTES),
      alive: buffer.readUIntBE(at + NAME_BYTES, BITS_BYTES),
    };
  });
  const [title = '', ...lines] = linesOf(buffer.subarray(2 + count * ENTRY_BYTES));
  return { title, lines, segments };
}

/** As a ledger is encoded; level 0 for what only goes on in this process. */
function pack(lines: readonly string[], level = 6): Uint8Array {
  return deflateRawSync(lines.join('\n'), { level });
}

function linesOf(bytes: Uint8Array): string[] {
  return inflateRawSync(bytes).toString().split('\n');
}
