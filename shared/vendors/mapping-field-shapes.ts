import { KINDS } from '../activity.ts';
import { isObject } from './field.ts';
import {
  either,
  fields,
  listOf,
  named,
  type Shape,
  table,
  text,
  wholeNumber,
  word,
} from './mapping-shape.ts';
import type { Json } from './vendor.ts';

/** What the fields of a mapping file are made of: pointers, patterns, texts, conditions, counts. */

const isText = (value: Json): boolean => typeof value === 'string';
const isList = (value: Json): boolean => Array.isArray(value);
export const has =
  (name: string) =>
  (value: Json): boolean =>
    isObject(value) && Object.hasOwn(value, name);
export const anything = (): boolean => true;

const MAX_TEXT = 256;
const MAX_SENTENCE = 1000;
export const MAX_OPERATIONS = 5000;
const MAX_TOKENS = 16;
const MAX_STARS = 3;

export const sentence = text({ maxLength: MAX_SENTENCE, expected: 'a sentence' });
export const name = text({ maxLength: MAX_TEXT, expected: 'a name' });
export const pointer = named('pointer', () => POINTER);
export const pattern = named('pattern', () => PATTERN);
export const textAt = named('text', () => TEXT);
export const condition = named('condition', () => CONDITION);

export const POINTER = text({
  maxLength: MAX_TEXT,
  expected: 'a JSON Pointer such as "/actor/email"',
  fault: (value) => {
    if (!value.startsWith('/'))
      return /^[\w.-]+$/.test(value)
        ? `${JSON.stringify(value)} is not a JSON Pointer: did you mean ${JSON.stringify(`/${value.replaceAll('.', '/')}`)}?`
        : `${JSON.stringify(value)} is not a JSON Pointer such as "/actor/email"; expressions, as of JMESPath, are not read`;
    if (/~(?![01])/.test(value)) return 'has a ~ by itself: write ~0 for ~ and ~1 for / inside a name';
    const tokens = value.split('/').length - 1;
    return tokens > MAX_TOKENS ? `has ${tokens} steps; write at most ${MAX_TOKENS}` : undefined;
  },
});
export const PATTERN = text({
  maxLength: MAX_TEXT,
  expected: 'a name, with * for any text',
  fault: (value) => {
    if (/^\/?\^|\$\/?$/.test(value))
      return `${JSON.stringify(value)} looks like a regular expression, which is not read: write the name, with * for any text`;
    return value.split('*').length - 1 > MAX_STARS
      ? `has more than ${MAX_STARS} stars; write fewer`
      : undefined;
  },
});
const PART = either(
  [
    { when: isText, shape: pointer },
    {
      when: has('value'),
      shape: fields({
        required: {
          value: either(
            [
              { when: isText, shape: name },
              { when: (value) => typeof value === 'number', shape: wholeNumber(0, Number.MAX_SAFE_INTEGER) },
            ],
            'a text or a number',
          ),
        },
      }),
    },
    {
      when: has('join'),
      shape: fields({
        required: { join: listOf(textAt, 4, 'pointers') },
        optional: { with: text({ maxLength: 4, expected: 'what stands between the parts' }) },
      }),
    },
    {
      when: has('segment'),
      shape: fields({ required: { segment: wholeNumber(0, MAX_TOKENS), of: pointer } }),
    },
  ],
  'a JSON Pointer such as "/actor/email", {"value": …}, {"join": […]} or {"segment": …, "of": …}',
);
export const TEXT = either(
  [
    { when: isList, shape: listOf(PART, 8, 'pointers') },
    { when: anything, shape: PART },
  ],
  'a JSON Pointer',
);
export const CONDITION = table(
  pointer,
  either(
    [
      { when: isText, shape: pattern },
      { when: isList, shape: listOf(pattern, 50, 'values') },
    ],
    'a value or a list of values, as text',
  ),
  8,
  'JSON Pointers and the values they lead to',
  1,
);

export function choice(what: string, words: readonly string[]): Shape {
  const one = word(what, words);
  const single = either(
    [
      {
        when: isObject,
        shape: fields({
          required: {
            path: textAt,
            values: table(pattern, one, 200, `values, each with the ${what} it stands for`),
          },
          optional: { otherwise: one },
        }),
      },
      { when: anything, shape: ofNoField(one) },
    ],
    `a ${what}`,
  );
  return oneOrList(single, 4, `a ${what} or where to find it`);
}

/** Everywhere else a pointer alone is enough. */
function ofNoField({ schema, check }: Shape): Shape {
  return {
    schema,
    check(value, path, report) {
      if (typeof value !== 'string' || !value.startsWith('/')) return check(value, path, report);
      const shown = JSON.stringify(value);
      report({
        path,
        reason: `${shown} is a field: write what its values stand for, {"path": ${shown}, "values": {…}}`,
      });
    },
  };
}

export function oneOrList(shape: Shape, maxItems: number, expected: string): Shape {
  return either(
    [
      { when: isList, shape: listOf(shape, maxItems, expected) },
      { when: anything, shape },
    ],
    expected,
  );
}

export const count = either(
  [
    { when: has('sum'), shape: fields({ required: { sum: pointer, of: pointer } }) },
    { when: has('count'), shape: fields({ required: { count: pointer } }) },
    { when: anything, shape: textAt },
  ],
  'a number',
);
export const kind = word('kind', KINDS);
export const TRUTH: Shape = {
  schema: { type: 'boolean' },
  check(value, path, report) {
    if (typeof value !== 'boolean') report({ path, reason: 'is not true or false' });
  },
};
