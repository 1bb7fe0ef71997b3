/** Addresses from `start` to `end`, both included, as numbers, and what is known of them. */
export interface Network {
  readonly version: 4 | 6;
  readonly start: bigint;
  readonly end: bigint;
  readonly value: MmdbMap;
}

export type MmdbMap = { readonly [key: string]: string | number };

export interface MmdbDescription {
  readonly type: string;
  /** Date of the data, epoch milliseconds. */
  readonly builtMs: number;
}

/**
 * Writes a MaxMind DB, the format that free and commercial address databases share, so that one reader reads what
 * is packaged here and whatever a user puts in its place. Networks do not overlap.
 * https://maxmind.github.io/MaxMind-DB/ (2.0)
 */
export function encodeMmdb(networks: Iterable<Network>, description: MmdbDescription): Buffer {
  const data = createData();
  const tree = createTree();
  for (const { version, start, end, value } of networks) {
    const record = data.add(value);
    // IPv4 stands in the first 2^32 addresses of IPv6.
    for (const { address, length } of prefixesOf(start, end, version === 4 ? 32 : 128))
      tree.insert(address, version === 4 ? length + 96 : length, record);
  }
  const nodes = tree.nodes();
  const dataBytes = data.bytes();
  return Buffer.concat([
    encodeTree(nodes, data.offsets()),
    Buffer.alloc(16),
    dataBytes,
    Buffer.from('abcdef', 'hex'),
    Buffer.from('MaxMind.com'),
    encodeMetadata(nodes.length, description),
  ]);
}

interface Prefix {
  readonly address: bigint;
  readonly length: number;
}

/** The fewest networks that cover exactly a range. */
function* prefixesOf(start: bigint, end: bigint, bits: number): Generator<Prefix> {
  let address = start;
  while (address <= end) {
    let size = 0;
    while (
      size < bits &&
      (address & ((1n << BigInt(size + 1)) - 1n)) === 0n &&
      address + (1n << BigInt(size + 1)) - 1n <= end
    )
      size++;
    yield { address, length: bits - size };
    address += 1n << BigInt(size);
  }
}

/** A child is another node, a record, or nothing. */
type Child = number;
const NOTHING: Child = 0;
const recordChild = (record: number): Child => -record - 1;

interface Tree {
  readonly insert: (address: bigint, length: number, record: number) => void;
  /** Pairs of children, the root first; a child above 0 is the position of another pair. */
  readonly nodes: () => readonly (readonly [Child, Child])[];
}

function createTree(): Tree {
  const left: Child[] = [NOTHING];
  const right: Child[] = [NOTHING];

  function insert(address: bigint, length: number, record: number): void {
    const words = [96n, 64n, 32n, 0n].map((shift) => Number((address >> shift) & 0xffffffffn));
    let node = 0;
    for (let bit = 0; ; bit++) {
      const side = ((words[bit >> 5] ?? 0) >>> (31 - (bit & 31))) & 1 ? right : left;
      if (bit === length - 1) {
        side[node] = recordChild(record);
        return;
      }
      let next = side[node] ?? NOTHING;
      if (next <= 0) {
        next = left.push(NOTHING) - 1;
        right.push(NOTHING);
        side[node] = next;
      }
      node = next;
    }
  }

  /** Two neighbours that say the same are one; the result is numbered from the root. */
  function nodes(): [Child, Child][] {
    const found: [Child, Child][] = [];
    function place(node: number): Child {
      const at = found.push([NOTHING, NOTHING]) - 1;
      const children: [Child, Child] = [childOf(left[node]), childOf(right[node])];
      if (children[0] === children[1] && children[0] <= 0 && at > 0) {
        found.pop();
        return children[0];
      }
      found[at] = children;
      return at;
    }
    const childOf = (child: Child = NOTHING): Child => (child > 0 ? place(child) : child);
    place(0);
    return found;
  }

  return { insert, nodes };
}

const RECORD_BYTES = 3;

