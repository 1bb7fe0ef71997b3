import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { PROGRAM, outflow as run } from './command.ts';
import { company } from './demo/day.ts';
import { temporaryFolder } from './temporary.ts';

const folder = temporaryFolder();

const outflow = (...args: string[]) => run(folder, args);

const raw = [...company.history(), ...company.day()]
  .filter(({ vendor }) => vendor === 'salesforce')
  .map((one) => one.raw);
const files = {
  lines: 'log.ndjson',
  document: 'log.json',
  compressed: 'log.ndjson.gz',
};
const lines = raw.map((event) => JSON.stringify(event)).join('\n');
writeFileSync(join(folder, files.lines), lines);
writeFileSync(join(folder, files.document), JSON.stringify(raw, null, 2));
writeFileSync(join(folder, files.compressed), gzipSync(lines));

describe('npx outflow backtest', () => {
  const results = Object.values(files).map((file) => outflow('backtest', file, '--vendor', 'salesforce'));

  test('tells what would have paged and why', () => {
    const [{ code, stdout } = { code: 1, stdout: '' }] = results;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Paged +1 time,/m);
    expect(stdout).toContain(company.incident.person.email);
    expect(stdout).toMatch(/quiet if +at most [\d,]+ records in 2 h/);
    expect(stdout).toMatch(/at least [\d,]+ records; no upper bound can be given/);
  });

  test('reads lines, a JSON document and gzip alike', () => {
    expect(new Set(results.map(({ stdout }) => stdout)).size).toBe(1);
  });

  test('shows progress apart from the result', () => {
    expect(results[0]?.stderr).toMatch(/Reading 100 %/);
    expect(results[0]?.stdout).not.toMatch(/Reading|Judging/);
  });

  test('leaves its findings for the other commands', () => {
    const { code, stdout } = outflow('findings', '--from', 'backtest', '--severity', 'critical', '--json');
    expect(code).toBe(0);
    const [finding] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(finding).toMatchObject({ class_uid: 2004, severity_id: 5 });
    expect(
      outflow('show', finding.finding_info.uid.slice(0, 7).toLowerCase(), '--from', 'backtest').code,
    ).toBe(0);
  });

  test('gives JSON when asked', () => {
    const { stdout } = outflow('backtest', files.compressed, '--vendor', 'salesforce', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ activities: raw.length, pages: [{ kind: 'opened' }] });
  });
});

