/**
 * Reproducible chance: the same seed gives the same values on every machine. Only integer arithmetic and
 * log, exp and sqrt are used, and what they give is rounded before it becomes part of an event.
 */
export interface Random {
  /** In [0, 1), 32 bits. */
  uniform(): number;
  /** Whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  /** Whole number around `mean`, by Knuth's method: for means below about 30. */
  poisson(mean: number): number;
  /** Whole number, at least 1, whose logarithm is normal around log(`median`). */
  logNormal(median: number, sigma: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** Text of `length` characters drawn from `alphabet`. */
  text(length: number, alphabet: string): string;
  /** An independent stream that depends on the seed and the label only, not on what was drawn before. */
  fork(label: string | number): Random;
}

export const HEX = '0123456789abcdef';
export const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export function seededRandom(seed: string | number): Random {
  const next = sfc32(String(seed));
  const uniform = (): number => next() / 2 ** 32;
  const between = (low: number, high: number): number => low + Math.floor(uniform() * (high - low + 1));
  const pick = <Item>(items: readonly Item[]): Item => {
    if (items.length === 0) throw new Error('nothing to pick from: the list is empty');
    return items[between(0, items.length - 1)] as Item;
  };
  return {
    uniform,
    between,
    chance: (probability) => uniform() < probability,
    poisson: (mean) => poisson(uniform, mean),
    logNormal: (median, sigma) => Math.max(1, Math.round(median * Math.exp(sigma * normal(uniform)))),
    pick,
    text: (length, alphabet) => {
      let text = '';
      while (text.length < length) text += alphabet.charAt(between(0, alphabet.length - 1));
      return text;
    },
    fork: (label) => seededRandom(`${seed}/${label}`),
  };
}

/** RFC 9562, version 4. */
export function uuid(random: Random): string {
  const hex = random.text(30, HEX);
  const variant = random.text(1, '89ab');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-${variant}${hex.slice(15, 18)}-${hex.slice(18)}`;
}

/** Marsaglia's polar method: no sine, whose last digit may differ between machines. */
function normal(uniform: () => number): number {
  for (;;) {
    const x = 2 * uniform() - 1;
    const y = 2 * uniform() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

function poisson(uniform: () => number, mean: number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = uniform(); product > limit; product *= uniform()) count++;
  return count;
}

/** Chris Doty-Humphrey's sfc32 (PractRand), started from an FNV-1a hash of the seed under three offsets. */
function sfc32(seed: string): () => number {
  let [a, b, c, counter] = [hash(seed, 1), hash(seed, 2), hash(seed, 3), 1];
  const next = (): number => {
    const value = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + value) | 0;
    return value >>> 0;
  };
  for (let round = 0; round < 15; round++) next();
  return next;
}

function hash(text: string, offset: number): number {
  let value = 0x811c9dc5 ^ Math.imul(offset, 0x9e3779b1);
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value ^ (value >>> 15);
}
