import { spawnSync } from 'node:child_process';
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROGRAM, outflow as run } from '../command.ts';
import { linkRecord } from '../fixtures/m365.ts';
import { mixpanelRow } from '../fixtures/mixpanel.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { reportEvent } from '../fixtures/salesforce.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();

const outflow = (args: readonly string[], input?: string) =>
  run(folder, ['parse', ...args], input === undefined ? {} : { input });

const json = JSON.stringify;
const jsonLines = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const log = [
  json(oktaEvent()),
  json(oktaEvent({ eventType: 'policy.evaluate_sign_on' })),
  '{"cut":',
  json({ Records: [reportEvent(), oktaEvent({ uuid: 'another' })] }),
  json(oktaEvent({ uuid: 'third', eventType: 'some.new.type', displayMessage: 'secret of a customer' })),
].join('\n');
writeFileSync(join(folder, 'log.ndjson'), log);

describe('npx outflow parse --json', () => {
  const { code, stdout, stderr } = outflow(['log.ndjson', '--json']);

  test('prints a line for each record, in order, with what it says', () => {
    expect([code, stderr]).toEqual([0, '']);
    expect(jsonLines(stdout)).toMatchObject([
      {
        record: 0,
        vendor: 'okta',
        result: 'activities',
        activities: [
          {
            vendor: 'okta',
            kind: 'logon',
            operation: 'user.session.start',
            actor: { type: 'user' },
            source: {},
          },
        ],
      },
      { record: 1, vendor: 'okta', result: 'ignored', reason: expect.any(String) },
      { record: 2, result: 'malformed', path: '', reason: 'is not JSON' },
      { record: 3, vendor: 'salesforce', result: 'activities' },
      { record: 3, vendor: 'okta', result: 'activities' },
      {
        record: 4,
        vendor: 'okta',
        result: 'activities',
        activities: [{ kind: 'other', operation: 'some.new.type' }],
      },
    ]);
  });

  test('reads standard input and lists alike', () => {
    const list = json([oktaEvent(), oktaEvent({ eventType: 'policy.evaluate_sign_on' })]);
    const piped = outflow(['-', '--json'], list);
    expect(piped.stdout.split('\n').slice(0, 2)).toEqual(stdout.split('\n').slice(0, 2));
  });

  test('reads a CSV, and fixes vendor and tenant where it is told to', () => {
    const row = mixpanelRow();
    const csv = `${Object.keys(row).join(',')}\n${Object.values(row).join(',')}\n`;
    expect(
      jsonLines(outflow(['-', '--json', '--vendor', 'mixpanel', '--tenant', 'eu'], csv).stdout),
    ).toMatchObject([
      { record: 0, vendor: 'mixpanel', activities: [{ tenant: 'eu', operation: 'event_export.downloaded' }] },
    ]);
    expect(jsonLines(outflow(['-', '--json', '--vendor', 'okta'], csv).stdout)).toMatchObject([
      { record: 0, vendor: 'okta', result: 'malformed' },
    ]);
  });

  test('says what had to be repaired beside the activity', () => {
    const actor = { id: '00u1', type: 'User', alternateId: 'a@example.com', displayName: 'A\u202eB' };
    const [line] = jsonLines(outflow(['-', '--json'], json(oktaEvent({ actor }))).stdout);
    expect(line).toMatchObject({ result: 'activities', repairs: [{ path: 'actor.name' }] });
  });
});

