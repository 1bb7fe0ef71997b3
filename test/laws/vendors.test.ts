import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText } from '../../shared/decode.ts';
import { isObject } from '../../shared/vendors/field.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import { recogniserOf } from '../../shared/vendors/recognise.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { expectSound, junk, tampered } from './tampering.ts';

/** Every vendor has `test/fixtures/<uid>.ts`, which exports one event of each shape it reads as `fixtures`. */
async function fixturesOf(uid: string): Promise<readonly JsonObject[]> {
  const module: { fixtures?: readonly JsonObject[] } = await import(`../fixtures/${uid}.ts`);
  return module.fixtures ?? [];
}

const hashKey = new Uint8Array(32).fill(7);
const ALL = await Promise.all(
  VENDORS.map(async (vendor) => ({ vendor, fixtures: await fixturesOf(vendor.uid) })),
);

describe.each(ALL)('$vendor.title', ({ vendor, fixtures }) => {
  test('has fixtures, and reads each of them', () => {
    expect(fixtures.length).toBeGreaterThan(0);
    for (const event of fixtures) expect(vendor.parse(event).kind).not.toBe('malformed');
  });

  test('is the only one that recognises them', () => {
    for (const event of fixtures)
      expect(VENDORS.filter(({ recognises }) => recognises(event)).map(({ uid }) => uid)).toEqual([
        vendor.uid,
      ]);
  });

  test('reads whose they are also where nested objects are their JSON text, as in tables of lakes', () => {
    const who = (event: JsonObject) => {
      const { activities } = decodeText(JSON.stringify(event), { hashKey, vendor });
      return activities.map(({ actor, source, kind }) => ({
        uid: actor.uid,
        email: actor.email,
        kind,
        ip: source?.ip,
      }));
    };
    for (const event of fixtures) {
      const cells = Object.entries(event).map(([name, value]) => [
        name,
        isObject(value) ? JSON.stringify(value) : value,
      ]);
      const row = Object.fromEntries(cells);
      if (vendor.recognises(row)) expect(who(row)).toEqual(who(event));
    }
  });

  test('does not take any object for its own because it is told that it is', () => {
    for (const event of [{}, { Anything: 'any value' }, { id: '1', name: 'x', time: 1772442930 }])
      expect(
        decodeText(JSON.stringify(event), { hashKey, vendor, undatedTime: 1772442930000 }),
      ).toMatchObject({ activities: [], ignored: [], malformed: [{ processed: false }] });
  });

  test('reads any JSON, and its own events with any part removed or replaced, without a throw', () => {
    const event = fc.oneof(tampered(fixtures), junk).filter(isObject);
    fc.assert(
      fc.property(event, (value) => {
        if (vendor.recognises(value) && vendor.marks !== undefined)
          expect(vendor.marks.some((mark) => Object.hasOwn(value, mark))).toBe(true);
        expect(recogniserOf(VENDORS)(value)).toBe(VENDORS.find(({ recognises }) => recognises(value)));
        const decoded = decodeText(JSON.stringify(value), { hashKey, vendors: [vendor] });
        decoded.activities.forEach(expectSound);
        expect(['activity', 'ignored', 'malformed']).toContain(vendor.parse(value).kind);
      }),
      { numRuns: 500 },
    );
  });
});
