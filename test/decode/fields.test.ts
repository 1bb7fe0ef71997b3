import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldsOf, isSampled } from '../../shared/decode/fields.ts';
import { decodeText } from '../../shared/decode.ts';
import { oktaEvent } from '../fixtures/okta.ts';

describe('the names of fields', () => {
  test('are those of the event and of the objects in it, and no deeper', () => {
    expect(fieldsOf({ actor: { id: '1', place: { city: 'x' } }, target: [{ type: 'y' }], at: null })).toEqual(
      ['actor', 'actor.id', 'actor.place', 'target', 'at'],
    );
  });

  test('are not what only looks like one: ids, paths, texts', () => {
    const long = 'a'.repeat(41);
    expect(fieldsOf({ '00u1': 1, id2: 1, 'a b': 1, 'a.b': 1, '': 1, '-a': 1, [long]: 1, é: 1 })).toEqual([]);
    expect(fieldsOf({ map: { '00u1': 1, [long]: 1, of: 1 } })).toEqual(['map', 'map.of']);
    expect(fieldsOf({ [long.slice(1)]: 1, _raw: 1, 'user-agent': 1 })).toEqual([
      long.slice(1),
      '_raw',
      'user-agent',
    ]);
  });

  test('are at most 128, whatever the event', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '_', '1'), minLength: 1, maxLength: 6 });
    const event = fc.dictionary(name, fc.dictionary(name, fc.constant(1), { maxKeys: 90 }), { maxKeys: 90 });
    fc.assert(
      fc.property(event, (any) => {
        const all = Object.entries(any)
          .filter(([outer]) => !/^\d|\d/.test(outer))
          .flatMap(([outer, inner]) => [
            outer,
            ...Object.keys(inner)
              .filter((one) => !/\d/.test(one))
              .map((one) => `${outer}.${one}`),
          ]);
        expect(fieldsOf(any)).toEqual(all.slice(0, 128));
      }),
    );
  });

  test('are told of one event in eight, always of the same ones, and of none unless asked', () => {
    const events = Array.from({ length: 400 }, (_, i) => oktaEvent({ uuid: `event-${i}` }));
    const lines = events.map((event) => JSON.stringify(event)).join('\n');
    const read = (namesFields?: boolean) =>
      decodeText(lines, {
        hashKey: new Uint8Array(32).fill(1),
        ...(namesFields === undefined ? {} : { namesFields }),
      }).activities;
    const told = read(true).filter(({ fields }) => fields !== undefined);
    expect(told.length / 400).toBeCloseTo(1 / 8, 1);
    expect(told.every(isSampled)).toBe(true);
    expect(told[0]?.fields).toContain('actor.alternateId');
    expect(read().some(({ fields }) => fields !== undefined)).toBe(false);
  });
});
