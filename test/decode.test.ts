import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createReader } from '../shared/decode/reader.ts';
import {
  type Decoded,
  decodeBatch,
  decodeDocument,
  decodeText,
  type StreamRecord,
} from '../shared/decode.ts';
import { okta } from '../shared/vendors/okta.ts';
import type { JsonObject } from '../shared/vendors/vendor.ts';
import { mixpanelEvent } from './fixtures/mixpanel.ts';
import { oktaEvent } from './fixtures/okta.ts';
import { apiEvent, reportEvent } from './fixtures/salesforce.ts';

const hashKey = new Uint8Array(32).fill(1);
const ARRIVAL = Date.UTC(2026, 5, 1);

function record(content: string | Uint8Array, arrival = ARRIVAL): StreamRecord {
  return { data: Buffer.from(content).toString('base64'), partitionKey: 'any', sequenceNumber: '1', arrival };
}

function decode(...contents: readonly unknown[]): Decoded {
  return decodeBatch(
    contents.map((content) =>
      record(
        typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
      ),
    ),
    { hashKey },
  );
}

const reasons = ({ malformed }: Decoded) =>
  malformed.map(({ path, reason }) => (path === '' ? reason : `${path}: ${reason}`));
const operations = ({ activities }: Decoded) => activities.map(({ activity }) => activity.operation);

