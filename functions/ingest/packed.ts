/** Bytes that tell: the mark of a tar archive stands behind the header of its first file. */
export const HEAD_BYTES = 512;

const ANY = undefined;

/**
 * By their first bytes, of which at least one is in no text: letters alone could begin the header of a table as well. bzip2
 * has a digit and then the mark of its first block. Read as text, they would be thousands of events that are not JSON.
 */
const PACKED: readonly (readonly [string, readonly (number | undefined)[]])[] = [
  ['a zip archive: unpack it', [0x50, 0x4b, 0x03, 0x04]],
  ['a 7z archive: unpack it', [0x37, 0x7a, 0xbc, 0xaf]],
  ['compressed by zstd: unpack it', [0x28, 0xb5, 0x2f, 0xfd]],
  ['compressed by xz: unpack it', [0xfd, 0x37, 0x7a, 0x58]],
  ['compressed by bzip2: unpack it', [0x42, 0x5a, 0x68, ANY, 0x31, 0x41, 0x59, 0x26]],
  ['compressed by lz4: unpack it', [0x04, 0x22, 0x4d, 0x18]],
  ['a Parquet file: write it as NDJSON or CSV', [0x50, 0x41, 0x52, 0x31, 0x15]],
  ['an Avro file: write it as NDJSON', [0x4f, 0x62, 0x6a, 0x01]],
  ['an ORC file: write it as NDJSON or CSV', [0x4f, 0x52, 0x43, 0x11]],
  ['an SQLite database: write what it holds as NDJSON or CSV', [...Buffer.from('SQLite format 3\0')]],
  ['a workbook of Excel: save it as CSV', [0xd0, 0xcf, 0x11, 0xe0]],
];

/** The parts that Office puts first into a workbook, which is a zip archive too. */
const WORKBOOK = /^(?:\[Content_Types\]\.xml|_rels\/|docProps\/|xl\/)/;
const ZIP_NAME = 30;

const TAR_MAGIC = 257;
const TAR_CHECKSUM = 148;

/** Text can hold the magic in its place, but neither the zeros that fill the names before it nor, there, an octal number. */
function isTar(head: Buffer): boolean {
  const end = head[TAR_MAGIC + 5];
  return (
    head.toString('latin1', TAR_MAGIC, TAR_MAGIC + 5) === 'ustar' &&
    (end === 0 || end === 0x20) &&
    head.subarray(0, TAR_CHECKSUM).includes(0) &&
    /^ *[0-7]+[ \0]/.test(head.toString('latin1', TAR_CHECKSUM, TAR_CHECKSUM + 8))
  );
}

/** What a file is, and what to do with it, where it has to be turned into another before it can be read. */
export function packedAs(head: Buffer): string | undefined {
  if (isTar(head)) return 'a tar archive: unpack it';
  const packed = PACKED.find(([, bytes]) =>
    bytes.every((byte, index) => byte === ANY || head[index] === byte),
  );
  if (packed === undefined) return undefined;
  const isWorkbook = packed === PACKED[0] && WORKBOOK.test(head.toString('latin1', ZIP_NAME, ZIP_NAME + 32));
  return isWorkbook ? 'a workbook of Excel: save it as CSV' : packed[0];
}
