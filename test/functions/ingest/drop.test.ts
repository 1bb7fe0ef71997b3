import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drop } from '../../../functions/ingest/drop/drop.ts';
import { objectsOf } from '../../../functions/ingest/drop/message.ts';
import { placeOf } from '../../../functions/ingest/drop/place.ts';
import { type Dropped, OvertakenError } from '../../../functions/ingest/drop/progress.ts';
import { toStream } from '../../../functions/ingest/drop/step.ts';
import { memoryNoteStore } from '../../../functions/ports/memory/notes.ts';
import { memoryQuarantine } from '../../../functions/ports/memory/quarantine.ts';
import { memoryStream } from '../../../functions/ports/memory/stream.ts';
import type { EventStream } from '../../../functions/ports/stream.ts';
import { oktaEvent } from '../../fixtures/okta.ts';

const FEEDS = [{ vendor: 'okta', tenant: 'example' }];
const OBJECT: Dropped = { key: 'live/okta/example/log.ndjson', version: 'v1', versioned: true };
const lines = (count: number) =>
  Array.from({ length: count }, (_, n) => `${JSON.stringify(oktaEvent({ uuid: `uuid-${n}` }))}\n`).join('');

/** A bucket, a clock that only the test moves, and stores in memory. */
function world(content: Buffer | string, pieceBytes = 50_000) {
  let nowMs = Date.UTC(2026, 5, 1);
  const now = () => nowMs;
  const bytes = Buffer.from(content);
  const stream = memoryStream();
  const notes = memoryNoteStore(now);
  const quarantine = memoryQuarantine();
  const opened: string[] = [];
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  return {
    stream,
    quarantine,
    opened,
    notes,
    read: (options: { object?: Dropped; stream?: EventStream; stopAfterMs?: number } = {}) =>
      drop(
        options.object ?? OBJECT,
        {
          objects: {
            open: async ({ key }) => {
              opened.push(key);
              return pieces();
            },
          },
          notes,
          deliver: toStream({ stream: options.stream ?? stream, quarantine, now }),
          now,
        },
        { folder: 'live', feeds: FEEDS, keepDays: 30, stopMs: nowMs + (options.stopAfterMs ?? 1_000_000) },
      ),
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

function uuids(stream: { readonly entries: readonly { readonly data: Uint8Array }[] }): string[] {
  return stream.entries.map(({ data }) => JSON.parse(Buffer.from(data).toString('utf8')).event.uuid);
}

const expected = (count: number) => Array.from({ length: count }, (_, n) => `uuid-${n}`);

describe('a dropped object', () => {
  test('is done with in the end where the stream takes only a part of it at a time', async () => {
    const { read, stream } = world(lines(12_000));
    let room = 0;
    const narrow: EventStream = {
      put: async (entries) => {
        if (--room < 0) throw new Error('full');
        await stream.put(entries);
      },
    };
    const states: string[] = [];
    for (let attempt = 0; attempt < 9 && states.at(-1) !== 'done'; attempt++) {
      room = 4;
      states.push(
        await read({ stream: narrow }).then(
          ({ state }) => state,
          () => 'failed',
        ),
      );
    }
    expect(states).toEqual([...Array(6).fill('failed'), 'done']);
    expect(uuids(stream)).toEqual(expected(12_000));
  });

  test.each(['', '"'])('hides no row behind one that is too long to hold (%s)', async (quote) => {
    const rows = expected(40).map((uuid, n) => {
      const what = n % 10 === 9 ? `${quote}${'x'.repeat(1_100_000)}${quote}` : 'x';
      return `${uuid},2026-03-02T09:15:30.123Z,${what}`;
    });
    const { read, stream } = world(['uuid,published,eventType', ...rows, ''].join('\n'));
    expect(await read()).toMatchObject({ state: 'done', records: 40, events: 36, unreadable: 4 });
    expect(uuids(stream)).toEqual(expected(40).filter((_, n) => n % 10 !== 9));
  });

  const csv = `uuid,published,eventType\n${Array.from({ length: 3 }, (_, n) => `uuid-${n},2026-03-02T09:15:30.123Z,x`).join('\n')}\n`;
  test.each<[string, Buffer | string, number]>([
    ['JSON lines', lines(1203), 1203],
    ['gzip of JSON lines', gzipSync(lines(1203)), 1203],
    ['two members of gzip, one after the other', Buffer.concat([gzipSync(lines(2)), gzipSync('')]), 2],
    ['a list', JSON.stringify(expected(7).map((uuid) => oktaEvent({ uuid }))), 7],
    ['an envelope', JSON.stringify({ events: expected(7).map((uuid) => oktaEvent({ uuid })) }), 7],
    ['a table', csv, 3],
  ])('is put on the stream in order: %s', async (_name, content, count) => {
    const { read, stream } = world(content);
    expect(await read()).toMatchObject({ state: 'done', events: count, unreadable: 0, repeated: false });
    expect(uuids(stream)).toEqual(expected(count));
  });

  test('is done once, whatever is delivered twice', async () => {
    const { read, stream, opened } = world(lines(3));
    await read();
    expect(await read()).toMatchObject({ state: 'done', records: 3, repeated: true });
    expect(stream.entries).toHaveLength(3);
    expect(opened).toHaveLength(1);
    await read({ object: { ...OBJECT, version: 'v2' } });
    expect(stream.entries).toHaveLength(6);
  });

  test('is left in its middle when time runs out, and read on from there', async () => {
    const { read, stream } = world(lines(1700));
    const states: string[] = [];
    for (let turn = 0; turn < 10 && states.at(-1) !== 'done'; turn++)
      states.push((await read({ stopAfterMs: 0 })).state);
    expect(states).toEqual(['reading', 'reading', 'reading', 'done']);
    expect(uuids(stream)).toEqual(expected(1700));
  });

  test('loses nothing, wherever and however often its reader dies', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 4 }),
        fc.integer({ min: 100, max: 90_000 }),
        fc.boolean(),
        async (deaths, pieceBytes, packed) => {
          const text = lines(1600);
          const { read, stream } = world(packed ? gzipSync(text) : text, pieceBytes);
          for (const puts of deaths) await read({ stream: dyingAfter(puts, stream) }).catch(() => {});
          expect(await read()).toMatchObject({ state: 'done', events: 1600 });
          expect([...new Set(uuids(stream))].sort()).toEqual(expected(1600).sort());
        },
      ),
      { numRuns: 8 },
    );
  });

  test('is left to whoever is ahead', async () => {
    const one = world(lines(1200));
    const slow: EventStream = {
      put: async (entries) => {
        await one.stream.put(entries);
        if (one.notes.notes.size === 0) await one.read();
      },
    };
    await expect(one.read({ stream: slow })).rejects.toBeInstanceOf(OvertakenError);
    expect(await one.read()).toMatchObject({ state: 'done', events: 1200, repeated: true });
  });

  test('whose end is damaged is read as far as it goes, and refused with the reason', async () => {
    const noise = lines(900).replaceAll('Berlin', () => String(Math.random()));
    const packed = gzipSync(noise);
    const { read, stream } = world(packed.subarray(0, packed.length - 200), 4000);
    const outcome = await read();
    expect(outcome.state).toBe('refused');
    expect(outcome.reason).toMatch(/^is damaged after \d+ records: unexpected end of file/);
    expect(stream.entries.length).toBe(outcome.events);
    expect(outcome.events).toBeGreaterThan(500);
    expect(await read()).toMatchObject({ state: 'refused', repeated: true });
  });

  test('that is no text, such as a zip archive, is refused with the remedy', async () => {
    const { read, stream } = world(Buffer.from('PK\x03\x04, and what was packed'));
    expect(await read()).toMatchObject({ state: 'refused', reason: 'it is a zip archive: unpack it' });
    expect(stream.entries).toEqual([]);
  });

  test('that is too large for a record is set aside with its reason', async () => {
    const noise = Array.from({ length: 300_000 }, (_, n) => Math.sin(n).toString(36).slice(2)).join('');
    const { read, quarantine } = world(
      `${JSON.stringify(oktaEvent({ displayMessage: noise }))}\n${lines(1)}`,
    );
    expect(await read()).toMatchObject({ state: 'done', records: 2, events: 1, unreadable: 1 });
    expect([...quarantine.objects.values()].join('')).toContain('is too large for a record of the stream');
  });

  test('that the stream does not take stays unread', async () => {
    const { read } = world(lines(10));
    const full: EventStream = { put: () => Promise.reject(new Error('full')) };
    await expect(read({ stream: full })).rejects.toThrow('full');
    expect(await read()).toMatchObject({ state: 'done', events: 10 });
  });
});