describe('one record', () => {
  const plain = decode(oktaEvent());
  const uids = (decoded: Decoded) => decoded.activities.map(({ activity }) => activity.uid);

  test('says which record an activity came in, and when that arrived', () => {
    const { activities } = decode('nothing', oktaEvent());
    expect(activities).toMatchObject([
      { record: 1, arrival: ARRIVAL, activity: { vendor: 'okta', tenant: 'default' } },
    ]);
  });

  test.each<[string, unknown]>([
    ['gzip', gzipSync(JSON.stringify(oktaEvent()))],
    ['a byte order mark', `\ufeff${JSON.stringify(oktaEvent())}`],
    ['a list', [oktaEvent()]],
    ['Records', { Records: [oktaEvent()] }],
    ['events', { events: [oktaEvent()] }],
    ['items', { items: [oktaEvent()] }],
    ['entries', { ok: true, entries: [oktaEvent()] }],
    ['a data list', { object: 'list', data: [oktaEvent()] }],
    ['a data object', { log_id: '1', data: oktaEvent() }],
    ['results', { results: [oktaEvent()], paging: {} }],
    ['logs', { logs: [oktaEvent()] }],
    [
      'EventBridge',
      { version: '0', source: 'aws.partner/okta.com', 'detail-type': 'SystemLog', detail: oktaEvent() },
    ],
    ['envelopes in envelopes', [{ detail: { Records: [oktaEvent()] } }]],
    ['a stamp', { outflow: { vendor: 'okta' }, event: oktaEvent() }],
    ['a stamp on several', { outflow: { vendor: 'okta', tenant: 'default' }, events: [oktaEvent()] }],
    ['lines', `\n${JSON.stringify(oktaEvent())}\r\n\n`],
  ])('reads the same event out of %s', (_name, content) => {
    const decoded = decode(content);
    expect(uids(decoded)).toEqual(uids(plain));
    expect(decoded.malformed).toEqual([]);
  });

  test('reads several vendors in one list', () => {
    const decoded = decode([oktaEvent(), reportEvent(), mixpanelEvent()]);
    expect(decoded.activities.map(({ activity }) => activity.vendor)).toEqual([
      'okta',
      'salesforce',
      'mixpanel',
    ]);
  });

  test('lets good lines live beside bad ones, and counts the bad', () => {
    const decoded = decode(
      [JSON.stringify(oktaEvent()), '{"cut":', JSON.stringify(reportEvent()), '}', '{}'].join('\n'),
    );
    expect(operations(decoded)).toEqual(['user.session.start', 'ReportExported']);
    expect(decoded.malformed).toEqual([
      { record: 0, path: '', reason: 'is not JSON', processed: false, count: 2, first: 1 },
      {
        record: 0,
        path: '',
        reason: 'no vendor recognises this event',
        processed: false,
        count: 1,
        first: 4,
      },
    ]);
  });

  test('counts an envelope without events as ignored', () => {
    expect(decode({ Records: [] }).ignored).toEqual([
      { record: 0, reason: 'envelope without events', count: 1 },
    ]);
    expect(decode([]).ignored).toHaveLength(1);
  });

  test('counts what a parser ignores by its reason', () => {
    const noise = oktaEvent({ eventType: 'policy.evaluate_sign_on' });
    expect(decode([noise, noise]).ignored).toMatchObject([{ record: 0, vendor: 'okta', count: 2 }]);
  });

  test('reads at most 10,000 events and counts the rest', () => {
    const decoded = decode(
      Array.from({ length: 10_003 }, (_, index) => oktaEvent({ uuid: `event-${index}`, client: null })),
    );
    expect(decoded.activities).toHaveLength(10_000);
    expect(decoded.malformed).toMatchObject([
      { reason: 'holds more than 10000 events; the rest was not read', count: 3 },
    ]);
  });

  test('reads at most 10,000 lines and counts the rest without parsing them', () => {
    const decoded = decode(`${'x\n'.repeat(10_000)}${JSON.stringify(oktaEvent())}\n\nx`);
    expect(decoded.activities).toEqual([]);
    expect(decoded.malformed).toMatchObject([
      { reason: 'is not JSON', count: 10_000 },
      { reason: 'holds more than 10000 events; the rest was not read', count: 2, first: 10_000 },
    ]);
  });

  test('reads at most as much of one line with tabs', () => {
    const decoded = decode(`k\t${'{\t'.repeat(10_001)}${JSON.stringify(oktaEvent())}\n`);
    expect(decoded.activities).toEqual([]);
    expect(decoded.malformed).toMatchObject([
      { reason: 'is not JSON', count: 10_000 },
      { reason: 'holds more than 10000 events; the rest was not read', count: 2 },
    ]);
  });

  test('reads a line of nothing but tabs in a time that grows as it does', () => {
    expect(reasons(decode(`x${'\t'.repeat(700_000)}`))).toEqual(['is not JSON']);
  });

  test('reads a list behind a tab, and of what is no JSON there counts nothing as left out', () => {
    const line = `k\t${JSON.stringify([oktaEvent()])}\t[INFO]`;
    expect(decode(line)).toMatchObject({ activities: [{}], malformed: [] });
    const full = `k\t${'{\t'.repeat(10_000)}end\tof\tline`;
    expect(decode(full).malformed).toMatchObject([{ reason: 'is not JSON', count: 10_000 }]);
    expect(decode(full).malformed).toHaveLength(1);
  });

  test('unwraps four envelopes and no more', () => {
    const wrap = (event: unknown, envelopes: number): unknown =>
      envelopes === 0 ? event : { data: wrap(event, envelopes - 1) };
    expect(decode(wrap(oktaEvent(), 4)).activities).toHaveLength(1);
    expect(reasons(decode(wrap(oktaEvent(), 5)))).toEqual(['no vendor recognises this event']);
  });
});

