import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type LogRecord, recordsOf } from '../../cli/input/records.ts';
import { yamlRecords } from '../../cli/input/yaml.ts';
import { recordsOfText, textOf } from '../../functions/ingest/log.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();

async function read(content: string | Uint8Array): Promise<unknown[]> {
  const path = join(folder, 'log');
  writeFileSync(path, content);
  const found: LogRecord[] = [];
  for await (const record of recordsOf(path)) found.push(record);
  return found.map((record) =>
    record.kind === 'text' ? JSON.parse(record.text) : record.kind === 'row' ? record.row : record.reason,
  );
}

async function* recordsOfLines(content: string): AsyncGenerator<LogRecord> {
  const path = join(folder, 'lines');
  writeFileSync(path, content);
  yield* recordsOf(path);
}

/** The first of a file of a tar archive: its name, mode and owner, size, time and sum. */
function tarHead(magic: string): string {
  const numbers = '0000644\x000001750\x000001750\x0000000000017\x0015151126000\x00';
  return `${'logs/audit.json'.padEnd(100, '\0')}${numbers}012345\0 0${'\0'.repeat(100)}${magic}`.padEnd(
    512,
    '\0',
  );
}

describe('the records of a file', () => {
  const events = Array.from({ length: 5000 }, (_, id) => ({ id, name: 'Zoë 😀', list: [{}] }));
  const lines = events.map((event) => JSON.stringify(event)).join('\n');

  test.each<[string, string | Uint8Array]>([
    ['lines', lines],
    ['gzip', gzipSync(lines)],
    ['gzip of gzip', gzipSync(gzipSync(lines))],
    [
      'gzip in several parts',
      Buffer.concat([gzipSync(`${lines.slice(0, 50_000)}`), gzipSync(lines.slice(50_000))]),
    ],
    ['a document', JSON.stringify(events, null, 1)],
  ])('are the same from %s', async (_name, content) => {
    expect(await read(content)).toEqual(events);
  });

  test("are those below PowerShell's line of their class", async () => {
    const table = '#TYPE Deserialized.Example\r\n"id","name","note"\r\n"1","Zoë",""\r\n';
    for (const text of [table, `\ufeff${table}`, table.replace('#TYPE Deserialized.Example', '"#TYPE x"')])
      expect(await read(text)).toEqual([{ id: '1', name: 'Zoë', note: '' }]);
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

  test('are those of a table whose lines end as on old Macs', async () => {
    expect(await read('id,name,note\r1,x,"two\rlines"\r2,y,\r')).toEqual([
      { id: '1', name: 'x', note: 'two\rlines' },
      { id: '2', name: 'y', note: '' },
    ]);
  });

  test.each(['id,name,note,,\n1,x,,,\n', '"id","name","note","",""\r\n"1","x","","",""\r\n'])(
    'are those of a table with columns that are empty: %j',
    async (table) => {
      expect(await read(table)).toMatchObject([{ id: '1', name: 'x', note: '' }]);
    },
  );

  test.each([
    'Activity report\n',
    '"Activity report"\r\n\r\nFrom 2026-06-01, to 2026-06-30\r\n',
    '# id,name\n',
    'Activity report\n'.repeat(10),
  ])('are those of a table below its title: %j', async (title) => {
    expect(await read(`${title}id,name,note\n1,x,y\n`)).toEqual([{ id: '1', name: 'x', note: 'y' }]);
  });

  test.each([
    'Activity report\nid,name,note\n',
    'Activity report\nid,name,note\nno row of it\n',
    'Activity report\n{"a":1}\nid,name,note\n1,x,y\n',
    `${'Activity report\n'.repeat(11)}id,name,note\n1,x,y\n`,
  ])('are lines where what might be a title has no table below it: %#', async (text) => {
    for await (const record of recordsOfLines(text)) expect(record.kind).toBe('text');
  });

  test("are the requests of S3's access log, and what is none of them", async () => {
    const access = `${'ab'.repeat(32)} example-bucket [02/Mar/2026:09:15:30 +0000] 192.0.2.10 - R1 REST.GET.OBJECT a "-" 200 - 5`;
    const path = join(folder, 'access');
    writeFileSync(path, `${access}\ntorn line\n${access}\n`);
    const found: LogRecord[] = [];
    for await (const record of recordsOf(path)) found.push(record);
    const event = { kind: 'row', row: expect.objectContaining({ eventName: 'GetObject', eventID: 'R1' }) };
    expect(found).toEqual([event, { kind: 'text', text: 'torn line' }, event]);
  });

  test('are the documents of YAML, as gcloud writes entries of a log', async () => {
    const [first, second] = ["insertId: a1\nlabels:\n  x: 'y'\n", "insertId: a2\ntimestamp: '2026-06-04'\n"];
    const entries = [
      { insertId: 'a1', labels: { x: 'y' } },
      { insertId: 'a2', timestamp: '2026-06-04' },
    ];
    expect(await read(`---\n${first}---\n${second}`)).toEqual(entries);
    expect(await read(`\ufeff---\r\n${first}---\r\n${second}`)).toEqual(entries);
    expect(await read(`${first}---\n${second}`)).toEqual(entries);
    const looked = `Events:\n- CloudTrailEvent: '{"eventName":"x"}'\n  EventName: x\nNextToken: t\n`;
    expect(await read(looked)).toMatchObject([{ Events: [{ CloudTrailEvent: '{"eventName":"x"}' }] }]);
  });

  test('are those of a table below its title, as Windows ends lines', async () => {
    expect(await read('Report\r\nid,name,note\r\n1,x,y\r\n')).toEqual([{ id: '1', name: 'x', note: 'y' }]);
  });

  test('are those of a table as well of which it stays open how to read its dates', async () => {
    const header = 'Username,Login Time,Source IP,Status';
    const path = join(folder, 'dates');
    writeFileSync(
      path,
      `${header}\n${'a@example.com,04/06/2026 09:00:00 CEST,192.0.2.10,Success\n'.repeat(2)}`,
    );
    const found: LogRecord[] = [];
    for await (const record of recordsOf(path)) found.push(record);
    const row = expect.objectContaining({ Username: 'a@example.com' });
    const refused = { kind: 'row', row, why: expect.stringMatching(/day or the month/) };
    expect(found).toEqual([refused, refused]);
  });

  test('are those of a table below its title, whose first row goes on in another line', async () => {
    expect(await read('Report\nid,name,note\n1,"x\ny",z\n')).toEqual([{ id: '1', name: 'x\ny', note: 'z' }]);
  });

  test('are those of a table below the sign that parts its columns, wherever the pieces end', async () => {
    const text = 'sep=,\r\nid,name,note\none,x,y\ntwo,x,y\n';
    async function* pieces(size: number) {
      for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
    }
    for (let size = 1; size <= text.length; size++) {
      const found: LogRecord[] = [];
      for await (const record of recordsOfText(pieces(size))) found.push(record);
      expect(found).toMatchObject([{ row: { id: 'one' } }, { row: { id: 'two' } }]);
    }
  });

  test('are the documents of YAML wherever the pieces end', async () => {
    async function* pieces(size: number) {
      const text = '---\na: 1\n--- \r\nb: |\n  x---\n  ---\n---\nc: 3\n';
      for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
    }
    for (const size of [1, 2, 3, 5, 7, 100]) {
      const found: LogRecord[] = [];
      for await (const record of yamlRecords(pieces(size))) found.push(record);
      expect(found.map((one) => one.kind === 'text' && JSON.parse(one.text))).toEqual([
        { a: 1 },
        { b: 'x---\n---\n' },
        { c: 3 },
      ]);
    }
  });

  test('keep what YAML of another version takes for a number, and numbers that would be rounded', async () => {
    const yaml = 'insertId: 1e3\nuser: 0o17\nid: 123456789012345678901\nsize: 12\n';
    expect(await read(`---\n${yaml}`)).toEqual([
      { insertId: '1e3', user: '0o17', id: '123456789012345678901', size: 12 },
    ]);
  });

  test('are read of YAML with very many keys in a time that grows as they do', async () => {
    const keys = Array.from({ length: 150_000 }, (_, index) => `k${index}: v`).join('\n');
    expect(await read(`---\n${keys}\n`)).toMatchObject([{ k0: 'v', k149999: 'v' }]);
  });

  test('are left out whole where a document of YAML is too long, and end there', async () => {
    const long = 'insertId: a2\n'.repeat(1_500_000);
    expect(await read(`---\n${long}---\ninsertId: a3\n`)).toEqual([
      'is longer than 16 MiB',
      { insertId: 'a3' },
    ]);
  });

  test('are told of where YAML cannot be read, or would be endless', async () => {
    const bomb = `a: &a [${'x,'.repeat(100)}]\nb: &b [${'*a,'.repeat(100)}]\nc: [${'*b,'.repeat(100)}]\n`;
    for (const yaml of ['a: [\n', bomb, 'a: &a\n  b: *a\n'])
      expect(await read(`---\ninsertId: a1\n---\n${yaml}`)).toEqual([{ insertId: 'a1' }, 'is not YAML']);
  });

  test('have what was nested again, where a table has it as JSON', async () => {
    expect(await read('id;name;list\n1;x;"[{""a"":1}]"\n2;{x;\n')).toEqual([
      { id: '1', name: 'x', list: [{ a: 1 }] },
      { id: '2', name: '{x', list: '' },
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

  test.each(['little', 'big'])('are the same from UTF-16 with the mark of %s-endian bytes', async (order) => {
    const little = Buffer.from(`\ufeff${lines}`, 'utf16le');
    expect(await read(order === 'little' ? little : little.swap16())).toEqual(events);
    expect(await read(gzipSync(little))).toEqual(events);
  });

  test('are those of a pipe, such as a shell makes of another program', async () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const writer = spawn('sh', ['-c', 'printf %s "$1" > "$0"', path, lines.slice(0, lines.indexOf('\n'))]);
    const found: LogRecord[] = [];
    for await (const record of recordsOf(path)) found.push(record);
    expect(found).toEqual([{ kind: 'text', text: JSON.stringify(events[0]) }]);
    writer.kill();
  });

  test.each<[string, Uint8Array]>([
    ['a zip archive', Buffer.from('PK\x03\x04 and more')],
    ['compressed by zstd', zstdCompressSync(lines)],
    ['compressed by bzip2', Buffer.from('BZh91AY&SY')],
    ['compressed by bzip2', Buffer.from('BZh11AY&SY')],
    ['compressed by xz', Buffer.from('fd377a585a00', 'hex')],
    ['compressed by lz4', Buffer.from('04224d186440', 'hex')],
    ['a tar archive', Buffer.from(tarHead('ustar\x0000'))],
    ['a tar archive', gzipSync(tarHead('ustar  \0'))],
    ['a 7z archive', Buffer.from('377abcaf271c', 'hex')],
    ['a Parquet file', Buffer.from('PAR1\x15\x04')],
    ['an Avro file', Buffer.from('Obj\x01\x04\x14')],
    ['an ORC file', Buffer.from('ORC\x11\x00')],
    ['an SQLite database', Buffer.from('SQLite format 3\0')],
    ['a workbook of Excel', Buffer.from(`PK\x03\x04${'x'.repeat(26)}[Content_Types].xml and more`)],
    ['a workbook of Excel', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
  ])('are not looked for in what is %s: it says so', async (name, content) => {
    await expect(read(content)).rejects.toThrow(new RegExp(`log cannot be read: it is ${name}: .+\\.$`));
  });

  test.each([
    `{"id":1,"name":"${'ustar'.repeat(100)}"}`,
    `{"id":1,"name":"${'ustar '.repeat(100)}"}`,
    `{"id":1,"name":"${'x'.repeat(132)}012345 ${'x'.repeat(102)}${'ustar '.repeat(9)}"}`,
  ])('are not hidden by what of a mark is in their text: %s', async (text) => {
    for (const start of [0, 1, 2, 3, 4, 5])
      expect(await read(`${text.slice(0, 16)}${'y'.repeat(start)}${text.slice(16)}`)).toMatchObject([
        { id: 1 },
      ]);
  });

  test.each(['BZh9', 'PAR1', 'PK', 'Obj', 'ORC', 'SQLite', 'SQLite format 3'])(
    'are those of a table whose first column is called %s',
    async (column) => {
      expect(await read(`${column},time,user\n1,2,3\n`)).toEqual([{ [column]: '1', time: '2', user: '3' }]);
    },
  );

  test('are looked for below two layers of gzip, and no deeper: each could be a thousand times the one around it', async () => {
    const path = join(folder, 'layers');
    writeFileSync(path, gzipSync(gzipSync(gzipSync('{"id":1}'))));
    const found: LogRecord[] = [];
    for await (const record of recordsOf(path)) found.push(record);
    expect(found).not.toContainEqual({ kind: 'text', text: '{"id":1}' });
  });

  test('are read as they are written', async () => {
    async function* connection() {
      yield Buffer.from('{"id":1}\n');
      throw new Error('asked for more');
    }
    const text = textOf(connection());
    expect(await text.next()).toEqual({ done: false, value: '{"id":1}\n' });
  });

  test('end where a damaged gzip does, with a sentence that says so', async () => {
    await expect(read(gzipSync(lines).subarray(0, 500))).rejects.toThrow(
      /log cannot be read: unexpected end of file/,
    );
  });

  test('leave nothing open behind whoever stops at the first', async () => {
    let isOpen = true;
    async function* connection() {
      try {
        for (;;) yield Buffer.from(`${lines}\n`);
      } finally {
        isOpen = false;
      }
    }
    for await (const _ of textOf(connection())) break;
    expect(isOpen).toBe(false);
  });

  test('of a missing file are refused with the remedy', async () => {
    await expect(recordsOf(join(folder, 'nowhere')).next()).rejects.toThrow(
      /name a log as NDJSON, JSON, CSV or gzip/,
    );
  });
});
