import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeRecord, readLog } from '../../cli/read-log.ts';
import type { DocumentOptions } from '../../shared/decode.ts';
import { isObject } from '../../shared/vendors/field.ts';
import { okta } from '../../shared/vendors/okta.ts';
import { callRecord } from '../fixtures/aws.ts';
import { fixtures as ofChatGpt } from '../fixtures/chatgpt.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { slackEntry } from '../fixtures/slack.ts';
import { temporaryFolder } from '../temporary.ts';

const options = { hashKey: new Uint8Array(32).fill(1) };
const why = 'looks like a table of another product';

test('A row that no vendor knows is told of by what is amiss with it, and one that is known by what its vendor says', () => {
  const reasons = (row: object) =>
    decodeRecord({ kind: 'row', row: { ...row }, why }, options).malformed.map(({ path, reason }) => [
      path,
      reason,
    ]);
  expect(reasons({ Date: '6/14/2026', Event: 'x' })).toEqual([['', why]]);
  const [[path, reason] = []] = reasons(oktaEvent({ actor: null }));
  expect(path).not.toBe('');
  expect(reason).not.toBe(why);
  expect(reasons(oktaEvent())).toEqual([]);
});

test('A row is read as it is where names that look like paths would say less', () => {
  const event = {
    action: 'repo.download_zip',
    '@timestamp': '1772442930000',
    _document_id: 'd1',
    org: 'acme',
  };
  const row = { ...event, actor: 'alice', repo__x: 'y', repo: 'acme/app' };
  expect(decodeRecord({ kind: 'row', row, hasPaths: true }, options).activities).toMatchObject([
    { vendor: 'github', resources: [{ uid: 'acme/app' }] },
  ]);
});

describe('A line of JSON that no vendor knows', () => {
  const read = (line: object) => decodeRecord({ kind: 'text', text: JSON.stringify(line) }, options);
  const known = [{ vendor: 'okta', actor: { email: 'alice@example.com' } }];

  test('is the row of a table, as warehouses unload them', () => {
    expect(read({ V: oktaEvent() }).activities).toMatchObject(known);
    for (const beside of [
      { ID: 7, LOADED: '2026-03-02' },
      { _file_name: 'a.json.gz', file_row_number: 1, inserted_at: '2026-03-02' },
      { batch_id: '7', ingestion_time: '2026-03-02', METADATA$FILENAME: 'a', _fivetran_id: 'x' },
    ])
      expect(read({ ...beside, SRC: oktaEvent() }).activities).toMatchObject(known);
    const loud = Object.entries(oktaEvent()).map(([name, cell]) => [name.toUpperCase(), cell]);
    expect(read(Object.fromEntries(loud)).activities).toMatchObject(known);
    const { actor, ...rest } = oktaEvent();
    const joined = {
      ...rest,
      actor__id: '00u1',
      actor__alternateId: 'alice@example.com',
      actor__type: 'User',
    };
    expect(read(joined).activities).toMatchObject(known);
  });

  test.each([
    { user: 'mallory', note: JSON.stringify(oktaEvent()) },
    { user: 'mallory', note: oktaEvent(), more: { of: 'the same' } },
    { user: 'mallory', note: { text: 'hello' } },
    { user: 'mallory', note: oktaEvent() },
    { id: 1, profile_id: 7, download: '2026-03-02', properties: oktaEvent() },
  ])('is none where somebody may have written the event into it', (line) => {
    expect(read(line)).toMatchObject({
      activities: [],
      malformed: [{ reason: 'no vendor recognises this event', count: 1 }],
    });
  });
});