describe('stamps', () => {
  test('fix vendor and tenant', () => {
    const { activities } = decode({ outflow: { vendor: 'okta', tenant: 'acme' }, event: oktaEvent() });
    expect(activities[0]?.activity).toMatchObject({ vendor: 'okta', tenant: 'acme' });
    expect(activities[0]?.activity.uid).not.toBe(decode(oktaEvent()).activities[0]?.activity.uid);
  });

  test('refuse an event of another vendor', () => {
    const decoded = decode({ outflow: { vendor: 'okta' }, event: reportEvent() });
    expect(decoded.activities).toEqual([]);
    expect(decoded.malformed).toMatchObject([
      { vendor: 'okta', reason: 'stamped okta, but does not look like one' },
    ]);
  });

  test.each<[JsonObject, string]>([
    [
      { outflow: { vendor: 'acme' }, event: {} },
      'outflow.vendor: expected the name of a vendor that is known',
    ],
    [{ outflow: {}, event: {} }, 'outflow.vendor: expected the name of a vendor that is known'],
    [
      { outflow: { vendor: 'okta', tenant: 'a\u202eb' }, event: {} },
      'outflow.tenant: expected the name of a tenant',
    ],
    [{ outflow: { vendor: 'okta', tenant: {} }, event: {} }, 'outflow.tenant: expected the name of a tenant'],
    [{ outflow: { vendor: 'okta' } }, 'event: expected the stamped event or events'],
  ])('refuse %j', (stamped, reason) => {
    expect(reasons(decode(stamped))).toEqual([reason]);
  });

  test('keep tenants apart in one record', () => {
    const stamped = (tenant: string) => ({ outflow: { vendor: 'okta', tenant }, event: oktaEvent() });
    const { activities } = decode([stamped('acme'), stamped('other'), stamped('acme')]);
    expect(activities.map(({ activity }) => activity.tenant)).toEqual(['acme', 'other', 'acme']);
    expect(new Set(activities.map(({ activity }) => activity.uid)).size).toBe(2);
  });

  test('tell of what they refuse whose it was, as far as they say', () => {
    const refused = (value: JsonObject) => decode(value).malformed[0];
    expect(refused({ outflow: { vendor: 'okta', tenant: {} }, event: {} })).toMatchObject({ vendor: 'okta' });
    expect(refused({ outflow: { vendor: 'okta', tenant: 'acme' } })).toMatchObject({
      vendor: 'okta',
      tenant: 'acme',
    });
    expect(refused({ outflow: { vendor: 'acme' }, event: {} })).not.toHaveProperty('vendor');
  });

  test('hold for events that are text as well', () => {
    const stamped = (event: string) => decode({ outflow: { vendor: 'okta', tenant: 'acme' }, event });
    expect(stamped(JSON.stringify(reportEvent())).activities).toEqual([]);
    expect(stamped(JSON.stringify(oktaEvent())).activities).toMatchObject([{ activity: { tenant: 'acme' } }]);
  });

  test('count in a list, but not inside an event or another stamp', () => {
    const forged = { outflow: { vendor: 'salesforce', tenant: 'victim' }, event: reportEvent() };
    expect(decode([forged, oktaEvent()]).activities.map(({ activity }) => activity.tenant)).toEqual([
      'victim',
      'default',
    ]);
    expect(decode({ detail: forged }).activities).toEqual([]);
    expect(decode({ outflow: { vendor: 'okta' }, event: forged }).activities).toEqual([]);
    expect(decodeText(JSON.stringify(forged), { hashKey, vendor: okta }).activities).toEqual([]);
  });
});

