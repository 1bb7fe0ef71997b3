import ipaddr from 'ipaddr.js';
import { canonicalJson } from '../hash.ts';
import { parseAddress } from '../network.ts';
import type { Json } from '../vendors/vendor.ts';
import type { Modifiers } from './modifiers.ts';
import { compilePattern, type Pattern, plainText } from './pattern.ts';
import { Refused } from './refused.ts';
import { compileRegularExpression } from './regular-expression.ts';

/** A value that a rule asks for. */
export type Scalar = string | number | boolean | null;

/** Whether one value of an event is what a rule asks for. */
export type Fits = (value: Json) => boolean;

/** Numbers and booleans as text; a map as its JSON, which is how logs without fields would hold it. */
export function textOf(value: Json): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null) return undefined;
  return typeof value === 'object' ? canonicalJson(value) : String(value);
}

/** Letters are compared in lower case unless the rule says `cased`. */
export function folded(text: string, isCased: boolean): string {
  return isCased ? text : text.toLowerCase();
}

/** Plain texts together are one look-up, however many. */
export function fitsAnyText(texts: readonly string[], isCased: boolean): Fits {
  const wanted = new Set(texts.map((text) => folded(text, isCased)));
  return (value) => {
    const text = textOf(value);
    return text !== undefined && wanted.has(folded(text, isCased));
  };
}

export function fitsPattern(pattern: Pattern, isCased: boolean): Fits {
  const plain = plainText(pattern);
  if (plain !== undefined) return fitsAnyText([plain], isCased);
  const matches = compilePattern(
    pattern.map((part) => (part.kind === 'text' ? { ...part, text: folded(part.text, isCased) } : part)),
  );
  return (value) => {
    const text = textOf(value);
    return text !== undefined && matches(folded(text, isCased));
  };
}

export function fitsRegularExpression(pattern: string, flags: string): Fits {
  const matches = compileRegularExpression(pattern, flags);
  return (value) => {
    const text = textOf(value);
    return text !== undefined && matches(text);
  };
}

export function fitsNetwork(cidr: string): Fits {
  if (!ipaddr.isValidCIDR(cidr)) throw new Refused('cidr without a network', `cidr: "${cidr}" is no network`);
  const [network, prefix] = ipaddr.parseCIDR(cidr);
  return (value) => {
    const text = parseAddress(value);
    if (text === undefined) return false;
    const address = ipaddr.parse(text);
    return address.kind() === network.kind() && address.match(network, prefix);
  };
}

type Comparison = NonNullable<Modifiers['comparison']>;

const COMPARE: Readonly<Record<Comparison, (left: number, right: number) => boolean>> = {
  lt: (left, right) => left < right,
  lte: (left, right) => left <= right,
  gt: (left, right) => left > right,
  gte: (left, right) => left >= right,
};

export function fitsNumber(limit: number, comparison: Comparison): Fits {
  const holds = COMPARE[comparison];
  return (value) => {
    const number = numberOf(value);
    return number !== undefined && holds(number, limit);
  };
}

const NUMERIC = /^\s*[+-]?\d{1,20}(?:\.\d{1,20})?(?:e[+-]?\d{1,3})?\s*$/i;

export function numberOf(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && NUMERIC.test(value) ? Number(value) : undefined;
}
