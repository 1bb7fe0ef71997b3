import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { company } from './demo/day.ts';

const program = join(import.meta.dirname, '../cli/outflow.js');
const folder = mkdtempSync(join(tmpdir(), 'outflow-cli-test-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function outflow(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

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
    ['points to the help', ['frobnicate'], /--help/],
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

describe('help', () => {
  test('exits 0 and shows an example for every command', () => {
    const { code, stdout } = outflow('--help');
    expect(code).toBe(0);
    for (const command of [
      'demo',
      'backtest',
      'calibrate',
      'backfill',
      'coverage',
      'rules',
      'findings',
      'show',
    ]) {
      expect(stdout).toContain(command);
      expect(outflow(command, '--help').stdout).toContain(`Example: npx outflow ${command}`);
    }
  });

  test('coverage says what a log does not show', () => {
    expect(outflow('coverage', 'mixpanel').stdout).toMatch(/Blind +- \w/);
  });
});