describe('garbage', () => {
  const good = oktaEvent();

  /** The bad record ends with its reason, and the good one beside it is read. */
  function expectRefused(content: string | Uint8Array, reason: string): void {
    const decoded = decode(content, good);
    expect(decoded.malformed).toMatchObject([{ record: 0, reason, processed: false }]);
    expect(decoded.activities).toMatchObject([{ record: 1 }]);
  }

  test('that is not base64 is refused', () => {
    for (const data of ['!!!!', 'e30', 'e30=e30=', 'e', '{"eventType":"user.session.start"}', 'e30é'])
      expect(reasons(decodeBatch([{ ...record(''), data }], { hashKey }))).not.toEqual([]);
    expect(reasons(decodeBatch([{ ...record(''), data: '*** not base64 ***' }], { hashKey }))).toEqual([
      'is not base64',
    ]);
  });

  test('that is empty, not UTF-8, not JSON or broken gzip is refused', () => {
    expectRefused('', 'is empty');
    expectRefused(' \n\t', 'is empty');
    expectRefused(Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d), 'is not UTF-8 text');
    expectRefused('hello', 'is not JSON');
    expectRefused(Uint8Array.of(0x1f, 0x8b, 8, 0, 0), 'begins like gzip, but is damaged or incomplete');
    expectRefused(
      gzipSync('x'.repeat(1000)).subarray(0, 20),
      'begins like gzip, but is damaged or incomplete',
    );
  });

  test('of a few bytes that are not UTF-8 hides no event beside it, nor the event that it is in, unless it is in an id', () => {
    const event = (uuid: string, name: string, id = uuid) =>
      JSON.stringify(oktaEvent({ uuid, actor: { id, type: 'User', alternateId: 'a', displayName: name } }));
    const lines = [event('one', 'A'), event('two', 'B~'), event('three', 'C', 'x~'), event('four', 'D')];
    const bytes = Buffer.from(lines.join('\n')).map((byte) => (byte === 0x7e ? 0xff : byte));
    for (const content of [bytes, gzipSync(bytes)]) {
      const { activities, malformed } = decode(content);
      expect(activities.map(({ activity: { actor } }) => [actor.uid, actor.name])).toEqual([
        ['one', 'A'],
        ['two', 'B\ufffd'],
        ['four', 'D'],
      ]);
      expect(malformed.map(({ path, reason, processed }) => [path, reason, processed])).toEqual([
        ['actor', 'is not UTF-8 text', false],
        ['', 'is not UTF-8 text; processed', true],
      ]);
    }
    // Packed in an envelope, where the record itself is text.
    const packed = JSON.stringify({ recordId: '1', data: Buffer.from(bytes).toString('base64') });
    const inner = decode(packed);
    expect(inner.activities.map(({ activity: { actor } }) => actor.uid)).toEqual(['one', 'two', 'four']);
    expect(inner.malformed.map(({ reason }) => reason)).toContain('is not UTF-8 text; processed');
    for (const named of [
      { actor: { id: 'u', type: 'User', alternateId: 'an~na@example.com' } },
      { target: [{ id: 'u~', type: 'User', alternateId: 'anna@example.com' }] },
      { uuid: 'ei~ght' },
    ]) {
      const text = Buffer.from(
        JSON.stringify(oktaEvent({ uuid: 'seven', eventType: 'user.mfa.factor.reset_all', ...named })),
      );
      const { activities } = decode(text.map((byte) => (byte === 0x7e ? 0xff : byte)));
      expect(activities, JSON.stringify(named)).toEqual([]);
    }
    // What another record lost is nothing to the next one of the same reader.
    const reader = createReader({ hashKey });
    reader.readText(event('x', 'A'), ARRIVAL, true);
    reader.finish();
    reader.readLine(event('six', 'F', 'x\ufffd'));
    expect(reader.finish()).toMatchObject({ activities: [{ actor: { uid: 'x\ufffd' } }], malformed: [] });
    // Whoever writes the sign itself has lost nothing by it.
    expect(decode(event('five', 'E', 'x\ufffd')).activities).toHaveLength(1);
  });

  test('that would expand to gigabytes is refused at once and in little memory', () => {
    // 320 members of 16 MiB of zeros each: 5 MB of gzip that expand to 5 GB.
    const member = gzipSync(Buffer.alloc(16 * 1024 * 1024));
    const bomb = Buffer.concat(Array.from({ length: 320 }, () => member));
    expect(bomb.length).toBeGreaterThan(5_000_000);
    const bombRecord = record(bomb);
    const before = process.memoryUsage().rss;
    const start = performance.now();
    const decoded = decodeBatch([bombRecord, record(JSON.stringify(good))], { hashKey });
    expect(performance.now() - start).toBeLessThan(5000);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
    expect(decoded.malformed).toMatchObject([{ record: 0, reason: 'expands to more than 8 MiB' }]);
    expect(decoded.activities).toMatchObject([{ record: 1 }]);
  });

  test('of 100,000 levels is refused, also where there are only opening brackets', () => {
    expectRefused('['.repeat(100_000), 'is not JSON');
    const deep = decode(`${'['.repeat(100_000)}${']'.repeat(100_000)}`, good);
    expect(reasons(deep)).toEqual(['no vendor recognises this event', 'nests deeper than 128 levels']);
    expect(deep.activities).toMatchObject([{ record: 1 }]);
  });

  const LEVELS = 100_000;
  const lists = `${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}`;
  const oktaRow =
    '"EventOriginalType":"user.session.start","EventOriginalUid":"1","OriginalActorAlternateId":"alice@example.com"';

  test.each([
    [
      'what programs wrote',
      `${'{"logName":"a","insertId":"b","jsonPayload":'.repeat(LEVELS)}1${'}'.repeat(LEVELS)}`,
    ],
    ['a row that Stitch loaded', `{"_sdc_batched_at":"2026-03-02","actor__roles":${lists}}`],
    ['a row of Sentinel', `{"TimeGenerated":"2026-03-02T09:15:30Z",${oktaRow},"DebugData":${lists}}`],
    ['what is shared by events', `{"id":{},"events":[{}],"actor":${lists}}`],
  ])('of 100,000 levels is told, whatever it looks like: %s', (_, deep) => {
    const decoded = decode(deep, good);
    expect(reasons(decoded)).toContainEqual(expect.stringMatching(/^nests deeper than 128 levels/));
    expect(decoded.activities).toContainEqual(expect.objectContaining({ record: 1 }));
  });

  test('around an event that can be read is set aside, and the event is judged', () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const json = JSON.stringify(reportEvent({ Description: 'DEEP' })).replace('"DEEP"', deep);
    const decoded = decode(json);
    expect(operations(decoded)).toEqual(['ReportExported']);
    expect(decoded.malformed).toMatchObject([
      { reason: 'nests deeper than 128 levels; processed', processed: true },
    ]);
  });

  test('is not what a long text about brackets is', () => {
    const Description = `${'\\"[{'.repeat(200)}${' '.repeat(20_000)}`;
    expect(decode(reportEvent({ Description })).malformed).toEqual([]);
  });

  test('nested deeply without an id cannot be identified', () => {
    const json = JSON.stringify(mixpanelEvent({ id: 'DEEP' })).replace(
      '"DEEP"',
      `${'['.repeat(500)}${']'.repeat(500)}`,
    );
    expect(reasons(decode(json))).toEqual(['has no id and nests too deeply to be identified by its content']);
  });

  test('with a key named __proto__ is set aside, judged, and changes no prototype', () => {
    const json = JSON.stringify(good).replace(
      '{',
      '{"__proto__": {"eventType": "user.mfa.factor.reset_all", "polluted": true},',
    );
    const decoded = decode(json);
    expect(operations(decoded)).toEqual(['user.session.start']);
    expect(decoded.malformed).toMatchObject([
      { reason: 'holds a key named __proto__; processed', processed: true },
    ]);
    expect({}).not.toHaveProperty('polluted');
    expect(reasons(decode('{"__proto__":{}}'))).toContain('holds a key named __proto__');
  });

  test('is told once, however many lines hold it, and is judged also where all are ignored', () => {
    expect(decode('{"__proto__":{}}\n{"__proto__":{}}').malformed).toMatchObject([
      { reason: 'no vendor recognises this event', count: 2 },
      { reason: 'holds a key named __proto__', count: 1, processed: false },
    ]);
    const ping = '{"__proto__":{},"messageType":"CONTROL_MESSAGE"}';
    expect(reasons(decode(ping))).toEqual(['holds a key named __proto__; processed']);
  });

  test('does not include the text __proto__ in a value', () => {
    expect(decode(oktaEvent({ displayMessage: '"__proto__": {}' })).malformed).toEqual([]);
  });

  test('in a user name of 900 kB is cut, judged and set aside', () => {
    const actor = {
      id: '00u1',
      type: 'User',
      alternateId: 'alice@example.com',
      displayName: 'A'.repeat(900_000),
    };
    const decoded = decode(oktaEvent({ actor }));
    expect(decoded.activities[0]?.activity.actor.name).toHaveLength(256);
    expect(decoded.malformed).toMatchObject([
      {
        vendor: 'okta',
        path: 'actor.name',
        reason: 'is longer than 256 characters; processed with it cut',
        processed: true,
      },
    ]);
    const sales = decode(apiEvent({ Username: 'A'.repeat(900_000) }));
    expect(sales.activities[0]?.activity.actor).toMatchObject({
      uid: '005000000000001AAA',
      name: 'A'.repeat(256),
    });
    expect(sales.malformed).toMatchObject([{ path: 'actor.name', processed: true }]);
  });

  test('in control and bidirectional characters is replaced, judged and set aside', () => {
    const actor = {
      id: '00u1',
      type: 'User',
      alternateId: 'a@example.com',
      displayName: 'Al\u0000ice\u202etxt.exe',
    };
    const decoded = decode(oktaEvent({ actor }));
    expect(decoded.activities[0]?.activity.actor.name).toBe('Al\ufffdice\ufffdtxt.exe');
    expect(reasons(decoded)).toEqual([
      'actor.name: holds control or bidirectional characters; processed with them replaced',
    ]);
  });

  test('in an id is refused, because two actors must not share a key', () => {
    const decoded = decode(oktaEvent({ actor: { id: 'a\u0000b', type: 'User', displayName: 'Alice' } }));
    expect(decoded.activities).toEqual([]);
    expect(decoded.malformed).toMatchObject([{ path: 'actor.uid', processed: false }]);
  });

  test('of the year 99999, or of the future, is refused', () => {
    expect(reasons(decode(oktaEvent({ published: '99999-01-01T00:00:00Z' })))).toEqual([
      'time: expected a time between 2000 and 2099',
    ]);
    const late = oktaEvent({ published: new Date(ARRIVAL + 600_001).toISOString() });
    expect(reasons(decode(late))).toEqual(['time: future: dated more than 10 minutes after its arrival']);
    expect(decodeText(JSON.stringify(late), { hashKey }).activities).toHaveLength(1);
    expect(
      decode(oktaEvent({ published: new Date(ARRIVAL + 600_000).toISOString() })).activities,
    ).toHaveLength(1);
  });

  test('of the future is known by the arrival of its own record', () => {
    const published = new Date(ARRIVAL + 3_600_000).toISOString();
    const text = JSON.stringify(oktaEvent({ published }));
    const decoded = decodeBatch([record(text), record(text, ARRIVAL + 3_600_000)], { hashKey });
    expect(decoded.malformed).toMatchObject([{ record: 0, path: 'time' }]);
    expect(decoded.activities).toMatchObject([{ record: 1 }]);
  });

  test('of an event that its vendor knows is told with the field that is missing', () => {
    const decoded = decode([oktaEvent(), oktaEvent({ actor: {} })]);
    expect(decoded.activities).toHaveLength(1);
    expect(decoded.malformed).toMatchObject([
      {
        vendor: 'okta',
        path: 'actor.id',
        reason: 'expected the id of the actor',
        first: 1,
        processed: false,
      },
    ]);
  });

  test('of no time is refused, unless the reader of a file dates it', () => {
    const event = oktaEvent({ published: null });
    expect(reasons(decode(event))).toEqual(['time: expected a time between 2000 and 2099']);
    const text = JSON.stringify([event, oktaEvent(), event]);
    expect(decodeText(text, { hashKey })).toMatchObject({
      activities: [{}],
      malformed: [{ path: 'time', processed: false, count: 2 }],
    });
    const dated = decodeText(text, { hashKey, undatedTime: ARRIVAL });
    expect(dated.activities.map(({ time }) => time === ARRIVAL)).toEqual([true, false, true]);
    expect(dated.malformed).toMatchObject([{ vendor: 'okta', path: 'time', processed: true, count: 2 }]);
  });

  test('of no known vendor is refused', () => {
    expectRefused('{"hello":"world"}', 'no vendor recognises this event');
    expectRefused('42', 'no vendor recognises this event');
    expectRefused('null', 'no vendor recognises this event');
  });
});