describe('A table that no vendor knows by its columns', () => {
  const folder = temporaryFolder();

  async function operations(table: string, more: Partial<DocumentOptions> = {}): Promise<string[]> {
    const path = join(folder, 'table.csv');
    writeFileSync(path, table);
    const found: string[] = [];
    for await (const { activities, malformed } of readLog(path, { ...options, ...more })) {
      for (const { vendor, operation, actor } of activities)
        found.push(`${vendor} ${operation} ${actor.email}`);
      for (const { reason } of malformed) found.push(reason);
    }
    return found;
  }
  const tableOf = (rows: readonly (readonly string[])[]) =>
    rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n');
  const known = 'okta user.session.start alice@example.com';
  const json = JSON.stringify(oktaEvent());

  test.each<[string, string[]]>([
    ['among others', ['Date', 'Content', 'Host']],
    ['beside one other', ['Loaded', 'Content']],
    ['alone', ['V']],
  ])('is read by the events that a column holds, whatever it is called, %s', async (_, columns) => {
    const row = columns.map((column) => (column === 'Content' || column === 'V' ? json : 'x'));
    expect(await operations(tableOf([columns, ...Array.from({ length: 30 }, () => row)]))).toEqual(
      Array.from({ length: 30 }, () => known),
    );
    const pretty = row.map((cell) => (cell === json ? JSON.stringify(oktaEvent(), null, 2) : cell));
    expect(await operations(tableOf([columns, pretty]))).toEqual([known]);
    expect(await operations(tableOf([columns, row]), { vendor: okta })).toEqual([known]);
  });

  test('is not read by a column in which somebody has written an event', async () => {
    const columns = ['Date', 'Who', 'Comment'];
    const written = ['2026-03-02', 'mallory@example.com', json];
    const plain = ['2026-03-02', 'bob@example.com', 'looks good'];
    const unknown = 'no vendor recognises this event';
    expect(await operations(tableOf([columns, written, plain]))).toEqual([unknown, unknown]);
    expect(await operations(tableOf([columns, plain, written]))).toEqual([unknown, unknown]);
  });

  const paths: [string, unknown][] = [
    ['uuid', 'a1'],
    ['published', '2026-03-02T09:15:30Z'],
    ['eventType', 'user.session.start'],
    ['actor.id', '00u1'],
    ['actor.alternateId', 'alice@example.com'],
    ['actor.type', 'User'],
    ['client.ipAddress', '192.0.2.10'],
    ['outcome.result', 'SUCCESS'],
    ['target.0.id', '0oa1'],
    ['target.0.type', 'AppInstance'],
  ];
  test.each<[string, (path: string) => string]>([
    ['slashes', (path) => path.replaceAll('.', '/')],
    ['two underscores', (path) => path.replaceAll('.', '__')],
    ['the number of an entry in brackets', (path) => path.replace('.0', '[0]')],
    ["the beginning that Excel's Power Query gives them", (path) => `Column1.${path}`],
  ])('is read with paths written with %s', async (_, name) => {
    const rows = [paths.map(([path]) => name(path)), paths.map(([, cell]) => String(cell))];
    expect(await operations(tableOf(rows))).toEqual([known]);
  });

  test('is read with underscores between the parts of paths, but not where that leaves nobody', async () => {
    const joined = (value: object, path = ''): [string, string][] =>
      Object.entries(value).flatMap(([name, field]) =>
        typeof field === 'object' && field !== null
          ? joined(field, `${path}${name}_`)
          : [[path + name, String(field)]],
      );
    const read = (event: object) =>
      operations(tableOf([0, 1].map((at) => joined(event).map((cell) => cell[at] ?? ''))));
    expect(await read(slackEntry())).toEqual(['slack manual_export_downloaded alice@example.com']);
    expect(await read(ofChatGpt[0] ?? {})).toEqual(['no vendor recognises this event']);
  });

  test('is read with such paths also where its vendor knows it by the other columns', async () => {
    const columns = ['action', '@timestamp', '_document_id', 'actor__id', 'actor', 'org', 'data__x', 'repo'];
    const event = ['repo.download_zip', '1772442930000', 'd1', '', 'alice', 'acme', '', 'acme/app'];
    expect(await operations(tableOf([columns, event]))).toEqual(['github repo.download_zip undefined']);
    const [names = [], cells = []] = [
      ['eventType', 'published', 'uuid', 'actor__id', 'actor__alternateId', 'target__0__id'],
      ['user.session.start', '2026-03-02T09:15:30Z', 'a1', '00u1', 'alice@example.com', '0oa1'],
    ];
    expect(await operations(tableOf([names, cells]))).toEqual([known]);
  });

  /** Columns of events of another kind, which are there in each row. */
  test.each<[string, (path: string) => string]>([
    ['dots', (path) => path],
    ['slashes', (path) => path.replaceAll('.', '/')],
    ["the beginning that Excel's Power Query gives them", (path) => `Column1.${path}`],
  ])('is read with paths written with %s beside those of other events', async (_, name) => {
    const others = ['actor', 'actor.session.id', 'target', 'client', 'client.zone'];
    const rows = [
      [...others, ...paths.map(([path]) => path)].map(name),
      [...others.map(() => ''), ...paths.map(([, cell]) => String(cell))],
    ];
    expect(await operations(tableOf(rows))).toEqual([known]);
  });

  test('is read with underscores beside columns of other events, and never as done by somebody else', async () => {
    const columns = [
      'action',
      'actor',
      'actor_type',
      'actor_user_id',
      'actor_user_email',
      'date_create',
      'id',
    ];
    const cells = ['file_downloaded', '', 'user', 'U1', 'alice@example.com', '1772442930', 'e1'];
    const entity = ['entity', 'entity_type', 'entity_file_id', 'entity_file_name'];
    const rows = [
      [...columns, ...entity, 'context_ip_address'],
      [...cells, '', 'file', 'F1', 'x.csv', '192.0.2.10'],
    ];
    expect(await operations(tableOf(rows))).toEqual(['slack file_downloaded alice@example.com']);
  });

  test('is read with its columns in capitals and joined, where the few that are whole would tell nobody', async () => {
    const { userIdentity, ...event } = callRecord();
    const cells = [
      ...Object.entries(event).filter(([, cell]) => typeof cell === 'string'),
      ...Object.entries(isObject(userIdentity) ? userIdentity : {}).map(([name, cell]) => [
        `userIdentity_${name}`,
        cell,
      ]),
    ];
    const path = join(folder, 'joined.csv');
    const rows = [
      cells.map(([name]) => String(name).toUpperCase()),
      cells.map(([, cell]) => (typeof cell === 'object' ? JSON.stringify(cell) : String(cell))),
    ];
    writeFileSync(path, tableOf(rows));
    for await (const { activities } of readLog(path, options))
      expect(activities).toMatchObject([{ actor: { type: 'user', name: 'Alice' } }]);
    expect.assertions(1);
  });

  test('is read with its columns in capitals', async () => {
    const cells = Object.entries(oktaEvent()).map(([name, cell]) => [
      name.toUpperCase(),
      typeof cell === 'string' ? cell : JSON.stringify(cell),
    ]);
    const rows = [0, 1].map((at) => cells.map((cell) => cell[at] ?? ''));
    expect(await operations(tableOf(rows))).toEqual([known]);
  });

  const record = (time: string) => [
    ['CreationTime', 'Id', 'Operation', 'RecordType', 'UserId', 'Workload', 'OrganizationId', 'UserType'],
    [time, time, 'FileDownloaded', '6', 'alice@example.com', 'SharePoint', 'tenant', '0'],
  ];
  async function times(...texts: readonly string[]): Promise<(string | number)[]> {
    const [columns = []] = record('');
    const path = join(folder, 'times.csv');
    writeFileSync(path, tableOf([columns, ...texts.map((text) => record(text)[1] ?? [])]));
    const found: (string | number)[] = [];
    for await (const { activities, malformed } of readLog(path, options)) {
      for (const { time } of activities) found.push(new Date(time).toISOString());
      for (const { reason } of malformed) found.push(reason);
    }
    return found;
  }

  test('is dated as its API means it, where a spreadsheet or PowerShell has written the times anew', async () => {
    const nine = '2026-06-14T09:00:00.000Z';
    for (const text of ['6/14/2026 9:00', '6/14/2026 9:00:00 AM', '14.06.2026 09:00:00', '2026/6/14 9:00'])
      expect(await times(text)).toEqual([nine]);
    expect(await times('2026-06-14T09:00:00')).toEqual([nine]);
    expect(await times('6/4/2026 10:00', '6/14/2026 9:00')).toEqual(['2026-06-04T10:00:00.000Z', nine]);
  });

  test('is not dated by what people write into its other columns', async () => {
    const [columns = []] = record('');
    const row = (time: string, due: string) => [...(record(time)[1] ?? []), due];
    const rows = [[...columns, 'ListItemDate'], row('6/4/2026 10:00', '13/6/2026 10:00')];
    expect(await operations(tableOf(rows))).toEqual([expect.stringMatching(/no date of its column/)]);
    rows.push(row('6/14/2026 10:00', ''));
    expect(await operations(tableOf(rows))).toEqual(
      Array.from({ length: 2 }, () => 'm365 FileDownloaded alice@example.com'),
    );
    const path = join(folder, 'due.csv');
    writeFileSync(path, tableOf(rows));
    const days: number[] = [];
    for await (const { activities } of readLog(path, options))
      for (const { time } of activities) days.push(new Date(time).getUTCDate());
    expect(days).toEqual([4, 14]);
  });

  test('is not dated where the times do not say which day, or are not whole', async () => {
    expect(await times('6/4/2026 10:00', '6/5/2026 9:00')).toEqual(
      Array.from({ length: 2 }, () => expect.stringMatching(/day or the month/)),
    );
    for (const text of ['1.78143E+12', '1,78143E+12', '00:12.3'])
      expect(await times(text)).toEqual([expect.stringMatching(/a spreadsheet has shortened/)]);
  });
});