/** Records of 24 bits: a node's number, or `nodes` for nothing, or beyond that a place in the data. */
function encodeTree(nodes: readonly (readonly [Child, Child])[], offsets: readonly number[]): Buffer {
  const bytes = Buffer.alloc(nodes.length * 2 * RECORD_BYTES);
  const pointer = (child: Child): number => {
    if (child > 0) return child;
    return child === NOTHING ? nodes.length : nodes.length + 16 + (offsets[-child - 1] ?? 0);
  };
  let at = 0;
  for (const children of nodes)
    for (const child of children) at = bytes.writeUIntBE(pointer(child), at, RECORD_BYTES);
  return bytes;
}

interface Data {
  readonly add: (value: MmdbMap) => number;
  readonly offsets: () => readonly number[];
  readonly bytes: () => Buffer;
}

/** Equal values are stored once, and so is each key. */
function createData(): Data {
  const known = new Map<string, number>();
  const offsets: number[] = [];
  const parts: Buffer[] = [];
  let size = 0;
  const keys = new Map<string, number>();

  function write(bytes: Buffer): number {
    parts.push(bytes);
    size += bytes.length;
    return size - bytes.length;
  }

  return {
    add(value) {
      const text = JSON.stringify(value);
      const same = known.get(text);
      if (same !== undefined) return same;
      for (const key of Object.keys(value)) if (!keys.has(key)) keys.set(key, write(encodeString(key)));
      const fields = Object.entries(value).map(([key, field]) =>
        Buffer.concat([encodePointer(keys.get(key) ?? 0), encodeScalar(field)]),
      );
      offsets.push(write(Buffer.concat([Buffer.of((7 << 5) | fields.length), ...fields])));
      known.set(text, offsets.length - 1);
      return offsets.length - 1;
    },
    offsets: () => offsets,
    bytes: () => Buffer.concat(parts),
  };
}

function encodeMetadata(nodeCount: number, { type, builtMs }: MmdbDescription): Buffer {
  const fields: [string, Buffer][] = [
    ['binary_format_major_version', encodeUint(5, 2)],
    ['binary_format_minor_version', encodeUint(5, 0)],
    ['build_epoch', encodeUint(9, Math.floor(builtMs / 1000))],
    ['database_type', encodeString(type)],
    ['description', Buffer.of(7 << 5)],
    ['ip_version', encodeUint(5, 6)],
    ['languages', Buffer.of(0, 11 - 7)],
    ['node_count', encodeUint(6, nodeCount)],
    ['record_size', encodeUint(5, RECORD_BYTES * 8)],
  ];
  return Buffer.concat([
    Buffer.of((7 << 5) | fields.length),
    ...fields.flatMap(([key, value]) => [encodeString(key), value]),
  ]);
}

function encodeScalar(value: string | number): Buffer {
  return typeof value === 'number' ? encodeUint(6, value) : encodeString(value);
}

/** Types: 5 is 16 bits, 6 is 32 bits, 9 is 64 bits; types above 7 are named in a second byte. */
function encodeUint(type: 5 | 6 | 9, value: number): Buffer {
  const hex = value === 0 ? '' : value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, 'hex');
  const head = type <= 7 ? Buffer.of((type << 5) | bytes.length) : Buffer.of(bytes.length, type - 7);
  return Buffer.concat([head, bytes]);
}

function encodeString(text: string): Buffer {
  const bytes = Buffer.from(text.slice(0, 200));
  if (bytes.length < 29) return Buffer.concat([Buffer.of((2 << 5) | bytes.length), bytes]);
  if (bytes.length < 285) return Buffer.concat([Buffer.of((2 << 5) | 29, bytes.length - 29), bytes]);
  const rest = bytes.length - 285;
  return Buffer.concat([Buffer.of((2 << 5) | 30, rest >> 8, rest & 0xff), bytes]);
}

function encodePointer(offset: number): Buffer {
  if (offset >= 2048) throw new Error(`The key at ${offset} is out of reach: write fewer kinds of keys.`);
  return Buffer.of((1 << 5) | (offset >> 8), offset & 0xff);
}