test('a record that cannot be read is set aside whole, and does not end the batch', () => {
  const decoded = decode(oktaEvent(), '', oktaEvent({ uuid: 'after' }));
  expect(decoded.activities.map((one) => one.record)).toEqual([0, 2]);
  expect(decoded.malformed).toEqual([
    { path: '', reason: 'is empty', processed: false, count: 1, first: 0, record: 1 },
  ]);
});

describe('the byte budget', () => {
  const records = Array.from({ length: 5 }, (_, index) =>
    record(JSON.stringify(oktaEvent({ uuid: `event-${index}` }))),
  );

  test('stops a batch and says where to go on', () => {
    const size = JSON.stringify(oktaEvent({ uuid: 'event-0' })).length;
    const decoded = decodeBatch(records, { hashKey, budgetBytes: size * 2 });
    expect(decoded.next).toBe(2);
    expect(decoded.activities).toHaveLength(2);
  });

  test('stops where further events would take too long to store', () => {
    expect(decodeBatch(records, { hashKey, budgetEvents: 3 }).next).toBe(3);
    const several = record(
      JSON.stringify(Array.from({ length: 4 }, (_, i) => oktaEvent({ uuid: `e-${i}` }))),
    );
    expect(decodeBatch([several, ...records], { hashKey, budgetEvents: 3 }).next).toBe(1);
  });

  test('counts bytes after expanding', () => {
    const packed = record(gzipSync(`[${JSON.stringify(oktaEvent())}${' '.repeat(1_000_000)}]`));
    expect(decodeBatch([packed, packed], { hashKey, budgetBytes: 100_000 }).next).toBe(1);
  });

  test('counts what was packed inside an envelope', () => {
    const inside = gzipSync(`[${JSON.stringify(oktaEvent())}${' '.repeat(1_000_000)}]`);
    const packed = record(JSON.stringify({ recordId: '1', data: inside.toString('base64') }));
    expect(decodeBatch([packed, packed], { hashKey, budgetBytes: 100_000 })).toMatchObject({
      activities: [{ record: 0 }],
      next: 1,
    });
  });

  test('always lets the first record through, and the last one end', () => {
    expect(decodeBatch(records, { hashKey, budgetBytes: 0 })).toMatchObject({ next: 1 });
    expect(decodeBatch(records, { hashKey })).not.toHaveProperty('next');
    expect(decodeBatch([], { hashKey })).toEqual({ activities: [], ignored: [], malformed: [] });
  });
});

describe('files', () => {
  test('are read as one document or line by line, for a vendor and tenant that the caller names', () => {
    const options = { hashKey, vendor: okta, tenant: 'acme' };
    const lines = decodeText(`${JSON.stringify(oktaEvent())}\n${JSON.stringify(reportEvent())}\n`, options);
    expect(lines.activities).toMatchObject([{ vendor: 'okta', tenant: 'acme' }]);
    expect(lines.malformed).toMatchObject([
      { reason: expect.stringMatching(/^does not look like an event of okta/), first: 1 },
    ]);
    expect(decodeText(JSON.stringify([oktaEvent()], null, 2), options).activities).toEqual(lines.activities);
    expect(decodeDocument(JSON.stringify(oktaEvent()), options).activities).toEqual(lines.activities);
  });

  test('may have empty lines, not half ones', () => {
    expect(decodeDocument(' ', { hashKey })).toEqual({
      activities: [],
      ignored: [],
      malformed: [],
      unpackedBytes: 0,
    });
    expect(decodeDocument('{"a":', { hashKey }).malformed).toMatchObject([{ reason: 'is not JSON' }]);
  });
});
