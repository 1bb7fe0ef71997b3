/** Bytes that tell: the mark of a tar archive stands behind the header of its first file. */
export const HEAD_BYTES = 512;

/** By their first bytes. Read as text, they would be thousands of events that are not JSON. */
const PACKED: readonly (readonly [string, readonly number[], number?])[] = [
  ['a zip archive: unpack it', [0x50, 0x4b, 0x03, 0x04]],
  ['a tar archive: unpack it', [0x75, 0x73, 0x74, 0x61, 0x72], 257],
  ['a 7z archive: unpack it', [0x37, 0x7a, 0xbc, 0xaf]],
  ['compressed by zstd: unpack it', [0x28, 0xb5, 0x2f, 0xfd]],
  ['compressed by xz: unpack it', [0xfd, 0x37, 0x7a, 0x58]],
  ['compressed by bzip2: unpack it', [0x42, 0x5a, 0x68]],
  ['compressed by lz4: unpack it', [0x04, 0x22, 0x4d, 0x18]],
  ['a Parquet file: write it as NDJSON or CSV', [0x50, 0x41, 0x52, 0x31]],
  ['an Avro file: write it as NDJSON', [0x4f, 0x62, 0x6a, 0x01]],
  ['an ORC file: write it as NDJSON or CSV', [0x4f, 0x52, 0x43, 0x11]],
  ['an SQLite database: write what it holds as NDJSON or CSV', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65]],
  ['a workbook of Excel: save it as CSV', [0xd0, 0xcf, 0x11, 0xe0]],
];

/** The parts that Office puts first into a workbook, which is a zip archive too. */
const WORKBOOK = /^(?:\[Content_Types\]\.xml|_rels\/|docProps\/|xl\/)/;
const ZIP_NAME = 30;

/** What a file is, and what to do with it, where it has to be turned into another before it can be read. */
export function packedAs(head: Buffer): string | undefined {
  const packed = PACKED.find(([, bytes, at = 0]) => bytes.every((byte, index) => head[at + index] === byte));
  if (packed === undefined) return undefined;
  const isWorkbook = packed === PACKED[0] && WORKBOOK.test(head.toString('latin1', ZIP_NAME, ZIP_NAME + 32));
  return isWorkbook ? 'a workbook of Excel: save it as CSV' : packed[0];
}