describe('for analysts, from a saved run', () => {
  const from = ['--from', 'backtest'];
  const [id = ''] = /OF-[0-9A-Z]{4}-[0-9A-Z]{2}/.exec(
    outflow('findings', ...from, '--severity', 'critical').stdout,
  ) ?? [''];
  const { email } = company.incident.person;

  test('report says who took what, in the format that is asked for', () => {
    const formats = {
      text: /^The account of .* took/,
      md: /^# The account of/,
      html: /^<!doctype html>/,
      csv: /^"finding",/,
    };
    for (const [format, start] of Object.entries(formats)) {
      const { code, stdout, stderr } = outflow('report', id, ...from, '--format', format);
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(stdout).toMatch(start);
    }
    const [document] = JSON.parse(outflow('report', id, ...from, '--format', 'json').stdout);
    expect(document).toMatchObject({ class_uid: 2004, metadata: { version: '1.8.0' } });
    expect(document.unmapped.report).toMatchObject({ hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test('report of an actor and a span is the report of its findings there', () => {
    const byActor = outflow(
      'report',
      '--actor',
      email,
      ...from,
      '--from',
      '2026-06-30',
      '--to',
      '2026-06-30',
    );
    expect(byActor.stderr).toBe('');
    expect(byActor.stdout).toContain(id);
    const elsewhere = outflow(
      'report',
      '--actor',
      email,
      ...from,
      '--from',
      '2025-01-01',
      '--to',
      '2025-01-31',
    );
    expect(elsewhere.stderr).toMatch(/no finding of .* in that time/);
    expect(elsewhere.code).toBe(2);
  });

  test('report counts deadlines from a named person only, and writes where it is told', () => {
    const options = ['--aware', 'Ada Example', '--aware-at', '2026-06-30T15:10Z', '--regime', 'contract=24h'];
    writeFileSync(join(folder, 'report.txt'), 'One that others may read.', { mode: 0o644 });
    const { code, stdout, stderr } = outflow('report', id, ...from, ...options, '--out', 'report.txt');
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/Written to report\.txt/);
    expect(statSync(join(folder, 'report.txt')).mode & 0o777).toBe(0o600);
    const text = readFileSync(join(folder, 'report.txt'), 'utf8');
    expect(text).toMatch(/2026-07-01 15:10 UTC(?: \(past\))? contract: notify as agreed/);
    expect(outflow('report', id, ...from).stdout).toMatch(/No deadline runs in this report/);
  });

  test('ends quietly when its reader goes away', () => {
    const line = `"${process.execPath}" "${PROGRAM}" report ${id} --from backtest --format html | head -n 1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['<!doctype html>\n', '']);
  });

  test('findings pages, filters and gives CSV', () => {
    const all = outflow('findings', ...from, '--csv')
      .stdout.trim()
      .split('\r\n');
    const first = outflow('findings', ...from, '--csv', '--limit', '1');
    const place = /--after (\S+)/.exec(first.stderr)?.[1] ?? '';
    const rest = outflow('findings', ...from, '--csv', '--after', place)
      .stdout.trim()
      .split('\r\n');
    expect([...first.stdout.trim().split('\r\n'), ...rest.slice(1)]).toEqual(all);
    expect(outflow('findings', ...from, '--actor', email).stdout).toContain(id);
    expect(outflow('findings', ...from, '--status', 'closed').stdout).toBe('No findings.\n');
  });

  test('export gives every finding as a line of OCSF, which the other commands read again', () => {
    const { code, stdout } = outflow('export', ...from);
    expect(code).toBe(0);
    writeFileSync(join(folder, 'findings.ndjson'), stdout);
    expect(outflow('export', '--from', 'findings.ndjson').stdout).toBe(stdout);
  });

  test('actor says in words what is usual, and why', () => {
    const { code, stdout } = outflow('actor', email, ...from);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Networks +usual: \S+ \(\d+ of \d+ days\)/);
    expect(stdout).toMatch(/Records +on \d+ days of \d+: about [\d,]+ records a day/);
    expect(stdout).toMatch(/Why +from days .* the last week never defines what is normal/);
    expect(stdout).toContain(id);
  });

  test('what people have made of a finding is shown and reported', () => {
    expect(
      outflow('close', id, ...from, '--as', 'Ada Example', '--verdict', 'malicious', '--note', 'Called her.')
        .code,
    ).toBe(0);
    for (const command of ['show', 'report']) {
      const { stdout } = outflow(command, id, ...from);
      expect(stdout).toMatch(/closed as malicious/);
      expect(stdout).toContain('Called her.');
    }
    expect(outflow('findings', ...from, '--status', 'closed').stdout).toContain(id);
  });
});

describe('a call that cannot work', () => {
  test.each([
    [
      'names the missing file',
      ['backtest', 'nowhere.json', '--vendor', 'okta'],
      /nowhere\.json is not a file/,
    ],
    ['names the vendors there are', ['backtest', files.lines, '--vendor', 'oktaa'], /"oktaa"; it reads okta/],
    ["says when a file is not the vendor's", ['backtest', files.lines, '--vendor', 'okta'], /check --vendor/],
    ['names the command that makes findings', ['show', 'OF-0000', '--from', 'demo'], /npx outflow demo/],
    [
      'lists severities',
      ['findings', '--from', 'backtest', '--severity', 'bad'],
      /informational, medium, high, critical/,
    ],
    [
      'lists where ids are found',
      ['show', 'OF-ZZZZ-ZZ', '--from', 'backtest'],
      /npx outflow findings --from backtest/,
    ],
    ['asks which Outflow is meant', ['quarantine', 'list'], /--stack NAME.*--local/],
    ['asks what to redrive', ['quarantine', 'redrive', '--stack', 'Outflow'], /quarantine list, or --all/],
    [
      'says how an actor is named',
      ['forget', 'alice', '--stack', 'Outflow'],
      /vendor\/tenant\/id, such as okta\/default\/00u1/,
    ],
    ['takes one target', ['quarantine', 'list', '--stack', 'Outflow', '--local'], /one of --stack/],
    ['points to the help', ['frobnicate'], /--help/],
    ['asks which findings', ['report', '--from', 'backtest'], /by their ids, or with --actor/],
    [
      'lists formats',
      ['report', 'OF-1', '--from', 'backtest', '--format', 'pdf'],
      /text, md, html, json, csv/,
    ],
    [
      'wants a name with a time',
      ['report', 'OF-1', '--from', 'backtest', '--aware', 'Ada Example'],
      /--aware and --aware-at belong together/,
    ],
    [
      'lists duties',
      ['report', 'OF-1', '--from', 'backtest', '--regime', 'ccpa'],
      /gdpr, nis2, hipaa, nydfs, or give your own/,
    ],
    ['says what a time is', ['findings', '--from', 'backtest', '--since', 'monday'], /give a day such as/],
    [
      'says what a limit is',
      ['findings', '--from', 'backtest', '--limit', 'x'],
      /whole number of findings from 1 to 1,000/,
    ],
    ['names who is unknown', ['actor', 'nobody@example.com', '--from', 'backtest'], /Nothing here names/],
    ['says what can be followed', ['tail', '--from', 'backtest'], /--stack NAME or --local/],
    ['takes one target', ['show', 'OF-1', '--from', 'demo', '--local'], /one of --stack, --local and --from/],
  ])('%s and exits with 2', (_, args, message) => {
    const { code, stderr, stdout } = outflow(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('a damaged gzip is named', () => {
    writeFileSync(join(folder, 'bad.gz'), gzipSync(lines).subarray(0, 100));
    const { code, stderr } = outflow('backtest', 'bad.gz', '--vendor', 'salesforce');
    expect(stderr).toMatch(/bad\.gz cannot be read/);
    expect(code).toBe(2);
  });
});

/** Two spaces in front, and what it is after its name and arguments. */
function commandsIn(help: string): string[] {
  const listed = [...help.matchAll(/^ {2}([a-z][a-z-]+)(?: [[<].*?)? {2}/gm)].map(([, name = '']) => name);
  return help.includes('[command]') ? listed.filter((name) => name !== 'help') : [];
}

describe('help', () => {
  test('goes with the version', () => {
    const { code, stdout } = outflow('--version');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('exits 0 and shows an example for every command', () => {
    const { code, stdout } = outflow('--help');
    expect(code).toBe(0);
    const commands = commandsIn(stdout);
    expect(commands).toContain('backtest');
    for (const command of commands) {
      const help = outflow(command, '--help').stdout;
      expect(help).toMatch(new RegExp(`^Examples?: npx outflow ${command}`, 'm'));
      for (const inner of commandsIn(help))
        expect(outflow(command, inner, '--help').stdout).toContain(
          `Example: npx outflow ${command} ${inner}`,
        );
    }
  });

  test('report shows how it is called in each way', () => {
    const { stdout } = outflow('report', '--help');
    for (const example of ['--format html', '--actor', '--aware']) expect(stdout).toContain(example);
  });

  test('coverage says what a log does not show', () => {
    expect(outflow('coverage', 'mixpanel').stdout).toMatch(/Blind +- \w/);
    const [mixpanel] = JSON.parse(outflow('coverage', 'mixpanel', '--json').stdout);
    expect(mixpanel.techniques).toContainEqual(expect.objectContaining({ id: 'T1530', sight: 'late' }));
    expect(mixpanel.incidents[0].steps.at(-1)).toMatchObject({ technique: 'T1199', sight: 'honey' });
  });
});
