import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBatch, decodeText } from '../../shared/decode.ts';
import { isObject } from '../../shared/vendors/field.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import type { Json, JsonObject } from '../../shared/vendors/vendor.ts';
import { fixtures as mixpanel } from '../fixtures/mixpanel.ts';
import { fixtures as okta, oktaEvent } from '../fixtures/okta.ts';
import { fixtures as salesforce } from '../fixtures/salesforce.ts';
import { expectSound, junk, tampered, text } from './tampering.ts';

const hashKey = new Uint8Array(32).fill(9);
const ARRIVAL = Date.UTC(2026, 5, 1);
const GOOD: readonly JsonObject[] = [...okta, ...salesforce, ...mixpanel];
const mutated = tampered(GOOD);

const record = (data: string) => ({ data, partitionKey: 'any', sequenceNumber: '1', arrival: ARRIVAL });
const encode = (content: Uint8Array | string) => record(Buffer.from(content).toString('base64'));

/** Every record leaves a trace, every activity keeps the limits, nothing throws. */
function expectTotal(records: ReturnType<typeof record>[]): void {
  const decoded = decodeBatch(records, { hashKey });
  const traces = [...decoded.activities, ...decoded.ignored, ...decoded.malformed].map(
    (entry) => entry.record,
  );
  for (const index of records.keys()) expect(traces).toContain(index);
  for (const { activity } of decoded.activities) expectSound(activity);
}

describe('decoding', () => {
  test('accounts for any text that should be base64', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(text, fc.base64String()), { maxLength: 5 }), (data) =>
        expectTotal(data.map(record)),
      ),
    );
  });

  test('accounts for any bytes, packed or not', () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    const contents = fc.oneof(
      bytes,
      bytes.map((raw) => gzipSync(raw)),
      bytes.map((raw) => Uint8Array.of(0x1f, 0x8b, ...raw)),
    );
    fc.assert(
      fc.property(fc.array(contents, { maxLength: 5 }), (records) => expectTotal(records.map(encode))),
    );
  });

  test('accounts for any JSON and any part of one', () => {
    fc.assert(
      fc.property(junk, fc.nat(), (value, cut) => {
        const json = JSON.stringify(value);
        expectTotal([
          encode(json),
          encode(json.slice(0, cut % (json.length + 1))),
          encode(`${json}\n${json}`),
        ]);
      }),
    );
  });

  test('accounts for good events that someone has tampered with, in any envelope', () => {
    const envelope = fc.constantFrom<(event: Json) => Json>(
      (event) => event,
      (event) => [event, event],
      (event) => ({ detail: event }),
      (event) => ({ outflow: { vendor: 'okta', tenant: 'acme' }, event }),
      (event) => ({ outflow: { vendor: 'salesforce' }, events: [event] }),
      (event) => ({ channel: '/event/ReportEventStream', data: { payload: event } }),
    );
    fc.assert(
      fc.property(mutated, envelope, (event, wrap) => expectTotal([encode(JSON.stringify(wrap(event)))])),
      { numRuns: 2000 },
    );
  });

  test('gives the same activity for the same event, whatever the order of its keys, but for the hash of its text', () => {
    fc.assert(
      fc.property(mutated, (event) => {
        const read = (value: Json) =>
          decodeText(JSON.stringify(value), { hashKey, arrival: ARRIVAL }).activities.map(
            ({ sha256: _, ...activity }) => activity,
          );
        expect(read(reverseKeys(event))).toEqual(read(event));
      }),
      { numRuns: 500 },
    );
  });

  test('gives the same activity for the same text, alone, on a line, in a list or behind a stamp', () => {
    fc.assert(
      fc.property(mutated.filter(isObject), (event) => {
        const json = JSON.stringify(event);
        const [vendor] = VENDORS.filter(({ recognises }) => recognises(event));
        fc.pre(vendor !== undefined);
        const read = (text: string) => decodeText(text, { hashKey, arrival: ARRIVAL }).activities;
        const [alone] = read(json);
        fc.pre(alone !== undefined);
        const stamped = `{"outflow":{"vendor":"${vendor?.uid}"},"event":${json}}`;
        for (const text of [`[${json}]`, `${json}\n${json}`, stamped]) expect(read(text)[0]).toEqual(alone);
      }),
      { numRuns: 500 },
    );
  });

  test('tells an operation by its id: two ids never share a uid', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (first, second) => {
        const uids = [first, second].map(
          (uuid) => decodeText(JSON.stringify(oktaEvent({ uuid })), { hashKey }).activities[0]?.uid,
        );
        expect(uids[0] === uids[1]).toBe(first === second);
      }),
    );
  });
});

describe('every vendor', () => {
  test('has a short name of its own, and says what it does not see', () => {
    expect(new Set(VENDORS.map(({ uid }) => uid)).size).toBe(VENDORS.length);
    for (const { uid, coverage } of VENDORS) {
      expect(uid).toMatch(/^[a-z0-9][a-z0-9_-]{1,30}$/);
      expect(coverage.sees.length).toBeGreaterThan(0);
      expect(coverage.blindSpots.length).toBeGreaterThan(0);
      expect(coverage.reference).toMatch(/^(?:prose only: )?https:\/\//);
    }
  });

  test('recognises none of the events of another', () => {
    for (const event of GOOD) expect(VENDORS.filter((vendor) => vendor.recognises(event))).toHaveLength(1);
  });

  test.each(VENDORS)('$uid reads any object without throwing', ({ parse, recognises }) => {
    const object = fc
      .oneof(mutated, fc.dictionary(text, junk))
      .filter(
        (value): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value),
      );
    fc.assert(
      fc.property(object, (event) => {
        expect(typeof recognises(event)).toBe('boolean');
        expect(['activity', 'ignored', 'malformed']).toContain(parse(event).kind);
      }),
      { numRuns: 1000 },
    );
  });
});

function reverseKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, field]) => [name, reverseKeys(field ?? null)]),
  );
}
