import { ACTOR_TYPES, KINDS, OUTCOMES } from '../activity.ts';
import { isObject } from './field.ts';
import {
  anything,
  CONDITION,
  choice,
  condition,
  count,
  kind,
  MAX_OPERATIONS,
  name,
  oneOrList,
  PATTERN,
  POINTER,
  pattern,
  pointer,
  sentence,
  TEXT,
  TRUTH,
  textAt,
} from './mapping-field-shapes.ts';
import type { Mapping } from './mapping-format.ts';
import { idleBulk, idleOutside } from './mapping-idle.ts';
import { either, fields, listOf, type Problem, table, text, wholeNumber, word } from './mapping-shape.ts';
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
  const { kinds, ignored, exceptions } = value as unknown as Mapping;
  for (const name of Object.keys(ignored ?? {}))
    if (Object.hasOwn(kinds, name))
      report({
        path: `ignored[${JSON.stringify(name)}]`,
        reason: 'has a kind as well; take it out of kinds or out of ignored',
      });
  for (const [index, exception] of (exceptions ?? []).entries())
    if ((exception.kind === undefined) === (exception.ignored === undefined))
      report({ path: `exceptions[${index}]`, reason: 'needs either kind or ignored, not both' });
  const mapping = value as unknown as Mapping;
  for (const problem of [...idleOutside(mapping), ...idleBulk(mapping)]) report(problem);
}

const MAPPING = fields({
  required: {
    uid: text({
      maxLength: 32,
      // What every table of vendors seems to hold, because every object does.
      pattern: /^(?!constructor$)[a-z0-9][a-z0-9_-]*$/,
      expected: 'a name of lower-case letters, digits, - and _, and not "constructor"',
    }),
    title: name,
    revision: wholeNumber(1, 1_000_000),
    recognises: oneOrList(
      fields({
        optional: { keys: listOf(pointer, 8, 'JSON Pointers'), values: condition },
        some: ['keys', 'values'],
      }),
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
    events: oneOrList(pointer, 8, 'JSON Pointers to where an answer holds the events'),
    counts: word('unit', RECORD_UNITS),
    outcome: choice('outcome', OUTCOMES),
    target: oneOrList(
      fields({
        optional: { where: condition, each: pointer, uid: textAt, email: textAt },
        some: ['uid', 'email'],
      }),
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
    bulk: listOf(pattern, 100, 'operation names'),
    standing: listOf(pattern, 100, 'operation names'),
    outside: listOf(
      fields({
        optional: {
          operations: listOf(pattern, 100, 'operation names'),
          where: condition,
          recipient: textAt,
        },
      }),
      32,
      'what opens something to outsiders',
    ),
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
