import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stampText, stampValue } from '../../../functions/ingest/stamp.ts';
import { type Entry, entryBytes, MAX_ENTRY_BYTES, puts } from '../../../functions/ports/stream.ts';
import { decodeBatch } from '../../../shared/decode.ts';
import { findVendor } from '../../../shared/vendors/index.ts';
import type { JsonObject, Vendor } from '../../../shared/vendors/vendor.ts';
import { garbage } from '../../fixtures/garbage.ts';
import { githubEvent } from '../../fixtures/github.ts';
import { oktaEvent } from '../../fixtures/okta.ts';

const okta = findVendor('okta') as Vendor;
const feed = { vendor: okta, tenant: 'example' };
const hashKey = new Uint8Array(32);

/** What `detect` makes of the records. */
function read(entries: readonly Entry[]) {
  return decodeBatch(
    entries.map(({ data, partitionKey }, n) => ({
      data: Buffer.from(data).toString('base64'),
      partitionKey,
      sequenceNumber: String(n),
      arrival: Date.UTC(2026, 5, 1),
    })),
    { hashKey },
  );
}

const events = (count: number, actor = 'a') =>
  Array.from({ length: count }, (_, n) =>
    oktaEvent({
      uuid: `uuid-${actor}-${n}`,
      actor: { id: actor, type: 'User', alternateId: 'a@example.com' },
    }),
  );

describe('what a way in puts on the stream', () => {
  test('is one record for each event, stamped with the vendor and tenant it is bound to', () => {
    const { entries } = stampText(JSON.stringify({ events: events(3) }), feed);
    expect(entries).toHaveLength(3);
    const { activities, malformed } = read(entries);
    expect(malformed).toEqual([]);
    expect(activities.map(({ activity }) => [activity.vendor, activity.tenant])).toEqual(
      Array(3).fill(['okta', 'example']),
    );
  });

  test('is the same activities that the whole document holds', () => {
    const document = JSON.stringify(events(5));
    const whole = stampValue(JSON.stringify(JSON.parse(document)), feed);
    const direct = read([{ data: Buffer.from(document), partitionKey: 'x' }]).activities;
    expect(read(whole.entries).activities.map(({ activity }) => activity.eventId)).toEqual(
      direct.map(({ activity }) => activity.eventId),
    );
  });

  test('keeps the events of one account on one shard, and spreads accounts', () => {
    const keys = (actor: string) =>
      new Set(stampValue(events(4, actor), feed).entries.map(({ partitionKey }) => partitionKey));
    expect(keys('a').size).toBe(1);
    expect(new Set([...keys('a'), ...keys('b'), ...keys('c')]).size).toBe(3);
    expect([...keys('a')][0]).toMatch(/^[0-9a-f]{32}$/);
  });

  test('cannot be another vendor’s, whatever the event says of itself', () => {
    const forged: JsonObject = { outflow: { vendor: 'github', tenant: 'other' }, event: githubEvent({}) };
    for (const value of [githubEvent({}), forged, [forged]]) {
      const { activities, malformed } = read(stampValue(value, feed).entries);
      expect(activities).toEqual([]);
      expect(malformed.map(({ vendor }) => vendor)).toEqual(['okta']);
    }
  });

  test('loses nothing that cannot be read: detect sets it aside', () => {
    for (const text of ['{"uuid":', 'no json', '"text"', '{"a":1}', '[1,2]'])
      expect(read(stampText(text, feed).entries).malformed.length, text).toBeGreaterThan(0);
    for (const { name, data } of garbage()) {
      const text = Buffer.from(data).toString('utf8');
      const { entries, tooLarge, ignored } = stampText(text, feed);
      const { activities, malformed } = read(entries);
      if (text.trim() !== '')
        expect(activities.length + malformed.length + tooLarge.length + ignored, name).toBeGreaterThan(0);
    }
  });

  test('accounts for any JSON: nothing comes to more than was in it, and nothing to less', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { entries, ignored } = stampText(JSON.stringify(value), feed);
        expect(entries.length + ignored).toBeGreaterThan(0);
        const outcome = read(entries);
        const judged = outcome.activities.length + outcome.ignored.length + outcome.malformed.length;
        expect(judged > 0).toBe(entries.length > 0);
      }),
    );
  });

  test('fits the stream: packed where it is large, and set aside where even that is too much', () => {
    const large = oktaEvent({ displayMessage: 'x'.repeat(2_000_000) });
    const packed = stampValue(large, feed);
    expect(packed.entries.map(({ data }) => [data[0], data[1]])).toEqual([[0x1f, 0x8b]]);
    expect(read(packed.entries).activities).toHaveLength(1);

    const noise = Array.from({ length: 300_000 }, (_, n) => Math.sin(n).toString(36).slice(2)).join('');
    const { entries, tooLarge } = stampValue(oktaEvent({ displayMessage: noise }), feed);
    expect([entries.length, tooLarge.length]).toEqual([0, 1]);
  });
});

describe('calls of PutRecords', () => {
  const entry = fc
    .record({
      size: fc.integer({ min: 0, max: MAX_ENTRY_BYTES - 64 }),
      key: fc.string({ minLength: 1, maxLength: 8 }),
    })
    .map(({ size, key }) => ({ data: new Uint8Array(size), partitionKey: key }));

  test('carry everything in order, within the limits', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), fc.integer({ min: 0, max: 1200 }), (large, small) => {
        const entries = [...large, ...Array(small).fill({ data: new Uint8Array(1), partitionKey: 'k' })];
        const calls = [...puts(entries)];
        expect(calls.flat()).toEqual(entries);
        for (const call of calls) {
          expect(call.length).toBeLessThanOrEqual(500);
          expect(call.reduce((sum, one) => sum + entryBytes(one), 0)).toBeLessThanOrEqual(5 * 1024 * 1024);
        }
      }),
      { numRuns: 30 },
    );
  });
});
