import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { type LogRecord, recordsOf } from '../../cli/input/records.ts';

const folder = mkdtempSync(join(tmpdir(), 'outflow-records-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(content: string | Uint8Array): Promise<unknown[]> {
  const path = join(folder, 'log');
  writeFileSync(path, content);
  const found: LogRecord[] = [];
  for await (const record of recordsOf(path)) found.push(record);
  return found.map((record) =>
    record.kind === 'text' ? JSON.parse(record.text) : record.kind === 'row' ? record.row : record.reason,
  );
}

describe('the records of a file', () => {
  const events = Array.from({ length: 5000 }, (_, id) => ({ id, name: 'Zoë 😀', list: [{}] }));
  const lines = events.map((event) => JSON.stringify(event)).join('\n');

  test.each<[string, string | Uint8Array]>([
    ['lines', lines],
    ['gzip', gzipSync(lines)],
    [
      'gzip in several parts',
      Buffer.concat([gzipSync(`${lines.slice(0, 50_000)}`), gzipSync(lines.slice(50_000))]),
    ],
    ['a document', JSON.stringify(events, null, 1)],
  ])('are the same from %s', async (_name, content) => {
    expect(await read(content)).toEqual(events);
  });

  test.each([',', ';', '\t'])('are the rows of a table delimited by %j', async (delimiter) => {
    const rows = [
      ['id', 'name', 'note'],
      ['1', '"Zoë"', '"two\nlines"'],
      ['2', 'x', ''],
    ];
    expect(await read(`\ufeff${rows.map((row) => row.join(delimiter)).join('\r\n')}\r\n`)).toEqual([
      { id: '1', name: 'Zoë', note: 'two\nlines' },
      { id: '2', name: 'x', note: '' },
    ]);
  });

  test('are told of where they cannot be read', async () => {
    expect(await read('id,name,note\n1,2,3\n4,"never closed,\n5,6,7\n')).toEqual([
      { id: '1', name: '2', note: '3' },
      'is a row whose quotes do not pair',
    ]);
    expect(await read('')).toEqual([]);
    expect(await read('\n\n')).toEqual([]);
  });

  test('end where a damaged gzip does, with a sentence that says so', async () => {
    await expect(read(gzipSync(lines).subarray(0, 500))).rejects.toThrow(
      /log cannot be read: unexpected end of file/,
    );
  });

  test('of a missing file are refused with the remedy', async () => {
    await expect(recordsOf(join(folder, 'nowhere')).next()).rejects.toThrow(
      /name a log as NDJSON, JSON, CSV or gzip/,
    );
  });
});
