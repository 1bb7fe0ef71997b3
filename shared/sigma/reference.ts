import type { JsonObject } from '../vendors/vendor.ts';
import type { ReadField } from './event-field.ts';
import type { Modifiers } from './modifiers.ts';
import { Refused } from './refused.ts';
import { compileField } from './taxonomy.ts';
import type { Test } from './test.ts';
import { folded, type Scalar, textOf } from './values.ts';

const PLACES: Readonly<Record<Modifiers['place'], (text: string, other: string) => boolean>> = {
  whole: (text, other) => text === other,
  contains: (text, other) => text.includes(other),
  startswith: (text, other) => text.startsWith(other),
  endswith: (text, other) => text.endsWith(other),
};

/** Values of a field that are compared with those of another, at most. */
const MAX_COMPARED = 16;

/** Whether a field holds what another field of the same event holds. */
export function compileReference(
  item: string,
  values: readonly Scalar[],
  { place, cased }: Modifiers,
  read: ReadField,
  vendor: string,
): Test['holds'] {
  const others = values.map((value) => {
    if (typeof value === 'string' && value !== '') return compileField(value, vendor).read;
    throw new Refused('fieldref without a field', `"${item}" names no field`);
  });
  const texts = (field: ReadField, event: JsonObject) =>
    field(event)
      .slice(0, MAX_COMPARED)
      .map(textOf)
      .filter((text) => text !== undefined)
      .map((text) => folded(text, cased));
  const fits = PLACES[place];
  return (event) => {
    const own = texts(read, event);
    return others.some((other) => texts(other, event).some((text) => own.some((one) => fits(one, text))));
  };
}
