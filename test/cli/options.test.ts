import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { backfill } from '../../cli/commands/backfill.ts';
import { budget } from '../../cli/commands/budget.ts';
import { calibrate } from '../../cli/commands/calibrate.ts';
import { showCoverage, vendorOf } from '../../cli/commands/coverage.ts';
import { showEvidence } from '../../cli/commands/evidence.ts';
import { listFindings, nothingFound } from '../../cli/commands/findings.ts';
import { createHoney } from '../../cli/commands/honey.ts';
import { redriveQuarantine } from '../../cli/commands/quarantine.ts';
import { DEMO_BEGINS_MS, demoDay } from '../../cli/demo/day.ts';
import { UserError } from '../../cli/errors.ts';
import { filterOf } from '../../cli/filters.ts';
import { openRegistry } from '../../cli/honey/registry.ts';
import { wholeNumber } from '../../cli/whole-number.ts';
import { checkWritable, writeOut } from '../../cli/writable.ts';
import { vendorName } from '../../shared/page/names.ts';
import { DAY_MS } from '../../shared/time.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();
afterAll(() => vi.unstubAllEnvs());
const nowhere = join(folder, 'nowhere', 'file');
const log = join(folder, 'log.ndjson');
writeFileSync(log, '{}');

describe('what a command writes at its end', () => {
  test.each([
    ['calibrate', () => calibrate([log], { budget: '1', tenant: 'default', out: nowhere })],
    ['backfill', () => backfill([log], { tenant: 'default', state: nowhere })],
    [
      'honey create',
      () =>
        createHoney({
          vendor: 'okta',
          dataset: 'users',
          count: '1',
          domain: 'mail.example.com',
          registry: join(folder, 'honey.json'),
          out: nowhere,
        }),
    ],
  ])('has a place before %s begins', async (_, call) => {
    await expect(call()).rejects.toThrow(/cannot be written: there is no folder .*nowhere; make it first/);
  });

  test('may be a new file, an old one, or a device, but no folder', async () => {
    await checkWritable(join(folder, 'new'), '--out');
    await checkWritable(log, '--out');
    await checkWritable('/dev/null', '--out');
    mkdirSync(join(folder, 'inner'));
    await expect(checkWritable(join(folder, 'inner'), '--out')).rejects.toThrow(
      /is a folder: name a file in it/,
    );
  });
});

test('what --out names is written as a whole, for whom it says, and a place that is gone meanwhile is named', async () => {
  const out = join(folder, 'out.json');
  await writeOut(out, 'long text');
  await writeOut(out, 'text', 0o600);
  expect(readFileSync(out, 'utf8')).toBe('text');
  expect(statSync(out).mode & 0o777).toBe(0o600);
  const error = await writeOut(nowhere, 'text').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect(String(error)).toMatch(/--out .*nowhere.file cannot be written: ENOENT: no such file or directory/);
});

describe('a vendor', () => {
  test.each<readonly [string, string]>([
    ['okta', 'okta'],
    ['Okta', 'okta'],
    ['google workspace', 'google-workspace'],
    ['AWS', 'aws'],
    ...VENDORS.map(({ uid }) => [vendorName({ vendor: uid }), uid] as const),
  ])('is known as pages write it: %s', (written, uid) => {
    expect(vendorOf(written).uid).toBe(uid);
    expect(filterOf({ vendor: written }, { isLive: false }).vendor).toBe(uid);
    expect(nothingFound({ isLive: false }, { vendor: written })).toBe('No findings.');
  });

  test('that nobody knows is named, with those there are', () => {
    expect(() => vendorOf('Acme')).toThrow(/does not know the vendor "Acme"; it reads okta, salesforce, /);
    expect(() => vendorOf('mixpanl')).toThrow(/ zoom\. Did you mean mixpanel\?$/);
    expect(() => vendorOf('Acme')).toThrow(/ zoom\.$/);
  });
});

