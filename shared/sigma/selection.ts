import { isObject } from '../vendors/field.ts';
import type { Json } from '../vendors/vendor.ts';
import { base64, base64Offsets, encode, windash } from './encoding.ts';
import { everything, type ReadField } from './event-field.ts';
import { type Modifiers, parseModifiers } from './modifiers.ts';
import { contains, endsWith, type Pattern, parsePattern, plainText, startsWith } from './pattern.ts';
import { compileReference } from './reference.ts';
import { Refused } from './refused.ts';
import { compileField } from './taxonomy.ts';
import { allOf, anyOf, negationOf, type Test } from './test.ts';
import {
  type Fits,
  fitsAnyText,
  fitsNetwork,
  fitsNumber,
  fitsPattern,
  fitsRegularExpression,
  numberOf,
  type Scalar,
} from './values.ts';

/** Of whose events a rule is, and the field that its vendor's rules are sorted by. */
export interface Frame {
  readonly vendor: string;
  readonly key: string | undefined;
}

/** A map asks for all of its fields; a list for any of its maps or keywords. */
export function compileSelection(selection: Json | undefined, frame: Frame): Test {
  if (Array.isArray(selection)) return compileList(selection, frame);
  if (!isObject(selection)) return keywords([scalar(selection, 'a selection')], parseModifiers([]));
  const items = Object.entries(selection);
  if (items.length === 0) throw new Refused('selection without fields', 'a selection has no fields');
  return allOf(items.map(([name, value]) => compileItem(name, value ?? null, frame)));
}

function compileList(selection: readonly Json[], frame: Frame): Test {
  if (selection.length === 0) throw new Refused('selection without fields', 'a selection is an empty list');
  const words = selection.filter((item) => !isObject(item)).map((item) => scalar(item, 'a keyword'));
  const maps = selection.filter(isObject).map((item) => compileSelection(item, frame));
  return anyOf(words.length === 0 ? maps : [...maps, keywords(words, parseModifiers([]))]);
}

function scalar(value: Json | undefined, where: string): Scalar {
  if (value === undefined || typeof value === 'object') {
    if (value === null) return null;
    throw new Refused('list or map where a value should be', `${where} is a list or a map and not a value`);
  }
  return value;
}

const MAX_VALUES = 2_000;

function compileItem(item: string, value: Json, frame: Frame): Test {
  const [name = '', ...modifierNames] = item.split('|');
  const modifiers = parseModifiers(modifierNames);
  const values = (Array.isArray(value) ? value : [value]).map((one) => scalar(one, `"${item}"`));
  if (values.length === 0) throw new Refused('field without values', `"${item}" has no values`);
  if (values.length > MAX_VALUES)
    throw new Refused('field with many values', `"${item}" has more than ${MAX_VALUES} values`);
  if (name === '') return keywords(values, modifiers);
  const field = compileField(name, frame.vendor);
  const keys = field.name === frame.key ? plainKeys(values, modifiers) : undefined;
  const holds = compileValues(item, values, modifiers, field.read, frame);
  const test: Test = keys === undefined ? { holds } : { holds, keys };
  return modifiers.neq ? negationOf({ holds }) : test;
}

/** Of these the key field must hold one, in lower case; undefined where a value is more than a text. */
function plainKeys(
  values: readonly Scalar[],
  { place, re, all, neq, ...rest }: Modifiers,
): Set<string> | undefined {
  const isTyped = rest.exists || rest.fieldref || rest.cidr || rest.windash || rest.comparison || rest.base64;
  if (place !== 'whole' || re !== undefined || all || neq || isTyped) return undefined;
  const texts = values.map((value) => (value === null ? undefined : plainText(parsePattern(String(value)))));
  return texts.includes(undefined) ? undefined : new Set(texts.map((text) => (text ?? '').toLowerCase()));
}

function compileValues(
  item: string,
  values: readonly Scalar[],
  modifiers: Modifiers,
  read: ReadField,
  frame: Frame,
): Test['holds'] {
  if (modifiers.exists) {
    const [wanted] = values;
    if (values.length !== 1 || typeof wanted !== 'boolean')
      throw new Refused('exists without true or false', `"${item}" is neither true nor false`);
    return (event) => read(event).length > 0 === wanted;
  }
  if (modifiers.fieldref) return compileReference(item, values, modifiers, read, frame.vendor);
  const fits = fitsOf(item, values, modifiers);
  const isNullWanted = values.includes(null);
  return (event) => {
    const found = read(event);
    if (isNullWanted && found.every((value) => value === null)) return true;
    return fits(found);
  };
}

