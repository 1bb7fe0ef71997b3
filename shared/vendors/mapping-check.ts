import { ACTOR_TYPES, KINDS, OUTCOMES } from '../activity.ts';
import { isObject } from './field.ts';
import type { Mapping, TargetMapping } from './mapping-format.ts';
import { asList } from './mapping-path.ts';
import {
  either,
  fields,
  listOf,
  named,
  type Problem,
  type Shape,
  table,
  text,
  wholeNumber,
  word,
} from './mapping-shape.ts';
import { GRADES, type Json, type JsonObject, RECORD_UNITS } from './vendor.ts';

export type Checked =
  | { readonly kind: 'mapping'; readonly mapping: Mapping }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

const MAX_PROBLEMS = 20;

export function checkMapping(value: Json): Checked {
  const problems: Problem[] = [];
  const report = (problem: Problem): void => {
    if (problems.length < MAX_PROBLEMS) problems.push(problem);
  };
  MAPPING.check(value, '', report);
  if (problems.length === 0 && isObject(value)) reportContradictions(value, report);
  // Every field that the type has was checked, and there are no others.
  return problems.length === 0
    ? { kind: 'mapping', mapping: value as unknown as Mapping }
    : { kind: 'invalid', problems };
}

/** What no single field shows. */
function reportContradictions(value: JsonObject, report: (problem: Problem) => void): void {
  const { kinds, ignored, exceptions, target } = value as unknown as Mapping;
  for (const name of Object.keys(ignored ?? {}))
    if (Object.hasOwn(kinds, name))
      report({
        path: `ignored[${JSON.stringify(name)}]`,
        reason: 'has a kind as well; take it out of kinds or out of ignored',
      });
  for (const [index, exception] of (exceptions ?? []).entries())
    if ((exception.kind === undefined) === (exception.ignored === undefined))
      report({ path: `exceptions[${index}]`, reason: 'needs either kind or ignored, not both' });
  const targets = asList<TargetMapping>(target ?? []);
  for (const [index, { uid, email }] of targets.entries())
    if (uid === undefined && email === undefined)
      report({
        path: Array.isArray(target) ? `target[${index}]` : 'target',
        reason: 'needs uid or email, or both',
      });
}

const isText = (value: Json): boolean => typeof value === 'string';
const isList = (value: Json): boolean => Array.isArray(value);
const has =
  (name: string) =>
  (value: Json): boolean =>
    isObject(value) && Object.hasOwn(value, name);
const anything = (): boolean => true;

const MAX_TEXT = 256;
const MAX_SENTENCE = 1000;
const MAX_OPERATIONS = 5000;
const MAX_TOKENS = 16;
const MAX_STARS = 3;

const sentence = text({ maxLength: MAX_SENTENCE, expected: 'a sentence' });
const name = text({ maxLength: MAX_TEXT, expected: 'a name' });
const pointer = named('pointer', () => POINTER);
const pattern = named('pattern', () => PATTERN);
const textAt = named('text', () => TEXT);
const condition = named('condition', () => CONDITION);

const POINTER = text({
  maxLength: MAX_TEXT,
  expected: 'a JSON Pointer such as "/actor/email"',
  fault: (value) => {
    if (!value.startsWith('/'))
      return `${JSON.stringify(value)} is not a JSON Pointer: did you mean ${JSON.stringify(`/${value.replaceAll('.', '/')}`)}?`;
    if (/~(?![01])/.test(value)) return 'has a ~ by itself: write ~0 for ~ and ~1 for / inside a name';
    const tokens = value.split('/').length - 1;
    return tokens > MAX_TOKENS ? `has ${tokens} steps; write at most ${MAX_TOKENS}` : undefined;
  },
});
const PATTERN = text({
  maxLength: MAX_TEXT,
  expected: 'a name, with * for any text',
  fault: (value) =>
    value.split('*').length - 1 > MAX_STARS ? `has more than ${MAX_STARS} stars; write fewer` : undefined,
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
  ],
  'a JSON Pointer such as "/actor/email", {"value": …} or {"join": […]}',
);
const TEXT = either(
  [
    { when: isList, shape: listOf(PART, 8, 'pointers') },
    { when: anything, shape: PART },
  ],
  'a JSON Pointer',
);
const CONDITION = table(
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
);

function choice(what: string, words: readonly string[]): Shape {
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
      { when: anything, shape: one },
    ],
    `a ${what}`,
  );
  return oneOrList(single, 4, `a ${what} or where to find it`);
}

