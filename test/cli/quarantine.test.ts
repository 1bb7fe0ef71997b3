import { describe, expect, test } from 'vitest';
import { heldLines } from '../../cli/commands/quarantine.ts';
import { type HeldBucket, markIn, type Redriven } from '../../cli/quarantine/bucket.ts';
import {
  type HeldKind,
  type HeldRecord,
  heldRecords,
  recordsOf,
  shortKey,
} from '../../cli/quarantine/held.ts';
import { redriveObject } from '../../cli/quarantine/redrive.ts';
import { quarantineObjects } from '../../functions/ports/quarantine.ts';
import { eventRecord, failedBatchObject } from '../../infra/local/batch.ts';

const SOURCE = {
  streamArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/events',
  shardId: 's',
  roleArn: 'r',
};
const ARRIVAL = Date.UTC(2026, 2, 2, 9, 15, 30, 123);

const aside = [1, 2].map((n) => ({
  partitionKey: `alice-${n}`,
  sequenceNumber: `495${n}`,
  arrival: ARRIVAL,
  data: Buffer.from(`not JSON ${n}`).toString('base64'),
  causes: [{ path: 'actor.id', reason: 'expected the id', processed: false, count: 1, first: 0 }],
}));
const [unreadable] = quarantineObjects(aside);
const failed = failedBatchObject(
  aside.map(({ partitionKey, sequenceNumber, data }) =>
    eventRecord(
      {
        PartitionKey: partitionKey,
        SequenceNumber: sequenceNumber,
        Data: Buffer.from(data, 'base64'),
        ApproximateArrivalTimestamp: new Date(ARRIVAL),
      },
      SOURCE,
    ),
  ),
  { functionArn: 'f', mappingId: 'm', invokeCount: 21, now: new Date(ARRIVAL) },
  SOURCE,
);
const OBJECTS = { unreadable: unreadable ?? { key: '', body: '' }, failed };

/** A bucket in this process. */
function bucketOf(
  kind: HeldKind,
  objects: Record<string, string>,
): HeldBucket & { marks: Map<string, Redriven> } {
  const marks = new Map<string, Redriven>();
  return {
    kind,
    marks,
    async *list() {
      for (const [key, body] of Object.entries(objects)) yield { key, bytes: body.length };
    },
    read: async (key) => objects[key] ?? '',
    redriven: async (key) => marks.get(key),
    mark: async (key, redriven) => void marks.set(key, redriven),
  };
}

describe.each(['unreadable', 'failed'] as const)('what is held as %s', (kind) => {
  const { key, body } = OBJECTS[kind];

  test('gives each record back with its key, its bytes and a reason', () => {
    const records = recordsOf(kind, key, body);
    expect(records).toMatchObject(
      aside.map(({ partitionKey, sequenceNumber, data }) => ({
        partitionKey,
        sequenceNumber,
        data,
        arrival: ARRIVAL,
      })),
    );
    for (const { reasons } of records)
      expect(reasons.join()).toMatch(
        kind === 'failed' ? /RetryAttemptsExhausted after 21/ : /actor\.id: expected/,
      );
  });

  test.each([
    ['', 'nothing'],
    ['{"payload":', 'half an object'],
    ['null\n{}', 'something else'],
    ['{"payload":{"Records":[{"kinesis":{"data":7}}]},"requestContext":{}}', 'fields of other types'],
    ['["__proto__"]', 'a list'],
  ])('refuses %j (%s), instead of putting less than was held', (text) => {
    if (kind === 'unreadable' && text === '') expect(recordsOf(kind, key, text)).toEqual([]);
    else expect(() => recordsOf(kind, key, text)).toThrow(/look at it by hand/);
  });

  test('is put on the stream again once, in its order, and marked', async () => {
    const bucket = bucketOf(kind, { [key]: body });
    const put: HeldRecord[] = [];
    const redrive = {
      bucket,
      put: async (records: readonly HeldRecord[]) => void put.push(...records),
      now: () => ARRIVAL,
    };
    const object = { key, bytes: body.length };
    expect(await redriveObject(object, redrive)).toMatchObject({ kind: 'redriven', records: 2 });
    expect(await redriveObject(object, redrive)).toMatchObject({ kind: 'was-redriven', records: 2 });
    expect(put.map(({ partitionKey }) => partitionKey)).toEqual(['alice-1', 'alice-2']);
    expect(await redriveObject(object, { ...redrive, again: true })).toMatchObject({ kind: 'redriven' });
    expect(put).toHaveLength(4);
  });

  test('is left where it is if somebody else has put it there', async () => {
    const bucket = bucketOf(kind, { notes: 'Mine.', huge: body, [key]: body });
    const put: HeldRecord[] = [];
    const redrive = {
      bucket,
      put: async (records: readonly HeldRecord[]) => void put.push(...records),
      now: () => ARRIVAL,
    };
    const outcomes = [];
    for (const [name, bytes] of [
      ['notes', 5],
      ['huge', 5 * 1024 ** 3],
      [key, body.length],
    ] as const)
      outcomes.push((await redriveObject({ key: name, bytes }, redrive)).kind);
    expect(outcomes).toEqual(['not-ours', 'not-ours', 'redriven']);
    expect(put).toHaveLength(2);
    expect([...bucket.marks.keys()]).toEqual([key]);
  });

  test('is put without what no stream takes, which is left and keeps nothing back', async () => {
    const [first, ...rest] = recordsOf(kind, key, body);
    const large = { ...first, data: Buffer.alloc(1024 * 1024, 'x').toString('base64') };
    const bodyOf = (records: readonly object[]) =>
      kind === 'unreadable'
        ? records.map((one) => JSON.stringify({ ...one, causes: [] })).join('\n')
        : JSON.stringify({
            requestContext: {},
            payload: {
              Records: records.map((one) => ({ kinesis: { ...one, approximateArrivalTimestamp: 1 } })),
            },
          });
    const bucket = bucketOf(kind, { alone: bodyOf([large]), beside: bodyOf([large, ...rest]) });
    const put: HeldRecord[] = [];
    const redrive = {
      bucket,
      put: async (records: readonly HeldRecord[]) => void put.push(...records),
      now: () => ARRIVAL,
    };
    const outcomeOf = (name: string) => redriveObject({ key: name, bytes: 1 }, redrive);
    expect(await outcomeOf('alone')).toMatchObject({ kind: 'redriven', records: 0, tooLarge: 1 });
    expect(await outcomeOf('beside')).toMatchObject({ kind: 'redriven', records: 1, tooLarge: 1 });
    expect(put.map(({ partitionKey }) => partitionKey)).toEqual(['alice-2']);
    expect([...bucket.marks]).toMatchObject([['beside', { records: 1 }]]);
  });

  test('has no mark if the stream refused, so that the next call begins with it', async () => {
    const bucket = bucketOf(kind, { [key]: body });
    const refusing = {
      bucket,
      put: async () => {
        throw new Error('refused');
      },
      now: () => ARRIVAL,
    };
    await expect(redriveObject({ key, bytes: 1 }, refusing)).rejects.toThrow('refused');
    expect(bucket.marks.size).toBe(0);
  });
});

