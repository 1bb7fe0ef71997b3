import type { Json, JsonObject } from '../vendors/vendor.ts';
import { type Condition, parseCondition } from './condition.ts';
import { Refused } from './refused.ts';
import { compileSelection, type Frame } from './selection.ts';
import { allOf, anyOf, leastOf, negationOf, type Test } from './test.ts';

const MAX_SELECTIONS = 64;

/** The selections of a rule and the condition that says how they go together. */
export function compileDetection(detection: JsonObject, frame: Frame): Test {
  const { condition, timeframe, ...selections } = detection;
  if (timeframe !== undefined)
    throw new Refused(
      'timeframe',
      'timeframe is not supported: a rule sees one event at a time; amounts over time are what the detectors judge',
    );
  const names = Object.keys(selections);
  if (names.length > MAX_SELECTIONS)
    throw new Refused('many selections', `the rule has more than ${MAX_SELECTIONS} selections`);
  // The condition first: what it cannot say is the better reason to refuse a rule for.
  const conditions = conditionsOf(condition).map((text) => parseCondition(text, names));
  const tests = new Map(names.map((name) => [name, compileSelection(selections[name], frame)]));
  return anyOf(conditions.map((one) => combine(one, tests)));
}

function conditionsOf(condition: Json | undefined): readonly string[] {
  const texts = Array.isArray(condition) ? condition : [condition];
  const isText = (text: unknown): text is string => typeof text === 'string' && text.trim() !== '';
  if (texts.length === 0 || texts.length > MAX_SELECTIONS || !texts.every(isText))
    throw new Refused('no condition', 'the detection has no condition');
  return texts;
}

function combine(condition: Condition, tests: ReadonlyMap<string, Test>): Test {
  switch (condition.kind) {
    case 'selection':
      return tests.get(condition.name) ?? NEVER;
    case 'not':
      return negationOf(combine(condition.of, tests));
    case 'and':
      return allOf(condition.of.map((one) => combine(one, tests)));
    case 'or':
      return anyOf(condition.of.map((one) => combine(one, tests)));
    case 'least':
      return leastOf(
        condition.count,
        condition.of.map((one) => combine(one, tests)),
      );
  }
}

/** The parser has looked every name up already. */
const NEVER: Test = { holds: () => false };