describe('options', () => {
  test('that exclude one another are refused', async () => {
    await expect(listFindings({ json: true, csv: true, limit: '50' })).rejects.toThrow('--json or --csv');
    await expect(redriveQuarantine(['1f2e3d4c'], { all: true })).rejects.toThrow(/--all, not both/);
    expect(() => showCoverage([], { json: true, markdown: true })).toThrow('--json or --markdown, not both');
    const options = { corpus: 'g', people: '1', tenant: 'default' };
    await expect(budget('alice', options)).rejects.toThrow(/--log, or --corpus, not both/);
  });

  test.each(['0', '3601', '1.5', 'ten', ''])(
    'that count are whole numbers within limits, as "%s" is not',
    (text) => {
      expect(() => wholeNumber('--timeout', text, 'seconds', [1, 3600])).toThrow(
        `--timeout ${text}: give a whole number of seconds from 1 to 3,600.`,
      );
    },
  );

  test('that count may be as few and as many as they say, and nothing is no number', () => {
    for (const text of ['1', '60', '3600'])
      expect(wholeNumber('--timeout', text, 'seconds', [1, 3600])).toBe(Number(text));
    expect(() => wholeNumber('--days', ' ', 'days', [0, 9])).toThrow(UserError);
  });

  test('is asked for before anything else', async () => {
    for (const days of ['', 'x', '401'])
      await expect(showEvidence('OF-1', { days })).rejects.toThrow(
        `--days ${days}: give a whole number of days from 0 to 400.`,
      );
  });

  test('that decided, or name what is not there, are named where nothing is found', () => {
    expect(nothingFound({ isLive: true }, {})).toMatch(/^No findings in 90 days: --since/);
    expect(nothingFound({ isLive: true }, { since: '7d' })).toBe('No findings.');
    expect(nothingFound({ isLive: false }, {})).toBe('No findings.');
    expect(nothingFound({ isLive: false }, { vendor: 'Okta', detector: 'volume' })).toBe('No findings.');
    expect(nothingFound({ isLive: false }, { vendor: 'oktaa' })).toMatch(
      /^No findings: oktaa is none of the built-in vendors okta, .*\. Did you mean okta\?$/,
    );
    expect(nothingFound({ isLive: true }, { detector: 'volum' })).toMatch(
      /^No findings in 90 days: --since.* volum is none of the built-in detectors volume, .*\. Did you mean volume\?$/,
    );
  });

  test('of time are held against this clock for a stack alone: a saved run and the demo are as old as they are', () => {
    const from = (source: Parameters<typeof filterOf>[1], options = {}) => filterOf(options, source).fromMs;
    const before = Date.now();
    const days = (before - from({ isLive: true })) / DAY_MS;
    expect(days).toBeCloseTo(90, 1);
    const local = { isLive: true, fromMs: DEMO_BEGINS_MS };
    expect(from(local)).toBeLessThanOrEqual(Date.parse(demoDay(before)));
    expect(from(local)).toBeLessThanOrEqual(Date.parse(demoDay(0)));
    expect(from(local, { until: '2020-01-01' })).toBeLessThan(DEMO_BEGINS_MS);
    expect(from({ isLive: false })).toBe(0);
    expect(nothingFound(local, {})).toBe('No findings.');
  });

  test('of severity and status are read as pages write them', () => {
    const filter = filterOf({ severity: 'HIGH', status: 'In Progress' }, { isLive: false });
    expect(filter).toMatchObject({ least: 'high', status: 'in progress' });
  });

  test('of where honey is noted: OUTFLOW_STACK stands in for --stack, and --registry goes before it', async () => {
    // Where nobody listens.
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9');
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'example');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
    const environment = { OUTFLOW_STACK: 'NoSuchStack' };
    await expect(openRegistry({}, environment)).rejects.toThrow(/The stack NoSuchStack cannot be read/);
    expect((await openRegistry({ registry: 'mine.json' }, environment)).title).toBe('mine.json');
    expect((await openRegistry({}, {})).title).toBe('outflow.honey.json');
  });
});
