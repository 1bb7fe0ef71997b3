import type { JsonObject } from '../vendors/vendor.ts';

/** Whether an event is what a rule, or a part of it, asks for. */
export interface Test {
  readonly holds: (event: JsonObject) => boolean;
  /**
   * It can only hold where the vendor's key field has one of these values, in lower case. Absent: anywhere. By
   * this a rule set asks few of its rules.
   */
  readonly keys?: ReadonlySet<string>;
}

export function allOf(tests: readonly Test[]): Test {
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  const narrowest = tests
    .map(({ keys }) => keys)
    .filter((keys) => keys !== undefined)
    .sort((a, b) => a.size - b.size)[0];
  const holds = (event: JsonObject) => tests.every((test) => test.holds(event));
  return narrowest === undefined ? { holds } : { holds, keys: narrowest };
}

export function anyOf(tests: readonly Test[]): Test {
  return leastOf(1, tests);
}

export function leastOf(count: number, tests: readonly Test[]): Test {
  const [only] = tests;
  if (count === 1 && tests.length === 1 && only !== undefined) return only;
  const holds =
    count === 1
      ? (event: JsonObject) => tests.some((test) => test.holds(event))
      : (event: JsonObject) => tests.filter((test) => test.holds(event)).length >= count;
  const keys = tests.map((test) => test.keys).filter((one) => one !== undefined);
  return keys.length === tests.length ? { holds, keys: new Set(keys.flatMap((one) => [...one])) } : { holds };
}

/** Nothing follows about the key field from what an event is not. */
export function negationOf({ holds }: Test): Test {
  return { holds: (event) => !holds(event) };
}
