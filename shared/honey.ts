import { keyedHash } from './hash.ts';
import { isObject } from './vendors/field.ts';
import type { Json, JsonObject } from './vendors/vendor.ts';

/**
 * Honey records: people who do not exist, planted in one dataset at one vendor. Whoever has one has read that dataset.
 * The id of each is twelve letters and digits that only the secret tells from chance: its dataset, its number and 24
 * zeros, permuted by a Feistel network of keyed hashes (Luby and Rackoff 1988). A permutation never gives two records
 * one id; without the secret no two ids show that they belong together, nor that they are honey.
 */

/** A dataset with honey in it. */
export interface HoneyDataset {
  readonly vendor: string;
  readonly dataset: string;
  /** Stands for vendor and dataset in the ids: 0 to 65,535. */
  readonly code: number;
  /** Numbers that have been used: ids were made of 0 to `used` - 1. */
  readonly used: number;
  /** Records that were made; some numbers give none. */
  readonly count: number;
  /** Epoch milliseconds. */
  readonly plantedMs: number;
  /** When more were planted last; what is told of them is since when there were any. */
  readonly plantedAgainMs?: number;
  readonly verifiedMs?: number;
  readonly retiredMs?: number;
}

export interface HoneyRecord {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
}

/** What recognises ids: the secret, and the datasets by their code. */
export interface HoneyIndex {
  readonly secret: Uint8Array;
  readonly datasets: ReadonlyMap<number, HoneyDataset>;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_LENGTH = 12;
const HALF = 2 ** 30;
const CHECK = 2 ** 24;
const NUMBERS = 2 ** 20;
export const CODES = 2 ** 16;
export const MAX_HONEY = 900_000;
const ROUNDS = 4;

export function honeyIndex(secret: Uint8Array, datasets: readonly HoneyDataset[]): HoneyIndex {
  return { secret, datasets: new Map(datasets.map((dataset) => [dataset.code, dataset])) };
}

/** The code of a new dataset: by its hash, and the next free one if that is taken. */
export function codeFor(
  secret: Uint8Array,
  vendor: string,
  dataset: string,
  taken: ReadonlySet<number>,
): number {
  let code = Number.parseInt(keyedHash(secret, 'honey-code', vendor, dataset).slice(0, 4), 16);
  while (taken.has(code)) code = (code + 1) % CODES;
  return code;
}

/** The next `count` records of a dataset, and how many numbers are used then. Always the same for the same secret. */
export function honeyRecords(
  secret: Uint8Array,
  dataset: Pick<HoneyDataset, 'code' | 'used'>,
  count: number,
  domain: string,
): { readonly records: readonly HoneyRecord[]; readonly used: number } {
  const { ids, used } = honeyIds(secret, dataset, count);
  return { records: ids.map((id) => recordOf(secret, id, domain)), used };
}

export function honeyIds(
  secret: Uint8Array,
  { code, used }: Pick<HoneyDataset, 'code' | 'used'>,
  count: number,
): { readonly ids: readonly string[]; readonly used: number } {
  const ids: string[] = [];
  let number = used;
  while (ids.length < count && number < NUMBERS) {
    const id = idOf(secret, code, number++);
    // One in twelve is letters only, and could be a word: then every word of that length would have to be looked at.
    if (/\d/.test(id)) ids.push(id);
  }
  return { ids, used: number };
}

/** Left half: 16 bits of the code, 14 of the number; right half: 6 of the number, 24 zeros. */
function idOf(secret: Uint8Array, code: number, number: number): string {
  let left = code * 2 ** 14 + Math.floor(number / 2 ** 6);
  let right = (number % 2 ** 6) * CHECK;
  for (let round = 0; round < ROUNDS; round++)
    [left, right] = [right, (left ^ mixed(secret, round, right)) >>> 0];
  return textOf(left) + textOf(right);
}

/** The dataset that an id is of; undefined for what is no id of ours. */
export function whereOf(id: string, { secret, datasets }: HoneyIndex): HoneyDataset | undefined {
  let left = numberOf(id.slice(0, ID_LENGTH / 2));
  let right = numberOf(id.slice(ID_LENGTH / 2));
  for (let round = ROUNDS - 1; round >= 0; round--)
    [left, right] = [(right ^ mixed(secret, round, left)) >>> 0, left];
  if (right % CHECK !== 0) return undefined;
  const dataset = datasets.get(Math.floor(left / 2 ** 14));
  const number = (left % 2 ** 14) * 2 ** 6 + right / CHECK;
  return dataset !== undefined && number < dataset.used ? dataset : undefined;
}

function mixed(secret: Uint8Array, round: number, half: number): number {
  return (
    Number.parseInt(keyedHash(secret, 'honey-round', String(round), String(half)).slice(0, 8), 16) % HALF
  );
}

function textOf(half: number): string {
  let text = '';
  for (let rest = half, at = 0; at < ID_LENGTH / 2; at++, rest = Math.floor(rest / 32))
    text = (ALPHABET[rest % 32] ?? '') + text;
  return text;
}

function numberOf(text: string): number {
  let value = 0;
  for (const letter of text) value = value * 32 + ALPHABET.indexOf(letter);
  return value;
}

const CANDIDATE = /(?<![a-z0-9])(?=[a-z]*[2-7])[a-z2-7]{12}(?![a-z0-9])/gi;
/** What most texts lack, at a quarter of the price. */
const RUN = /[a-z2-7]{12}/i;
const NONE: readonly string[] = [];
/** A whole record of the stream: padding must not hide an id. */
const MAX_TEXT = 1024 * 1024;

/** Ids of honey records in a text, each once, in their order. */
export function honeyIn(text: string, index: HoneyIndex): readonly string[] {
  if (text.length < ID_LENGTH || !RUN.test(text)) return NONE;
  const found = new Set<string>();
  for (const [candidate] of text.matchAll(CANDIDATE)) {
    const id = candidate.toLowerCase();
    if (!found.has(id) && whereOf(id, index) !== undefined) found.add(id);
  }
  return [...found];
}

/** Ids of honey records anywhere in an event, in keys and values. Costs little where no text has their shape. */
export function honeyHits(event: JsonObject, index: HoneyIndex): string[] {
  if (index.datasets.size === 0) return [];
  const found = new Set<string>();
  const look = (value: Json | undefined, depth: number): void => {
    if (typeof value === 'string') for (const id of honeyIn(value.slice(0, MAX_TEXT), index)) found.add(id);
    else if (Array.isArray(value)) {
      if (depth > 0) for (const inner of value) look(inner, depth - 1);
    } else if (isObject(value) && depth > 0)
      for (const name of Object.keys(value)) {
        for (const id of honeyIn(name, index)) found.add(id);
        look(value[name], depth - 1);
      }
  };
  look(event, 64);
  return [...found];
}

function recordOf(secret: Uint8Array, id: string, domain: string): HoneyRecord {
  const draw = keyedHash(secret, 'honey-name', id);
  const pick = (names: readonly string[], from: number) =>
    names[Number.parseInt(draw.slice(from, from + 8), 16) % names.length] ?? '';
  const firstName = pick(FIRST_NAMES, 0);
  const lastName = pick(LAST_NAMES, 8);
  return { id, firstName, lastName, email: `${firstName}.${lastName}.${id}@${domain}`.toLowerCase() };
}

const FIRST_NAMES =
  'Anna Ben Clara David Elena Felix Grace Henry Ida Jonas Karin Leo Maria Nils Olivia Paul Rosa Simon Tara Victor'.split(
    ' ',
  );
const LAST_NAMES =
  'Adler Becker Carter Dahl Evans Fischer Garcia Hansen Ivanov Jensen Keller Lindgren Martin Novak Olsen Rossi'.split(
    ' ',
  );