function oneOrList(shape: Shape, maxItems: number, expected: string): Shape {
  return either(
    [
      { when: isList, shape: listOf(shape, maxItems, expected) },
      { when: anything, shape },
    ],
    expected,
  );
}

const count = either(
  [
    { when: has('sum'), shape: fields({ required: { sum: pointer, of: pointer } }) },
    { when: has('count'), shape: fields({ required: { count: pointer } }) },
    { when: anything, shape: textAt },
  ],
  'a number',
);
const kind = word('kind', KINDS);
const TRUTH: Shape = {
  schema: { type: 'boolean' },
  check(value, path, report) {
    if (typeof value !== 'boolean') report({ path, reason: 'is not true or false' });
  },
};

const MAPPING = fields({
  required: {
    uid: text({
      maxLength: 32,
      pattern: /^[a-z0-9][a-z0-9_-]*$/,
      expected: 'a name of lower-case letters, digits, - and _',
    }),
    title: name,
    revision: wholeNumber(1, 1_000_000),
    recognises: oneOrList(
      fields({ optional: { keys: listOf(pointer, 8, 'JSON Pointers'), values: condition } }),
      8,
      'how the events are told from those of other vendors',
    ),
    time: textAt,
    operation: textAt,
    actor: oneOrList(
      fields({
        required: { uid: textAt },
        optional: {
          where: condition,
          type: choice('actor type', ACTOR_TYPES),
          email: textAt,
          name: textAt,
          app: textAt,
          credential: textAt,
        },
      }),
      8,
      'where the actor is named',
    ),
    kinds: table(pattern, kind, MAX_OPERATIONS, 'operation names, each with its kind'),
  },
  optional: {
    $schema: name,
    counts: word('unit', RECORD_UNITS),
    outcome: choice('outcome', OUTCOMES),
    target: oneOrList(
      fields({ optional: { where: condition, each: pointer, uid: textAt, email: textAt } }),
      8,
      'where the account is named that something is done to',
    ),
    source: fields({
      optional: {
        ip: textAt,
        country: textAt,
        asn: textAt,
        asOrg: textAt,
        userAgent: textAt,
        browser: textAt,
        system: textAt,
      },
    }),
    resources: listOf(
      fields({
        required: {
          type: either(
            [
              {
                when: isObject,
                shape: fields({ required: { path: textAt }, optional: { otherwise: name } }),
              },
              { when: anything, shape: name },
            ],
            'a name or {"path": …}',
          ),
          uid: textAt,
        },
        optional: { where: condition, each: pointer, name: textAt },
      }),
      16,
      'resources',
    ),
    volume: oneOrList(fields({ optional: { where: condition, records: count, bytes: count } }), 8, 'volumes'),
    identity: fields({ optional: { event: textAt, operation: textAt } }),
    session: textAt,
    ignored: table(pattern, sentence, MAX_OPERATIONS, 'operation names, each with the reason'),
    exceptions: listOf(
      fields({
        required: { where: condition },
        optional: { operations: listOf(pattern, 100, 'operation names'), kind, ignored: sentence },
      }),
      100,
      'exceptions',
    ),
    coverage: fields({
      required: {
        source: sentence,
        delay: sentence,
        sees: listOf(sentence, 50, 'sentences'),
        blindSpots: listOf(sentence, 50, 'sentences'),
        reference: sentence,
      },
      optional: {
        evidence: fields({
          required: {
            grade: word('grade', GRADES),
            checked: text({
              maxLength: 7,
              expected: 'a month such as "2026-11"',
              pattern: /^\d{4}-\d{2}$/,
            }),
          },
        }),
        shows: fields({
          required: {
            kinds: table(kind, name, KINDS.length, 'kinds, each with an operation that shows it'),
            volume: listOf(word('measure', ['records', 'bytes']), 2, 'measures', 0),
            address: TRUTH,
            late: listOf(kind, KINDS.length, 'kinds', 0),
          },
        }),
      },
    }),
  },
});

/** The format as JSON Schema, kept in `mapping.schema.json` for editors. */
export const MAPPING_SCHEMA: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Outflow vendor mapping',
  ...MAPPING.schema,
  $defs: {
    pointer: { ...POINTER.schema, pattern: '^/' },
    pattern: PATTERN.schema,
    text: TEXT.schema,
    condition: CONDITION.schema,
  },
};
