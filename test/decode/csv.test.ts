import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delimiterOf, delimiterOfJson, readCsv } from '../../shared/decode/csv.ts';
import { decodeBatch, decodeText, decodeValue } from '../../shared/decode.ts';
import { salesforce } from '../../shared/vendors/salesforce.ts';
import { reportEvent } from '../fixtures/salesforce.ts';

const hashKey = new Uint8Array(32).fill(1);
const ARRIVAL = Date.UTC(2026, 5, 1);

function quoted(value: unknown): string {
  return `"${String(value ?? '').replaceAll('"', '""')}"`;
}

/** A table with the fields of events that are flat. */
function csvOf(events: readonly Readonly<Record<string, unknown>>[], delimiter = ','): string {
  const columns = Object.keys(events[0] ?? {});
  const rows = events.map((event) => columns.map((column) => quoted(event[column])).join(delimiter));
  return [columns.join(delimiter), ...rows, ''].join('\r\n');
}

const events = [
  reportEvent({ ExecutionIdentifier: 'one', Name: 'Open "cases",\nby owner' }),
  reportEvent({ ExecutionIdentifier: 'two', RowsProcessed: 12 }),
];

describe('a table', () => {
  test.each([',', ';', '\t'])('delimited by %j gives what its rows would give as JSON', (delimiter) => {
    const decoded = decodeText(csvOf(events, delimiter), { hashKey });
    expect(decoded.malformed).toEqual([]);
    expect(decoded.activities.map(({ uid }) => uid)).toEqual(
      events.flatMap((event) => decodeValue(event, { hashKey }).activities).map(({ uid }) => uid),
    );
    expect(decoded.activities.map(({ volume }) => volume)).toEqual([{ records: 20680 }, { records: 12 }]);
  });

  test('may begin with a byte order mark and empty lines, and may be forced on a vendor', () => {
    const { activities } = decodeText(`\ufeff\n\n${csvOf(events)}`, { hashKey, vendor: salesforce });
    expect(activities).toHaveLength(2);
  });

  test("may begin with PowerShell's line of the class of its rows", () => {
    const { activities, malformed } = decodeText(`#TYPE Example\r\n${csvOf(events)}`, { hashKey });
    expect(activities).toHaveLength(2);
    expect(malformed).toEqual([]);
  });

  test.each(['sep=,\r\n', '\ufeff"sep=,"\n'])(
    'may begin with the sign that parts its columns: %j',
    (line) => {
      const { activities, malformed } = decodeText(`${line}${csvOf(events)}`, { hashKey });
      expect(activities).toHaveLength(2);
      expect(malformed).toEqual([]);
    },
  );

  test('may have one column, which holds whole events', () => {
    const cells = events.map((event) => `"${JSON.stringify(event).replaceAll('"', '""')}"`);
    for (const column of ['RAW', 'raw_json', 'RECORD'])
      expect(decodeText([column, ...cells].join('\n'), { hashKey })).toMatchObject({
        activities: [{ vendor: 'salesforce' }, { vendor: 'salesforce' }],
        malformed: [],
      });
  });

  test('lets good rows live beside odd ones', () => {
    const [header = '', first = ''] = csvOf(events.map(({ Name, ...event }) => event)).split('\r\n');
    const decoded = decodeText([header, 'short,row', first, `${first},too,long`, ''].join('\n'), { hashKey });
    expect(decoded.activities).toHaveLength(2);
    expect(decoded.malformed).toMatchObject([
      { reason: 'no vendor recognises this event', first: 0, count: 1 },
    ]);
  });

  test('with quotes that do not pair is refused from there on, and counted', () => {
    const decoded = decodeText(`${csvOf(events)}"never closed,\n1,2,3\n`, { hashKey });
    expect(decoded.activities).toHaveLength(2);
    expect(decoded.malformed).toMatchObject([{ reason: 'is a row whose quotes do not pair' }]);
  });

  test('hides no row behind a long one', () => {
    const rows = readCsv(`A,B,C\n1,"${'x'.repeat(1_100_000)}",3\n4,5,6\n`, 10)?.rows;
    expect(rows?.map(({ A }) => A)).toEqual(['1', '4']);
  });

  test('in one record is read up to 10,000 rows, and the rest is counted', () => {
    const csv = `EventIdentifier,EventDate,UserId\n${'a,2026-03-02T09:15:30Z,005\n'.repeat(10_003)}`;
    const data = Buffer.from(csv).toString('base64');
    const { activities, malformed } = decodeBatch(
      [{ data, partitionKey: 'any', sequenceNumber: '1', arrival: ARRIVAL }],
      { hashKey },
    );
    expect(activities).toHaveLength(10_000);
    expect(malformed).toMatchObject([
      { reason: 'holds more than 10000 events; the rest was not read', count: 3 },
    ]);
  });

  test('is read up to as many rows as are asked for, and the others are counted', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.integer({ min: 1, max: 30 }), fc.nat(3), (rows, most, empty) => {
        const lines = Array.from({ length: rows }, (_, i) => `${i},b,c\n${'\n'.repeat(empty)}`);
        const table = readCsv(`A,B,C\n${lines.join('')}`, most);
        if (rows === 0) expect(table).toBeUndefined();
        else
          expect(table).toEqual({
            rows: Array.from({ length: Math.min(rows, most) }, (_, i) => ({ A: String(i), B: 'b', C: 'c' })),
            broken: 0,
            unread: Math.max(0, rows - most),
          });
      }),
    );
  });

  test('is not what a line of another log looks like', () => {
    expect(delimiterOf('Mar  2 09:15:30 host sshd[123]: started, ready, ok')).toBeUndefined();
    expect(delimiterOf('TimeGenerated [UTC],id_CF,"created_at [UTC]"')).toBe(',');
    expect(delimiterOf('uuid,target[0].id,"roles[12]"')).toBe(',');
  });

  test('of few columns is known by a cell with quotes as no JSON has them, or as pandas prints it', () => {
    const cells = ['"{""a"":1}"', '2026-03-02,"{ ""a"":1}"', `"{'a': 1}"`];
    for (const cell of cells) expect(delimiterOfJson(`when,what\r\n${cell}\r\n`)).toBe(',');
    for (const cell of ['{"a":1}', '"{a}"', '1,2,"{""a"":1}"', '"x"'])
      expect(delimiterOfJson(`when,what\n${cell}\n`)).toBeUndefined();
  });

  test('has the names of its columns without the spaces around them', () => {
    expect(readCsv('A, B ,C\n1, 2 ,3\n', 10)?.rows).toEqual([{ A: '1', B: ' 2 ', C: '3' }]);
  });

  test('is one also where as many rows are broken as are whole', () => {
    expect(readCsv('A,B,C\n1,2,3\n"4,5,6\n', 10)).toMatchObject({ rows: [{ A: '1' }], broken: 1 });
  });

  test.each([
    ['A,B,C', ','],
    ['A;B;C', ';'],
    ['A\tB\tC', '\t'],
    ['"A", "B" ,C_$@().:/-9', ','],
    ['@timestamp,$x,_id', ','],
    ['"@timestamp","@rawstring","#repo"', ','],
    ['timestamp,message', ','],
    [',A,B', ','],
    ["Data (UTC),Località,L'utente", ','],
    ['A,B,C,,""', ','],
    ['_time;_raw', ';'],
    ['"_raw"', ','],
    [`A,B,${'c'.repeat(100)}`, ','],
  ])('may begin with %j', (header, delimiter) => {
    expect(delimiterOf(header)).toBe(delimiter);
  });

  test.each(['A,B', 'A,B,', 'A,B,1c', 'A,B,c!', `A,B,${'c'.repeat(101)}`, 'A;B,C', 'A B C'])(
    'does not begin with %j',
    (header) => {
      expect(delimiterOf(header)).toBeUndefined();
    },
  );

  test('cannot change a prototype by a column', () => {
    const table = readCsv('__proto__,constructor,toString\n{"polluted":1},b,c\n', 10);
    expect(table?.rows).toHaveLength(1);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('no table', () => {
  test.each<[string, string]>([
    ['without a row', 'EVENT_TYPE,TIMESTAMP,USER_ID\n'],
    ['of two columns', 'hello,world\n1,2\n'],
    ['whose first line is data', '2026-03-02,"{""a"":1}",12\n1,2,3\n'],
    ['of prose', 'Dear all, yes (really!), good night.\nBye, bye, bye\n'],
    ['of cut JSON', '{"a":1,"b":2,"c":\n1,2,3\n'],
    ['with an empty header', ',,\n1,2,3\n'],
  ])('%s', (_name, text) => {
    expect(readCsv(text, 10)).toBeUndefined();
    expect(decodeText(text, { hashKey }).malformed).toMatchObject([{ reason: 'is not JSON' }]);
  });

  test('of a first line of megabytes, which is not looked at', () => {
    expect(delimiterOf(`${'a,'.repeat(1_000_000)}b`)).toBeUndefined();
  });
});

test('any cells survive being written and read', () => {
  const cell = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\r'));
  const row = fc.tuple(cell, cell, cell).filter(([a]) => a.trim() !== '');
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
      const text = ['A,B,C', ...rows.map((cells) => cells.map(quoted).join(','))].join('\n');
      expect(readCsv(text, 100)?.rows.map(({ A, B, C }) => [A, B, C])).toEqual(rows);
    }),
  );
});

test('any text is read as a table or not, without a throw', () => {
  const text = fc.string({ unit: fc.constantFrom('A', ',', '"', '\n', '\r', ';', '\t', ' ', '{', 'é') });
  fc.assert(
    fc.property(text, (tail) => {
      decodeText(`A,B,C\n${tail}`, { hashKey });
      decodeText(tail, { hashKey });
    }),
  );
});

test('Names of columns may be of any script', () => {
  expect(delimiterOf('तारीख (UTC),उपयोगकर्ता,स्थिति')).toBe(',');
});
