import { ACTOR_TYPES, KINDS, OUTCOMES } from '../activity.ts';
import {
  fields,
  listOf,
  type Problem,
  type Shape,
  text,
  wholeNumber,
  word,
} from '../vendors/mapping-shape.ts';
import type { Json } from '../vendors/vendor.ts';
import type { CaseEvent } from './case.ts';

const MINUTES_PER_DAY = 24 * 60;

const name = text({ maxLength: 200, expected: 'a text' });
const amount = wholeNumber(0, Number.MAX_SAFE_INTEGER);
const truth: Shape = {
  schema: { type: 'boolean' },
  check(value, path, report) {
    if (typeof value !== 'boolean') report({ path, reason: 'is not true or false' });
  },
};
const decades: Shape = {
  schema: { type: 'number' },
  check(value, path, report) {
    if (typeof value !== 'number' || !(value >= 0))
      report({ path, reason: 'is no number of decades from 0 on' });
  },
};

const EVENT = fields({
  required: {
    at: text({
      maxLength: 5,
      expected: 'a time of day such as 09:30',
      pattern: /^([01]\d|2[0-3]):[0-5]\d$/,
    }),
    kind: word('kind', KINDS),
  },
  optional: {
    times: wholeNumber(1, MINUTES_PER_DAY),
    operation: name,
    outcome: word('outcome', OUTCOMES),
    records: amount,
    bytes: amount,
    datasets: listOf(name, 8, 'datasets'),
    network: name,
    country: name,
    client: name,
    app: name,
    credential: name,
    hosting: truth,
    outside: truth,
    byOther: truth,
  },
});

/** What is wrong with an event of a case; undefined where it can be played. */
export function problemOfEvent(event: CaseEvent): string | undefined {
  const problem = firstProblem(EVENT, event);
  if (problem !== undefined) return problem;
  const { at, times = 1 } = event;
  return minuteOf(at) + times > MINUTES_PER_DAY
    ? `times: ${times} events from ${at} on, one each minute, do not fit the day`
    : undefined;
}

/** Since midnight. */
export function minuteOf(at: string): number {
  const [hour, minute] = at.split(':');
  return Number(hour) * 60 + Number(minute);
}

const EXPECTED = fields({ required: { atLeast: decades }, optional: { atMost: decades } });
const QUIET = word('expectation', ['quiet']);

const CASE = fields({
  required: {
    name,
    day: listOf(EVENT, 1000, 'events', 0),
    expect: {
      schema: { anyOf: [QUIET.schema, EXPECTED.schema] },
      check: (value, path, report) =>
        (typeof value === 'object' ? EXPECTED : QUIET).check(value, path, report),
    },
  },
  optional: {
    days: wholeNumber(0, 400),
    type: word('type of account', ACTOR_TYPES),
    history: listOf(EVENT, 1000, 'events', 0),
  },
});

/** What is wrong with the cases of a detector; undefined where they can be played and tell something. */
export function problemOfCases(cases: unknown): string | undefined {
  if (!Array.isArray(cases)) return 'cases: expected a list';
  for (const [index, one] of cases.entries()) {
    const problem = problemOfCase(one);
    if (problem !== undefined) return `cases[${index}]: ${problem}`;
  }
  const quiet = cases.filter(({ expect }) => expect === 'quiet').length;
  return quiet > 0 && quiet < cases.length
    ? undefined
    : 'cases: expected at least one that it fires on and one that it is quiet on';
}

function problemOfCase(one: unknown): string | undefined {
  if (typeof one !== 'object' || one === null) return 'expected an object';
  // Functions are asked when the case is played.
  const { context: _, history, ...rest } = one as Record<string, unknown>;
  return firstProblem(
    CASE,
    typeof history === 'function' ? rest : { ...rest, ...(history === undefined ? {} : { history }) },
  );
}

function firstProblem(shape: Shape, value: unknown): string | undefined {
  let first: Problem | undefined;
  shape.check(value as Json, '', (problem) => {
    first ??= problem;
  });
  return first === undefined ? undefined : [first.path, first.reason].filter(Boolean).join(': ');
}
