import { isObject } from './field.ts';
import type { Json, JsonObject } from './vendor.ts';

/** What is wrong at one place of a document, in a sentence that ends with the remedy. */
export interface Problem {
  /** Such as `actor[1].uid` or `kinds["user.login"]`; empty for the whole document. */
  readonly path: string;
  readonly reason: string;
}

/** A part of a document: how it is checked, and the same said as JSON Schema for editors. */
export interface Shape {
  readonly schema: JsonObject;
  check(value: Json, path: string, report: (problem: Problem) => void): void;
}

interface TextRule {
  readonly maxLength: number;
  /** What it should be, as `the name of the vendor`. */
  readonly expected: string;
  readonly pattern?: RegExp;
  /** The mistake in this text, where the pattern cannot say it. */
  readonly fault?: (text: string) => string | undefined;
}

export function text({ maxLength, expected, pattern, fault }: TextRule): Shape {
  return {
    schema: {
      type: 'string',
      minLength: 1,
      maxLength,
      ...(pattern === undefined ? {} : { pattern: pattern.source }),
    },
    check(value, path, report) {
      if (typeof value !== 'string' || value === '')
        report({ path, reason: `${show(value)} is not ${expected}` });
      else if (value.length > maxLength)
        report({ path, reason: `is ${value.length} characters long; write at most ${maxLength}` });
      else if (pattern !== undefined && !pattern.test(value))
        report({ path, reason: `${show(value)} is not ${expected}` });
      else {
        const reason = fault?.(value);
        if (reason !== undefined) report({ path, reason });
      }
    },
  };
}

/** `also`: what further names look like that only the user knows. */
export function word(what: string, words: readonly string[], also?: RegExp): Shape {
  const known: JsonObject = { enum: words };
  return {
    schema: also === undefined ? known : { anyOf: [known, { type: 'string', pattern: also.source }] },
    check(value, path, report) {
      if (typeof value === 'string' && (words.includes(value) || also?.test(value))) return;
      report({ path, reason: `${show(value)} is no ${what}; ${alternatives(value, words)}` });
    },
  };
}

export function wholeNumber(minimum: number, maximum: number): Shape {
  return {
    schema: { type: 'integer', minimum, maximum },
    check(value, path, report) {
      if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum)
        return;
      report({ path, reason: `${show(value)} is not a whole number from ${minimum} to ${maximum}` });
    },
  };
}

export function listOf(shape: Shape, maxItems: number, expected: string, minItems = 1): Shape {
  return {
    schema: { type: 'array', items: shape.schema, minItems, maxItems },
    check(value, path, report) {
      if (!Array.isArray(value) || value.length < minItems)
        report({ path, reason: `${show(value)} is not a list of ${expected}` });
      else if (value.length > maxItems)
        report({ path, reason: `has ${value.length} entries; write at most ${maxItems}` });
      else for (const [index, item] of value.entries()) shape.check(item, `${path}[${index}]`, report);
    },
  };
}

/** An object with any keys, such as the names of operations. */
export function table(key: Shape, shape: Shape, maxEntries: number, expected: string, minEntries = 0): Shape {
  return {
    schema: {
      type: 'object',
      additionalProperties: shape.schema,
      ...(minEntries === 0 ? {} : { minProperties: minEntries }),
      maxProperties: maxEntries,
    },
    check(value, path, report) {
      const entries = isObject(value) ? Object.entries(value) : [];
      if (!isObject(value) || entries.length < minEntries) {
        report({ path, reason: `${show(value)} is not an object of ${expected}` });
        return;
      }
      if (entries.length > maxEntries)
        report({ path, reason: `has ${entries.length} entries; write at most ${maxEntries}` });
      else
        for (const [name, item] of entries) {
          const at = `${path}[${JSON.stringify(name)}]`;
          key.check(name, at, report);
          shape.check(item ?? null, at, report);
        }
    },
  };
}

export interface Fields {
  readonly required?: Readonly<Record<string, Shape>>;
  readonly optional?: Readonly<Record<string, Shape>>;
  /** Of these at least one has to be there. */
  readonly some?: readonly string[];
}

/** An object with these keys and no others. */
export function fields({ required = {}, optional = {}, some }: Fields): Shape {
  const shapes = new Map([...Object.entries(required), ...Object.entries(optional)]);
  const names = [...shapes.keys()];
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries([...shapes].map(([name, shape]) => [name, shape.schema])),
      required: Object.keys(required),
      ...(some === undefined ? {} : { anyOf: some.map((name) => ({ required: [name] })) }),
      additionalProperties: false,
    },
    check(value, path, report) {
      if (!isObject(value)) {
        report({ path, reason: `${show(value)} is not an object with ${names.join(', ')}` });
        return;
      }
      for (const name of Object.keys(required))
        if (!Object.hasOwn(value, name)) report({ path: join(path, name), reason: 'is missing' });
      if (some?.every((name) => !Object.hasOwn(value, name)))
        report({ path, reason: `needs ${some.join(' or ')}, or both` });
      for (const [name, item] of Object.entries(value)) {
        const shape = shapes.get(name);
        if (shape === undefined)
          report({ path: join(path, name), reason: `is no field here; ${alternatives(name, names)}` });
        else shape.check(item ?? null, join(path, name), report);
      }
    },
  };
}

/** The first of these whose form the value has, so that a mistake is told in the words of what was meant. */
export function either(
  cases: readonly { readonly when: (value: Json) => boolean; readonly shape: Shape }[],
  expected: string,
): Shape {
  return {
    schema: { anyOf: cases.map(({ shape }) => shape.schema) },
    check(value, path, report) {
      const shape = cases.find(({ when }) => when(value))?.shape;
      if (shape === undefined) report({ path, reason: `${show(value)} is not ${expected}` });
      else shape.check(value, path, report);
    },
  };
}

/** A shape that refers to itself, or that would be repeated in the schema: said once under this name. */
export function named(name: string, shape: () => Shape): Shape {
  return {
    schema: { $ref: `#/$defs/${name}` },
    check: (value, path, report) => shape().check(value, path, report),
  };
}

const MAX_SHOWN = 60;

function show(value: Json): string {
  const shown = JSON.stringify(value);
  return shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}…` : shown;
}

function join(path: string, name: string): string {
  if (!/^[\w$]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}

function alternatives(value: Json, words: readonly string[]): string {
  const nearest = typeof value === 'string' ? nearestOf(value, words) : undefined;
  const all = `one of ${words.join(', ')}`;
  return nearest === undefined ? `use ${all}` : `did you mean ${nearest}? Use ${all}`;
}

/** The word that the fewest edits lead to, if they are few: at most two in five letters. */
export function nearestOf(value: string, words: readonly string[]): string | undefined {
  const [best] = words
    .map((candidate) => ({ candidate, edits: editDistance(value.toLowerCase().slice(0, 64), candidate) }))
    .sort((a, b) => a.edits - b.edits);
  return best !== undefined && best.edits * 5 <= best.candidate.length * 2 ? best.candidate : undefined;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries())
      next.push(
        Math.min(
          (row[column + 1] ?? 0) + 1,
          (next[column] ?? 0) + 1,
          (row[column] ?? 0) + (letter === other ? 0 : 1),
        ),
      );
    row = next;
  }
  return row[to.length] ?? 0;
}
