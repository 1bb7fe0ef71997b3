import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { archiveObjects } from '../../../functions/archive/objects.ts';
import type { StreamRecord } from '../../../shared/decode.ts';
import { DAY_MS } from '../../../shared/time.ts';

const NIGHT = Date.UTC(2026, 10, 8, 23, 59, 59);

const record = (n: number, data: string | Uint8Array, arrival = NIGHT): StreamRecord => ({
  data: Buffer.from(data).toString('base64'),
  partitionKey: 'maya',
  sequenceNumber: String(n).padStart(20, '0'),
  arrival,
});
const stamped = (vendor: unknown, n = 0) => JSON.stringify({ outflow: { vendor }, event: { n } });
const linesOf = (body: Uint8Array) => gunzipSync(body).toString().trimEnd().split('\n');

describe('the objects of a batch', () => {
  test('part records by vendor and day of arrival, each as it came, in order', () => {
    const lines = [stamped('okta', 1), stamped('github', 2), stamped('okta', 3), stamped('okta', 4)];
    const records = lines.map((line, n) => record(n, line, NIGHT + (n === 3 ? DAY_MS : 0)));
    expect(archiveObjects(records).map(({ key, body }) => [key, linesOf(body)])).toEqual([
      [
        'raw/vendor=okta/date=2026-11-08/00000000000000000000-2.ndjson.gz',
        [stamped('okta', 1), stamped('okta', 3)],
      ],
      ['raw/vendor=github/date=2026-11-08/00000000000000000001-1.ndjson.gz', [stamped('github', 2)]],
      ['raw/vendor=okta/date=2026-11-09/00000000000000000003-1.ndjson.gz', [stamped('okta', 4)]],
    ]);
  });

  test.each([
    ['no stamp', '{"event":{}}'],
    ['a stamp that is no name', stamped('../../okta')],
    ['a stamp that is no text', stamped({ name: 'okta' })],
    ['no object', '17'],
  ])('of a record with %s lie under a folder of their own', (_name, line) => {
    const [object] = archiveObjects([record(1, line)]);
    expect(object?.key).toMatch(/^raw\/vendor=unstamped\//);
    expect(object && linesOf(object.body)).toEqual([line]);
  });

  test('of a batch with thousands of invented names are few, and hold all of it', () => {
    const records = Array.from({ length: 5000 }, (_, n) => record(n, stamped(`vendor-${n}`)));
    const objects = archiveObjects(records);
    expect(objects.length).toBeLessThan(100);
    expect(objects.flatMap(({ body }) => linesOf(body))).toHaveLength(5000);
    const mixed = [...records.slice(0, 64), ...[1, 2].map((n) => record(5000 + n, stamped('okta', n)))];
    expect(archiveObjects(mixed).map(({ key }) => key)).toContainEqual(
      expect.stringMatching(/^raw\/vendor=okta\//),
    );
    expect(archiveObjects(records.slice(0, 64))).toHaveLength(64);
    expect(archiveObjects(records.slice(0, 65)).map(({ key }) => key)).toContainEqual(
      expect.stringMatching(/^raw\/vendor=unstamped\//),
    );
  });

  test('of a batch that comes again are the same', () => {
    const records = [1, 2, 3].map((n) => record(n, stamped('okta', n)));
    expect(archiveObjects(records)).toEqual(archiveObjects(records));
  });

  test('hold every record once, with its bytes, whatever these are', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.json().map((text) => Buffer.from(text)),
      fc.json().map((text) => gzipSync(text)),
      fc.constantFrom('okta', 'github', '', 'A B').map((vendor) => Buffer.from(stamped(vendor))),
      fc
        .constantFrom('{\n"outflow":{"vendor":"okta"}}', '{"a":1}\n{"a":2}', 'null')
        .map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 12 }), (all) => {
        const records = all.map((data, n) => record(n, data));
        const kept = archiveObjects(records).flatMap(({ key, body }) =>
          linesOf(body).map((line) =>
            key.startsWith('raw/')
              ? Buffer.from(line).toString('base64')
              : (JSON.parse(line) as StreamRecord).data,
          ),
        );
        expect(kept.toSorted()).toEqual(records.map(({ data }) => data).toSorted());
      }),
    );
  });
});