test.each([{ partitionKey: '' }, { partitionKey: 'x'.repeat(257) }, { arrival: 9e15 }])(
  'what no stream can have held is somebody else’s: %j',
  (changes) => {
    const [record] = aside;
    expect(heldRecords('unreadable', JSON.stringify(record))).toHaveLength(1);
    expect(heldRecords('unreadable', JSON.stringify({ ...record, ...changes }))).toBeUndefined();
  },
);

test('what a stream just can have held is ours, and what it just takes is put', async () => {
  const partitionKey = 'x'.repeat(256);
  const data = Buffer.alloc(1024 * 1024 - partitionKey.length, 'x').toString('base64');
  const largest = JSON.stringify({ ...aside[0], partitionKey, data });
  const bucket = bucketOf('unreadable', { largest });
  const redrive = { bucket, put: async () => {}, now: () => ARRIVAL };
  expect(await redriveObject({ key: 'largest', bytes: largest.length }, redrive)).toMatchObject({
    kind: 'redriven',
    records: 1,
    tooLarge: 0,
  });
});

test.each(['', 'mine', 'null', '7', '{}', '{"at":7,"records":1}'])('a mark that says %j is none', (text) => {
  expect(markIn(text)).toBeUndefined();
  expect(markIn('{"at":"2026-03-02T09:15:30.123Z","records":2}')).toMatchObject({ records: 2 });
});

test('an id is short, and belongs to one key', () => {
  expect(shortKey(OBJECTS.failed.key)).toMatch(/^[0-9a-f]{8}$/);
  expect(shortKey(OBJECTS.failed.key)).not.toBe(shortKey(OBJECTS.unreadable.key));
});

describe('a record that is shown', () => {
  const shown = (data: Uint8Array | string, reason: string) => {
    const [held] = recordsOf('unreadable', OBJECTS.unreadable.key, OBJECTS.unreadable.body);
    if (held === undefined) throw new Error('the object holds records');
    return heldLines({ ...held, reasons: [reason], data: Buffer.from(data).toString('base64') }).join('\n');
  };

  test('has no text where none can be read, and not its reason for one', () => {
    const text = shown(new Uint8Array([0x1f, 0x8b, 0, 0, 1]), 'begins like gzip, but is damaged');
    expect(text).toMatch(
      /why {3}begins like gzip.*\n {2}text {2}none that can be read; --json has the bytes$/,
    );
  });

  test('says where its text was cut', () => {
    expect(shown(`{"a":"${'x'.repeat(1000)}"}`, 'is unknown')).toMatch(/x\.\.\.$/);
    expect(shown('{"a":1}', 'is unknown')).toMatch(/text {2}\{"a":1\}$/);
  });
});