describe('an event without a time, or with one that cannot be', () => {
  const undated = json(oktaEvent({ published: null }));

  test('is dated by when its file was written, and said to be', () => {
    writeFileSync(join(folder, 'undated.json'), undated);
    utimesSync(join(folder, 'undated.json'), 1_772_442_930, 1_772_442_930);
    expect(jsonLines(outflow(['undated.json', '--json']).stdout)).toMatchObject([
      {
        result: 'activities',
        activities: [{ time: 1_772_442_930_000 }],
        repairs: [{ path: 'time', reason: expect.stringContaining('dated 2026-03-02T09:15:30.000Z') }],
      },
    ]);
  });

  test('is counted in table and summary, also where its time is no time of an event', () => {
    const old = json(oktaEvent({ published: '1999-12-31T23:59:59Z' }));
    const log = `${undated}\n${old}\n${json(oktaEvent())}\n`;
    const said = '2 events state no time that can be read, or none from 2000 to 2099: dated here by when';
    expect(outflow(['-'], log).stdout.trimEnd().split('\n').at(-1)).toContain(said);
    expect(outflow(['-', '--summary'], log).stdout.split('\n')[1]).toContain(said);
    expect(JSON.parse(outflow(['-', '--summary', '--json'], log).stdout)).toMatchObject({ undated: 2 });
    expect(outflow(['-'], json(oktaEvent())).stdout).not.toContain('no time');
  });

  test('that is yet to come is refused, as on the stream', () => {
    const future = json(oktaEvent({ published: '2098-01-01T00:00:00Z' }));
    expect(jsonLines(outflow(['-', '--json'], future).stdout)).toMatchObject([
      { result: 'malformed', path: 'time', reason: expect.stringMatching(/^future: dated more than/) },
    ]);
  });

  test.each(['standard input', 'a file without a time of its own'])('is dated now in %s', (where) => {
    writeFileSync(join(folder, 'timeless.json'), undated);
    utimesSync(join(folder, 'timeless.json'), 0, 0);
    const before = Date.now();
    const { stdout } = outflow([where === 'standard input' ? '-' : 'timeless.json', '--json'], undated);
    const [line] = jsonLines(stdout);
    expect(line.activities[0].time).toBeGreaterThanOrEqual(before);
    expect(line.activities[0].time).toBeLessThanOrEqual(Date.now());
  });
});

