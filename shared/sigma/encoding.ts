import { Buffer } from 'node:buffer';
import { Refused } from './refused.ts';

/** Bytes that a text becomes before base64: what `wide` and its relatives choose. */
export type Encoding = 'utf8' | 'utf16le' | 'utf16be' | 'utf16';

export function encode(text: string, encoding: Encoding): Buffer {
  if (encoding === 'utf8') return Buffer.from(text, 'utf8');
  const littleEndian = Buffer.from(text, 'utf16le');
  if (encoding === 'utf16be') return littleEndian.swap16();
  return encoding === 'utf16le' ? littleEndian : Buffer.concat([Buffer.from([0xff, 0xfe]), littleEndian]);
}

export function base64(bytes: Buffer): string {
  return bytes.toString('base64');
}

/** Characters at the start and at the end that depend on the neighbours, by the offset within three bytes. */
const FIRST = [0, 2, 3];
const LAST = [0, 3, 2];

/** What stays the same of a text inside a longer one in base64, wherever it begins. */
export function base64Offsets(bytes: Buffer): string[] {
  return FIRST.map((first, offset) => {
    const text = base64(Buffer.concat([Buffer.alloc(offset, 0x20), bytes]));
    return text.slice(first, text.length - (LAST[(bytes.length + offset) % 3] ?? 0));
  });
}

const DASHES = ['-', '/', '–', '—', '―'];
const MAX_DASHES = 4;
/** A dash that opens a flag: not inside a word. */
const FLAG = /\B[-/–—―](?=\w)/g;

/** Every way to write the flags of a command line. */
export function windash(value: string): string[] {
  const places = [...value.matchAll(FLAG)].map(({ index }) => index);
  if (places.length > MAX_DASHES)
    throw new Refused('windash with many flags', `windash: a value has more than ${MAX_DASHES} flags`);
  return places.reduce(
    (values, place) =>
      values.flatMap((one) => DASHES.map((dash) => one.slice(0, place) + dash + one.slice(place + 1))),
    [value],
  );
}