/** Whether the values that an event holds are what the rule asks for: any of its values, or all of them. */
function fitsOf(
  item: string,
  values: readonly Scalar[],
  modifiers: Modifiers,
): (found: readonly Json[]) => boolean {
  const given = values.filter((value) => value !== null);
  if (modifiers.all) {
    const each = given.map((value) => fitsValues(item, [value], modifiers));
    return (found) => each.length > 0 && each.every((fits) => found.some(fits));
  }
  const fits = fitsValues(item, given, modifiers);
  return (found) => found.some(fits);
}

function fitsValues(
  item: string,
  values: readonly (string | number | boolean)[],
  modifiers: Modifiers,
): Fits {
  const { re, cidr, comparison, cased } = modifiers;
  if (re !== undefined) return either(values.map((value) => fitsRegularExpression(String(value), re)));
  if (cidr) return either(values.map((value) => fitsNetwork(String(value))));
  if (comparison !== undefined)
    return either(values.map((value) => fitsNumber(limitOf(item, value), comparison)));
  const patterns = values.flatMap((value) => patternsOf(item, String(value), modifiers));
  const plain = patterns.map(plainText).filter((text) => text !== undefined);
  const others = patterns.filter((pattern) => plainText(pattern) === undefined);
  return either([
    ...(plain.length === 0 ? [] : [fitsAnyText(plain, cased)]),
    ...others.map((pattern) => fitsPattern(pattern, cased)),
  ]);
}

function either(fits: readonly Fits[]): Fits {
  const [only] = fits;
  return fits.length === 1 && only !== undefined ? only : (value) => fits.some((one) => one(value));
}

function limitOf(item: string, value: string | number | boolean): number {
  const limit = typeof value === 'boolean' ? undefined : numberOf(value);
  if (limit === undefined)
    throw new Refused('comparison without a number', `"${item}": ${value} is no number`);
  return limit;
}

/** With the length of the event's texts this bounds the time that a comparison takes. */
const MAX_LENGTH = 1_000;

function patternsOf(item: string, value: string, modifiers: Modifiers): Pattern[] {
  if (value.length > MAX_LENGTH)
    throw new Refused('value too long', `"${item}" has a value longer than ${MAX_LENGTH} characters`);
  const written = modifiers.windash ? windash(value) : [value];
  const patterns = written.map(parsePattern).flatMap((pattern) => encoded(item, pattern, modifiers));
  return patterns.map((pattern) => placed(pattern, modifiers.place));
}

function encoded(item: string, pattern: Pattern, { base64: base, encoding }: Modifiers): Pattern[] {
  if (base === undefined) return [pattern];
  const text = plainText(pattern);
  if (text === undefined)
    throw new Refused('wildcard in base64', `"${item}": what a wildcard stands for cannot be encoded`);
  const bytes = encode(text, encoding);
  return (base === 'whole' ? [base64(bytes)] : base64Offsets(bytes)).map((one) => [
    { kind: 'text', text: one },
  ]);
}

function placed(pattern: Pattern, place: Modifiers['place']): Pattern {
  if (place === 'contains') return contains(pattern);
  if (place === 'startswith') return startsWith(pattern);
  return place === 'endswith' ? endsWith(pattern) : pattern;
}

/** Words anywhere in the event, in a name or in a value. */
function keywords(values: readonly Scalar[], modifiers: Modifiers): Test {
  if (modifiers.exists || modifiers.fieldref || modifiers.comparison !== undefined || modifiers.cidr)
    throw new Refused(
      'modifiers do not go together',
      'keywords have no field that could exist or be compared',
    );
  if (values.includes(null)) throw new Refused('keyword without text', 'a keyword is empty');
  const isText = modifiers.re === undefined && modifiers.place === 'whole';
  const fits = fitsOf('keywords', values, isText ? { ...modifiers, place: 'contains' } : modifiers);
  const test: Test = { holds: (event) => fits(everything(event)) };
  return modifiers.neq ? negationOf(test) : test;
}
