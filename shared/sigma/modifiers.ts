import type { Encoding } from './encoding.ts';
import { Refused } from './refused.ts';

/** What stands behind the name of a field: `Payload|contains|all`. */
export interface Modifiers {
  readonly place: 'whole' | 'contains' | 'startswith' | 'endswith';
  readonly all: boolean;
  readonly cased: boolean;
  readonly neq: boolean;
  readonly exists: boolean;
  readonly fieldref: boolean;
  readonly cidr: boolean;
  readonly windash: boolean;
  /** The flags of a regular expression; undefined where it is none. */
  readonly re: string | undefined;
  readonly comparison: 'lt' | 'lte' | 'gt' | 'gte' | undefined;
  readonly base64: 'whole' | 'offset' | undefined;
  readonly encoding: Encoding;
}

type Changing = { -readonly [Name in keyof Modifiers]: Modifiers[Name] };

const NO_MODIFIERS: Modifiers = {
  place: 'whole',
  all: false,
  cased: false,
  neq: false,
  exists: false,
  fieldref: false,
  cidr: false,
  windash: false,
  re: undefined,
  comparison: undefined,
  base64: undefined,
  encoding: 'utf8',
};

const ENCODINGS: ReadonlyMap<string, Encoding> = new Map([
  ['wide', 'utf16le'],
  ['utf16le', 'utf16le'],
  ['utf16be', 'utf16be'],
  ['utf16', 'utf16'],
]);

const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  [
    'expand',
    'lists of values that a rule names (%servers%) are not kept here: write the values into the rule',
  ],
  ...['minute', 'hour', 'day', 'week', 'month', 'year'].map(
    (unit) =>
      [unit, 'parts of a date are not compared; amounts over time are what the detectors judge'] as const,
  ),
]);

export function parseModifiers(names: readonly string[]): Modifiers {
  const modifiers: Changing = { ...NO_MODIFIERS };
  for (const name of names) apply(modifiers, name);
  return checked(modifiers, names.join('|'));
}

function apply(modifiers: Changing, name: string): void {
  const encoding = ENCODINGS.get(name);
  if (encoding !== undefined) modifiers.encoding = encoding;
  else
    switch (name) {
      case 'contains':
      case 'startswith':
      case 'endswith':
        modifiers.place = name;
        break;
      case 'all':
      case 'cased':
      case 'neq':
      case 'exists':
      case 'fieldref':
      case 'cidr':
      case 'windash':
        modifiers[name] = true;
        break;
      case 'lt':
      case 'lte':
      case 'gt':
      case 'gte':
        modifiers.comparison = name;
        break;
      case 're':
        modifiers.re = '';
        break;
      case 'i':
      case 'm':
      case 's':
        if (modifiers.re === undefined)
          throw new Refused(
            `modifier ${name}`,
            `the modifier ${name} is for regular expressions: re|${name}`,
          );
        modifiers.re += name;
        break;
      case 'base64':
      case 'base64offset':
        modifiers.base64 = name === 'base64' ? 'whole' : 'offset';
        break;
      default:
        throw unsupported(name);
    }
}

function unsupported(name: string): Refused {
  const why = UNSUPPORTED.get(name);
  return new Refused(
    `modifier ${name}`,
    why === undefined ? `Sigma has no modifier "${name}"` : `the modifier ${name} is not supported: ${why}`,
  );
}

function checked(modifiers: Modifiers, written: string): Modifiers {
  const { place, exists, fieldref, cidr, windash, re, comparison, base64, encoding } = modifiers;
  const types = [exists, fieldref, cidr, re !== undefined, comparison !== undefined, base64 !== undefined];
  const isTyped = types.filter(Boolean).length;
  const isOdd =
    isTyped > 1 ||
    (place !== 'whole' && isTyped === 1 && !fieldref && base64 === undefined) ||
    (windash && isTyped === 1) ||
    (encoding !== 'utf8' && base64 === undefined);
  if (isOdd) throw new Refused('modifiers do not go together', `the modifiers ${written} do not go together`);
  return modifiers;
}
