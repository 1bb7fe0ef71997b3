import { either, grouped } from '../words.ts';

/** What a vendor's records are called, each in the singular: a page must not call seven files seven records. */
export type Nouns = readonly string[];

export const RECORDS: Nouns = ['record'];

/**
 * Of vendors whose records are objects: what their logs count, or what they keep where none counts anything. A list of its
 * own, because whoever only names a vendor should not have to load thirty parsers; a test holds it to what they count.
 */
const NOUNS: ReadonlyMap<string, Nouns> = new Map([
  ['1password', ['item']],
  ['anthropic', ['token']],
  ['atlassian', ['object']],
  ['atlassian-products', ['object']],
  ['aws', ['secret']],
  ['box', ['file']],
  ['chatgpt', ['object']],
  ['dropbox', ['file']],
  ['google-workspace', ['file', 'message']],
  ['m365', ['file', 'message']],
  ['notion', ['page']],
  ['okta', ['secret']],
  ['slack', ['file']],
  ['zoom', ['recording']],
]);

/** Of several vendors everything that one of them counts, each once. */
export function nounsOf(...vendors: readonly string[]): Nouns {
  const nouns = [...new Set(vendors.flatMap((vendor) => NOUNS.get(vendor) ?? RECORDS))];
  return nouns.length === 0 ? RECORDS : nouns;
}

/** `files or messages`. */
export function manyOf(nouns: Nouns): string {
  return either(nouns.map((noun) => `${noun}s`));
}

/** `1 file or message`, `7 files or messages`. */
export function countOf(amount: number, nouns: Nouns): string {
  return `${grouped(amount)} ${Math.round(amount) === 1 ? either(nouns) : manyOf(nouns)}`;
}