function dyingAfter(count: number, stream: EventStream): EventStream {
  let left = count;
  return {
    put: async (entries) => {
      await stream.put(entries);
      if (left-- === 0) throw new Error('killed');
    },
  };
}

test('a file far larger than the memory of its reader is read, by one invocation after the other', () => {
  const row = pathToFileURL(join(import.meta.dirname, '..', '..', 'bench', 'rows', 'drop.ts'));
  const script = `import { readDropped } from '${row}'; console.log(JSON.stringify(await readDropped(128)));`;
  const printed = execFileSync(
    process.execPath,
    ['--max-old-space-size=48', '--input-type=module', '--eval', script],
    { encoding: 'utf8' },
  );
  const { peakMiB, invocations, ...outcome } = JSON.parse(printed);
  expect(outcome).toMatchObject({ state: 'done', put: outcome.count, events: outcome.count });
  expect(invocations).toBeGreaterThan(3);
  // Buffers included.
  expect(peakMiB).toBeLessThan(120);
});

describe('the place of an object', () => {
  test.each([
    ['live/okta/example/a.json', 'okta example'],
    ['live/okta/example/2026/06/a.json.gz', 'okta example'],
    ['live/okta/other/a.json', 'lies under okta/other, which no feed of the drop names'],
    ['live/nobody/example/a.json', 'lies under nobody/example, which no feed of the drop names'],
    ['live/okta/example/', 'does not lie under live/VENDOR/TENANT/'],
    ['live/okta/a.json', 'does not lie under live/VENDOR/TENANT/'],
    ['dead/okta/example/a.json', 'does not lie under live/VENDOR/TENANT/'],
    ['history/okta/example/a.json', 'does not lie under live/VENDOR/TENANT/'],
  ])('%s', (key, expectation) => {
    const place = placeOf(key, FEEDS, 'live');
    const said = place.kind === 'bound' ? `${place.feed.vendor.uid} ${place.feed.tenant}` : place.reason;
    expect(said).toBe(expectation);
  });

  test('that no feed names is refused without being opened', async () => {
    const { read, opened } = world(lines(1));
    const outcome = await read({ object: { ...OBJECT, key: 'live/github/example/a.json' } });
    expect(outcome).toMatchObject({ state: 'refused', events: 0 });
    expect(opened).toEqual([]);
  });
});

describe('the message of S3', () => {
  const record = (object: object) => ({ eventName: 'ObjectCreated:Put', s3: { object } });
  test.each<[string, string, Dropped[]]>([
    [
      'names objects as a form would',
      JSON.stringify({ Records: [record({ key: 'live/okta/a+b/%C3%A4.json', versionId: 'v', eTag: 'e' })] }),
      [{ key: 'live/okta/a b/ä.json', version: 'v', versioned: true }],
    ],
    [
      'may come from a bucket without versions',
      JSON.stringify({ Records: [record({ key: 'k', eTag: 'e' })] }),
      [{ key: 'k', version: 'e', versioned: false }],
    ],
    ['may name a folder', JSON.stringify({ Records: [record({ key: 'live/okta/', eTag: 'e' })] }), []],
    ['may be a test', JSON.stringify({ Event: 's3:TestEvent' }), []],
    ['may be no JSON', 'hello', []],
  ])('%s', (_name, body, objects) => {
    expect(objectsOf(body)).toEqual(objects);
  });
});
