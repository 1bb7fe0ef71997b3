import { itemKey, type StateItem } from './state.ts';

/** What items say, kept between batches by whoever reads what it wrote itself. */
export interface Remembered<Value> {
  /** Decoded anew unless the bytes are the very ones that are remembered. */
  read(item: StateItem): Value;
  /** What was just written, and what reading it would give. */
  wrote(item: StateItem, value: Value): void;
}

/** Of memory, as it is estimated: a tenth of what the function has. */
const MAX_BYTES = 160 * 1024 * 1024;
/** What an item takes however little it says. */
const OWN_BYTES = 2_000;
/** Items that have come once. Most of a million accounts do not come again, and to keep what they say costs more. */
const MAX_SEEN = 20_000;

/**
 * Remembering is only speed, of at most `maxBytes` by what `weigh` says that a value takes once it is decoded: stored
 * bytes do not tell, what repeats itself is deflated to next to nothing. A value is given back only where the bytes that
 * are stored are equal to those that it stands for, so that what another process has written since is never missed.
 */
export function remembered<Value>(
  decode: (bytes: Uint8Array) => Value,
  weigh: (value: Value) => number,
  maxBytes = MAX_BYTES,
): Remembered<Value> {
  const seen = new Set<string>();
  const known = new Map<
    string,
    { readonly bytes: Uint8Array; readonly value: Value; readonly weight: number }
  >();
  let size = 0;
  const forget = (key: string) => {
    const found = known.get(key);
    if (found === undefined) return;
    size -= found.weight;
    known.delete(key);
  };
  const keep = (key: string, bytes: Uint8Array, value: Value) => {
    // Putting it back in makes the oldest the one that was not asked for the longest.
    forget(key);
    const weight = OWN_BYTES + bytes.length + weigh(value);
    // A copy: what zlib gives keeps a buffer of many times its length alive.
    known.set(key, { bytes: Uint8Array.from(bytes), value, weight });
    size += weight;
    for (const oldest of known.keys()) {
      if (size <= maxBytes) break;
      forget(oldest);
    }
  };
  return {
    read: (item) => {
      const key = itemKey(item);
      const found = known.get(key);
      if (found !== undefined && Buffer.compare(found.bytes, item.bytes) === 0) {
        known.delete(key);
        known.set(key, found);
        return found.value;
      }
      const value = decode(item.bytes);
      if (seen.has(key)) keep(key, item.bytes, value);
      if (seen.size >= MAX_SEEN) seen.clear();
      seen.add(key);
      return value;
    },
    wrote: (item, value) => {
      const key = itemKey(item);
      if (known.has(key)) keep(key, item.bytes, value);
    },
  };
}