describe('npx outflow parse', () => {
  test('prints a table that fits what strangers wrote into one line each', () => {
    const { code, stdout } = outflow(['log.ndjson']);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^Record +Time \(UTC\) +Vendor +Kind +Operation/);
    expect(lines[1]).toMatch(/^0 +\d{4}-\d\d-\d\d \d\d:\d\d +okta +logon +user\.session\.start/);
    expect(lines[2]).toMatch(/^1 +ignored: okta: /);
    expect(lines[3]).toBe('2        malformed: is not JSON');
    expect(lines.at(-1)).toBe('5 records: 4 activities, 1 ignored, 1 malformed.');
    const hostile = oktaEvent({
      actor: { id: 'x', type: 'User', displayName: `A\u001b[31m${'x'.repeat(300)}` },
    });
    expect(outflow(['-'], json(hostile)).stdout).not.toContain('\u001b');
  });

  test('names the file of what cannot be read, where there are several', () => {
    writeFileSync(join(folder, 'prose.log'), 'Dear all,\n');
    const files = ['log.ndjson', 'prose.log'];
    expect(outflow(files).stdout).toMatch(/^5 +malformed: prose\.log: is not JSON$/m);
    expect(outflow([...files, '--summary']).stdout).toMatch(/^ +prose\.log +is not JSON +1$/m);
    expect(JSON.parse(outflow([...files, '--summary', '--json']).stdout).malformed).toEqual([
      { vendor: '', file: 'log.ndjson', reason: 'is not JSON', events: 1 },
      { vendor: '', file: 'prose.log', reason: 'is not JSON', events: 1 },
    ]);
    expect(jsonLines(outflow([...files, '--json']).stdout).at(-1)).toMatchObject({ file: 'prose.log' });
  });

  test('tells what it read before a file that cannot be', () => {
    writeFileSync(join(folder, 'log.zip'), Buffer.from([0x50, 0x4b, 3, 4, 0, 0]));
    const { code, stdout, stderr } = outflow(['log.ndjson', 'log.zip', '--json']);
    expect(code).toBe(2);
    expect(jsonLines(stdout)[0]).toMatchObject({ file: 'log.ndjson', vendor: 'okta' });
    expect(stderr).toContain('log.zip cannot be read: it is a zip archive');
  });

  test('says of a file that is empty, or holds nothing that can be read, what to do', () => {
    writeFileSync(join(folder, 'empty.log'), '');
    const { code, stderr } = outflow(['empty.log', 'prose.log', 'log.ndjson']);
    expect(code).toBe(0);
    expect(stderr).toBe(
      'empty.log is empty: it has no record.\nNothing of prose.log can be read (is not JSON): describe its vendor with --mapping, or see its keys with --shape.\n',
    );
    const zoom = 'Time,Operator,Category,Action,Operation Detail\n"Jun 4, 2026 09:00 AM",a,b,c,d\n';
    const { stderr: advice, stdout } = outflow(['-', '--json'], zoom);
    expect(advice).toMatch(
      /^Nothing of standard input can be read: it is Zoom's operation log .*: take GET .*\.\n$/,
    );
    expect(JSON.parse(stdout)).toMatchObject({
      result: 'malformed',
      path: '',
      reason: expect.stringMatching(/^is Zoom's operation log/),
    });
    expect(outflow(['-'], 'Date,Who,What\n1,2,3\n').stderr).toMatch(
      /: take the log as JSON, by its API if its console writes none, or describe its vendor with --mapping/,
    );
    const rounded = 'action,actor,org,repo,created_at\nrepo.download_zip,alice,acme,acme/app,1.78143E+12\n';
    expect(outflow(['-'], rounded).stderr).toBe(
      'standard input: its first row has a time that a spreadsheet has shortened: take the file as it was downloaded.\n',
    );
    expect(outflow(['-', '--shape'], '').stderr).toBe('standard input is empty: it has no record.\n');
    expect(outflow(['prose.log', '--shape']).stderr).toBe('');
    const noise = json(oktaEvent({ eventType: 'policy.evaluate_sign_on' }));
    expect(outflow(['-'], noise).stderr).toBe('');
  });

  test('says what to do about a vendor or a mapping that is not the right one', () => {
    const { stderr } = outflow(['-', '--vendor', 'slack'], json(oktaEvent()));
    expect(stderr).toContain('leave out --vendor, and the events tell whose they are, or see its keys');
    const mapping = { uid: 'mine', title: 'Mine', revision: 1, recognises: { keys: ['/mine'] } };
    writeFileSync(
      join(folder, 'mine.json'),
      json({ ...mapping, time: '/at', operation: '/op', actor: { uid: '/by' }, kinds: {} }),
    );
    expect(outflow(['prose.log', '--mapping', 'mine.json']).stderr).toContain('mend the mapping, or see');
    expect(outflow(['log.ndjson', '--mapping', 'mine.json']).stderr).toBe('');
    const greedy = { ...mapping, recognises: { keys: ['/actor'] }, time: '/published', kinds: {} };
    writeFileSync(
      join(folder, 'greedy.json'),
      json({ ...greedy, operation: '/eventType', actor: { uid: '/actor/id' } }),
    );
    expect(outflow(['log.ndjson', '--mapping', 'greedy.json']).stderr).toMatch(
      /^log\.ndjson: the mapping of mine takes what is read as okta without it: name under recognises/,
    );
  });

  test('says which fields of a mapping lead nowhere', () => {
    const mapping = {
      uid: 'mine',
      title: 'Mine',
      revision: 1,
      recognises: { keys: ['/mine'] },
      time: '/at',
      operation: '/mine',
      outcome: { path: '/ok', values: { true: 'success' } },
      actor: [
        { where: { '/no': 'body' }, uid: '/by' },
        { uid: '/by', email: ['/mail', '/by/mail'] },
      ],
      source: { ip: '/addres', userAgent: '/agent' },
      resources: [{ type: 'file', where: { '/a': 'b' }, uid: '/files/id' }],
      volume: { records: { sum: '/size', of: '/rows' }, bytes: '/bytes' },
      identity: { event: '/id' },
      kinds: { taken: 'export' },
    };
    writeFileSync(join(folder, 'draft.json'), json(mapping));
    const event = { mine: 'taken', at: '2026-03-02T09:15:30Z', by: 'u1', address: '192.0.2.1', bytes: 5 };
    const said = (...events: object[]) =>
      outflow(['-', '--mapping', 'draft.json'], events.map((one) => json(one)).join('\n')).stderr;
    expect(said(event, { ...event, agent: 'curl/8.1' })).toBe(
      'The mapping of mine finds nothing for outcome (/ok), actor.email (/mail, /by/mail), source.ip (/addres), resources (/files/id), volume.records (/size, /rows), identity (/id) in 2 events: see with --shape where the log has it, if it has.\n',
    );
    const rest = { mail: 'u1@example.com', addres: '192.0.2.1', agent: 'curl/8.1', a: 'b', files: { id: 7 } };
    expect(said({ ...event, ...rest, ok: true, rows: [{ size: 3 }], id: 'e1' })).toBe('');
    // Of what moves no data no size is read.
    expect(said({ ...event, ...rest, ok: true, id: 'e1', mine: 'seen', bytes: undefined })).toBe(
      'The mapping of mine has no kind but other for 1 event: name under kinds what moves data or access, as --summary writes it.\n',
    );
    const named = Array.from({ length: 60 }, (_, id) => ({
      ...event,
      ...rest,
      ok: true,
      rows: [{ size: 3 }],
      id,
      mine: `seen ${id}`,
    }));
    const whole = { ...event, ...rest, ok: true, rows: [{ size: 3 }], id: 'e1' };
    expect(said(whole, ...named)).toBe(
      'The mapping of mine has another name of the operation for nearly every event: take a field without ids and names of things.\n',
    );
  });

  test('says which shares reach outsiders', () => {
    const [, invited = '', inside = ''] = outflow(
      ['-'],
      `${json(linkRecord())}\n${json(linkRecord({ TargetUserOrGroupType: 'Member', TargetUserOrGroupName: 'bob@example.com' }))}\n`,
    ).stdout.split('\n');
    expect(invited).toMatch(/ share +AddedToSecureLink .* to outsiders$/);
    expect(inside).toMatch(/ share +AddedToSecureLink /);
    expect(inside).not.toContain('outsiders');
  });

  test('says one record of one', () => {
    const one = outflow(['-'], json(reportEvent({ RowsProcessed: 1 }))).stdout;
    expect(one).toMatch(/ 1 record$/m);
    expect(outflow(['-', '--shape'], json(oktaEvent())).stdout).toMatch(/^1 record$/m);
  });

  test('counts, and lists the operations that no table knows', () => {
    const { stdout } = outflow(['log.ndjson', 'log.ndjson', '--summary']);
    expect(stdout).toMatch(/^10 records: 8 activities, 2 ignored, 2 malformed$/m);
    expect(stdout).toMatch(/okta +logon +user\.session\.start +4/);
    expect(stdout).toMatch(/okta +some\.new\.type +2/);
    expect(JSON.parse(outflow(['log.ndjson', '--summary', '--json']).stdout)).toMatchObject({
      records: 5,
      activities: 4,
      unknownOperations: [{ vendor: 'okta', operation: 'some.new.type', activities: 1 }],
      malformed: [{ reason: 'is not JSON', events: 1 }],
    });
  });

  test('says of a vendor whose log is known from prose only that it is unverified', () => {
    expect(outflow(['-', '--summary'], json(mixpanelRow())).stdout).toMatch(
      /mixpanel \(unverified\) +export/,
    );
    expect(outflow(['-', '--summary'], json(oktaEvent())).stdout).not.toContain('unverified');
  });

  test('shows the shape of records without any of their values', () => {
    const keyed = json({ 'alice@example.com': 1, '00u1abcd2efg3': { ok: true } });
    const { stdout } = outflow(['-', '--shape'], `${log}\n${keyed}`);
    expect(stdout).toMatch(/^actor\.alternateId +text of an e-mail 3$/m);
    expect(stdout).toMatch(/^published +text of a time 3$/m);
    expect(stdout).toMatch(/^Records\[\]\.RowsProcessed +number 1$/m);
    expect(stdout).toMatch(/^<key>\.ok +boolean 1$/m);
    for (const value of ['example.com', '192.0.2', 'secret', 'user.session', '00u1', 'Alice'])
      expect(stdout).not.toContain(value);
    expect(jsonLines(outflow(['-', '--shape', '--json'], log).stdout)).toContainEqual({
      path: 'published',
      types: { 'text of a time': 3 },
    });
  });

  test('shows no key of what looks like a map, whatever its keys look like', () => {
    const shape = (...records: unknown[]) =>
      outflow(['-', '--shape'], records.map((one) => json(one)).join('\n')).stdout;
    const shared = { fields: { title: 'x' } };
    const beside = shape({ by: { 'alice@example.com': 1, alice: 2, 'db.example.com': { n: 1 } }, ...shared });
    expect(beside).toMatch(/^by\.<key> +number 2, object 1\nby\.<key>\.n +number 1$/m);
    expect(beside).toMatch(/^fields\.title +text 1$/m);
    const names = [...'abcdefghijklm'].map((letter) => `alice${letter}`);
    const alike = shape(...names.map((name) => ({ by: { [name]: { n: 1 } }, ...shared })));
    expect(alike).toMatch(/^by\.<key>\.n +number 13\nfields +object 13$/m);
    const letters = [...'abcdefghijklmnopqrst'];
    const many = letters.flatMap((one) => letters.map((other) => [`alice${one}${other}`, 1]));
    expect(shape({ by: Object.fromEntries(many), ...shared })).toMatch(/^by\.<key> +number 400\nfields /m);
    const whole = shape(Object.fromEntries(names.map((name) => [name, { n: 1 }])));
    expect(whole).toMatch(/^<key> +object 13\n<key>\.n +number 13$/m);
    for (const told of [beside, alike, whole, shape({ AKIAIOSFODNNEXAMPLE: 1, 'bob@corp': 2 })])
      expect(told).not.toMatch(/alice|AKIA|bob|db\./);
    // An object whose names are told by being there again and again keeps them beside one that is not.
    const kept = Array.from({ length: 4 }, (_, n) => ({ by: { count: n, total: n, [`00u${n}x${n}`]: n } }));
    expect(shape(...kept)).toMatch(/^by\.<key> +number 4\nby\.count +number 4\nby\.total +number 4$/m);
    // So do many fields that are always there, fields of several types, and the columns of a table.
    const columns = Object.fromEntries(names.map((name) => [name, 1]));
    expect(shape({ by: columns }, { by: columns })).toMatch(/^by\.alicem +number 2$/m);
    const mixed = names.map((name, at) => ({ by: { [name]: at % 2 === 0 ? at : name }, ...shared }));
    expect(shape(...mixed)).toMatch(/^by\.alicem +number 1$/m);
    expect(shape(...names.map((name) => ({ [name]: 'x' })))).toMatch(/^alicem +text 1$/m);
  });

  test('ends quietly when its reader goes away', () => {
    writeFileSync(join(folder, 'long.ndjson'), `${json(oktaEvent())}\n`.repeat(20_000));
    const { stdout, stderr } = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" "${PROGRAM}" parse long.ndjson | head -n 1`],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    expect(stdout).toMatch(/^Record/);
    expect(stderr).toBe('');
  });

  test.each<[string, readonly string[], RegExp]>([
    ['a missing file', ['nowhere.json'], /nowhere\.json is not a file/],
    ['an unknown vendor', ['log.ndjson', '--vendor', 'oktaa'], /"oktaa"; it reads/],
    [
      'a tenant that no event could have',
      ['log.ndjson', '--tenant', ''],
      /--tenant: give a name of 1 to 256/,
    ],
    ['two views at once', ['log.ndjson', '--shape', '--summary'], /not both/],
    ['no file', [], /missing required argument/],
  ])('refuses %s with a sentence', (_name, args, message) => {
    const { code, stderr } = outflow(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
  });
});
