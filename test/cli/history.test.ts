import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dump, makeOrganisation } from '../../cli/corpus/organisation.ts';
import { openPool } from '../../cli/shards/pool.ts';
import { PROGRAM, outflow as run } from '../command.ts';
import { honey, REGISTRY } from '../fixtures/honey.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();
const temporary = join(folder, 'temporary');
mkdirSync(temporary);
const env = { ...process.env, TMPDIR: temporary };

const outflow = (...args: string[]) => run(folder, args, { env });

const FIRST_DAY = 20_500;
const DAYS = 32;
const organisation = makeOrganisation('history', {
  people: 4,
  services: 2,
  firstDay: FIRST_DAY,
  lastDay: FIRST_DAY + DAYS - 1,
});
const logs = Map.groupBy(dump(organisation, FIRST_DAY, FIRST_DAY + DAYS - 1), ({ vendor }) => vendor);
const files = [...logs].map(([vendor, lines]) => {
  writeFileSync(join(folder, `${vendor}.ndjson`), lines.map(({ line }) => `${line}\n`).join(''));
  return `${vendor}.ndjson`;
});
const events = [...logs.values()].flat().length;
const put = (name: string, text: string) => writeFileSync(join(folder, name), text);

describe('npx outflow backtest over logs of several vendors', () => {
  const LOW = { reviewScore: 1, pageScore: 1 };
  put('strict.json', JSON.stringify({ thresholds: { ...LOW, service: LOW } }));
  const { code, stdout } = outflow('backtest', ...files, '--compare', 'strict.json', '--json');
  const result = JSON.parse(stdout);

  test('tells the vendors by their events and reads every one', () => {
    expect(code).toBe(0);
    expect(Object.keys(result.vendors).sort()).toEqual([...logs.keys()].sort());
    const { ignored, unreadable } = result;
    const counts: number[] = [...Object.values<number>(ignored), ...Object.values<number>(unreadable)];
    expect(result.activities + counts.reduce((sum, count) => sum + count, 0)).toBe(events);
    expect(unreadable).toEqual({});
    // Each is known from the first of its 32 days on.
    expect(result.notes).toEqual([]);
  });

  test('says what other lines would have paged, and what the pages rest on', () => {
    const asSet = result.lines.find(({ percent }: { percent: number }) => percent === 100);
    expect(asSet.pagesPerWeek).toBe(result.pagesPerWeek);
    expect(result.causes[0].share).toBeGreaterThan(0);
  });

  test('says of a page with which event of the day it would have gone out', () => {
    type Told = { kind: string; moment?: Record<string, number>; finding: { day: number; entity: string } };
    const opened = (result.comparison.pages.gained as readonly { id: string }[]).length + result.pages.length;
    expect(opened).toBeGreaterThan(0);
    const low = JSON.parse(outflow('backtest', ...files, '--settings', 'strict.json', '--json').stdout);
    const pages: readonly Told[] = low.pages;
    const told = pages.flatMap(({ moment, finding }) => (moment === undefined ? [] : [{ moment, finding }]));
    const accounts = pages.filter(({ kind, finding }) => kind === 'opened' && !/^feed/.test(finding.entity));
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeGreaterThan(0.9 * accounts.length);
    for (const { moment, finding } of told) {
      expect(moment['events']).toBeGreaterThan(0);
      expect(moment['events']).toBeLessThanOrEqual(moment['ofEvents'] ?? 0);
      expect(Math.floor((moment['time'] ?? 0) / 86_400_000)).toBe(finding.day);
    }
    const { stdout: text } = outflow('backtest', ...files, '--settings', 'strict.json');
    expect(text).toMatch(
      /^ {2}Paged {5}\d{4}-\d\d-\d\d \d\d:\d\d UTC, after [\d,]+ of [\d,]+ events? of the day/m,
    );
  });

  test('says what other settings gain and lose', () => {
    const { pages, pagesPerWeek } = result.comparison;
    expect(pages.after).toBeGreaterThan(pages.before);
    expect(pages.gained.length - pages.lost.length).toBe(pages.after - pages.before);
    expect(pagesPerWeek.after).toBeGreaterThan(pagesPerWeek.before);
  });

  test('leaves the findings of both for the other commands', () => {
    for (const from of ['backtest', 'backtest-after']) {
      const listed = outflow('findings', '--from', from);
      expect(listed.stdout).toMatch(/^OF-/m);
    }
  });

  test('shows an account by the e-mail address that its profile knows, with findings or without', () => {
    const someone = organisation.actors.find(({ kind, vendor }) => kind === 'person' && vendor === 'okta');
    const { code, stdout } = outflow('actor', someone?.email ?? '', '--from', 'backtest');
    expect(code).toBe(0);
    expect(stdout).toContain(someone?.uid);
    const unknown = outflow('actor', 'nobody', '--from', 'backtest');
    expect(unknown.stderr).toContain('Nothing here names nobody');
    expect(unknown.stderr).toContain('which npx outflow parse LOG --json shows as actor.uid');
  });

  test('compares rules of one’s own with the shipped ones', () => {
    mkdirSync(join(folder, 'loud'));
    put(
      'loud/any.yml',
      'title: Any sign-in\nid: 0b6c1a52-3f0e-4c7e-9a63-1f6f0a6c2c11\nstatus: stable\nlevel: high\nlogsource: {product: okta}\ndetection: {a: {eventType: user.session.start}, condition: a}\noutflow: {stage: live}\n',
    );
    const loud = outflow('backtest', 'okta.ndjson', '--compare-rules', 'loud');
    expect(loud.stderr).not.toMatch(/cannot be used/);
    expect(loud.stdout).toMatch(/findings +\d+ +\d+ +\+[1-9]/);
  });
});

describe('npx outflow backtest with several threads', () => {
  const run = (jobs: string) => {
    const { stdout } = outflow('backtest', ...files, '--compare', 'strict.json', '--json', '--jobs', jobs);
    const saved = ['backtest', 'backtest.profiles', 'backtest-after', 'backtest-after.profiles'];
    return [stdout, ...saved.map((name) => readFileSync(join(folder, `.outflow/${name}.jsonl`), 'utf8'))];
  };

  test('tells and leaves the same, to the byte, as with one', () => {
    const alone = run('1');
    expect(alone[0]?.length).toBeGreaterThan(1000);
    expect(run('3')).toEqual(alone);
  });

  test('says what goes wrong in a thread as the command itself would', async () => {
    const pool = openPool(2, {
      options: { tenant: 'default', settings: join(folder, 'nowhere.json') },
      arrival: 0,
    });
    await expect(pool.decode([])).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/nowhere\.json is not a file that can be read/),
    });
    await pool.close();
  });
});

const LOUD = { reviewScore: 0.5, pageScore: 0.5 };

describe('npx outflow calibrate', () => {
  test('writes settings that backtest takes, and says how sure they are', () => {
    const { code, stdout } = outflow('calibrate', ...files, '--budget', '2', '--out', 'settings.json');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^people +\d+ +\d+\.\d/m);
    expect(stdout).toMatch(/of 3,000 actor-weeks are yours; the shipped tables and line count for the other/);
    expect(stdout).toMatch(
      /no line can be shown to keep to the budget on fewer than about 1,845 actor-weeks/,
    );
    const written = JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'));
    expect(written).toMatchObject({ thresholds: {}, tails: { person: {} }, about: { budget: 2 } });
    expect(stdout).toContain('Next: npx outflow backtest FILE… --compare settings.json\n');
    expect(outflow('backtest', 'okta.ndjson', '--settings', 'settings.json').code).toBe(0);
  });

  test('does not send to a comparison of the settings that a backtest takes with themselves', () => {
    const { stdout } = outflow('calibrate', 'okta.ndjson', '--out', 'outflow-settings.json');
    rmSync(join(folder, 'outflow-settings.json'));
    expect(stdout).toMatch(
      /^Next: npx outflow backtest FILE…, which takes outflow-settings\.json by itself/m,
    );
  });

  test('names what paged with the settings as they were and would not with the fitted ones', () => {
    writeFileSync(join(folder, 'loud.json'), JSON.stringify({ thresholds: LOUD }));
    const call = ['calibrate', ...files, '--settings', 'loud.json', '--budget', '0.001'];
    const { stdout } = outflow(...call);
    const { about } = JSON.parse(outflow(...call, '--json').stdout);
    const scores = about.silenced.map(({ score }: { score: number }) => score);
    expect(scores.length).toBeGreaterThan(1);
    expect(scores).toEqual(scores.toSorted((a: number, b: number) => b - a));
    expect(stdout).toContain(
      `Paged with the settings as they were, and no more, worst first: ${scores.length}. If one`,
    );
  });

  test('names what it counts as false, under the id that backtest gives it', () => {
    // By the lines of the backtest: of few people hardly a harmless day reaches the shipped ones.
    const call = ['calibrate', ...files, '--settings', 'strict.json', '--budget', '1000', '--json'];
    const { about } = JSON.parse(outflow(...call).stdout);
    const counted = [...about.person.counted, ...about.service.counted];
    expect(counted).toHaveLength(
      Math.min(10, about.person.falseIncidents) + Math.min(10, about.service.falseIncidents),
    );
    expect(counted.length).toBeGreaterThan(0);
    const found = readFileSync(join(folder, '.outflow/backtest-after.jsonl'), 'utf8');
    expect(found).toContain(counted[0].id);
  });

  test('calls an address that was loud by itself, and by none of the accounts that were tried from it', () => {
    const days = Array.from({ length: 32 }, (_, day) => day);
    const at = (day: number, minute: number) =>
      new Date((FIRST_DAY + day) * 86_400_000 + minute * 60_000).toISOString();
    const signIn = (day: number, minute: number, who: number, tried: object = {}) =>
      oktaEvent({
        uuid: `spray-${day}-${minute}-${who}`,
        published: at(day, minute),
        eventType: 'user.session.start',
        actor: {
          id: `00u${who}`,
          type: 'User',
          alternateId: `u${who}@example.com`,
          displayName: `User ${who}`,
        },
        ...tried,
      });
    const client = { ipAddress: '203.0.113.66' };
    put(
      'sprayed.ndjson',
      [
        ...days.flatMap((day) => [1, 2, 3].map((who) => signIn(day, 540, who))),
        ...Array.from({ length: 60 }, (_, who) =>
          signIn(30, 600 + (who % 20), who, { client, outcome: { result: 'FAILURE' } }),
        ),
        signIn(30, 640, 3, { client }),
      ]
        .map((event) => JSON.stringify(event))
        .join('\n'),
    );
    const { stdout } = outflow('calibrate', 'sprayed.ndjson', '--budget', '1000');
    expect(stdout).toMatch(/ 203\.0\.113\.66 +OF-\S+ +203\.0\.113\.66@/);
  });

  test('counts fewer actor-weeks when accounts or days are excluded', () => {
    const weeks = (...more: string[]) => {
      const { stdout } = outflow('calibrate', 'salesforce.ndjson', '--json', ...more);
      return JSON.parse(stdout).about.person.actorWeeks as number;
    };
    const someone = organisation.actors.find(
      ({ vendor, kind }) => vendor === 'salesforce' && kind === 'person',
    );
    const all = weeks();
    expect(weeks('--exclude', someone?.email ?? '')).toBeLessThan(all);
    expect(weeks('--exclude', `salesforce/${someone?.uid}`)).toBeLessThan(all);
  });
});

describe('npx outflow backfill', () => {
  test('fills a state file, and changes nothing when it is run again', () => {
    const first = outflow('backfill', ...files, '--state', 'state.jsonl', '--json');
    expect(first.code).toBe(0);
    const { written } = JSON.parse(first.stdout);
    expect(written).toBeGreaterThan(10);
    const stored = readFileSync(join(folder, 'state.jsonl'), 'utf8');
    const second = outflow('backfill', ...files, '--state', 'state.jsonl', '--json');
    expect(JSON.parse(second.stdout)).toMatchObject({ written: 0, unchanged: written, kept: [] });
    expect(readFileSync(join(folder, 'state.jsonl'), 'utf8')).toBe(stored);
  });

  test('says of which dataset at which vendor the log holds honey, and in how many events', () => {
    put('honey.json', JSON.stringify(REGISTRY));
    const query = `id eq "${honey(1).id}"`;
    const touched = [1, 2].map((n) => oktaEvent({ uuid: `h${n}`, debugContext: { debugData: { query } } }));
    put('touched.ndjson', touched.map((event) => JSON.stringify(event)).join('\n'));
    const args = ['backfill', 'touched.ndjson', '--state', 'touched.jsonl'];
    expect(outflow(...args, '--registry', 'honey.json').stdout).toContain(
      'Honey      2 events with honey of contacts at salesforce',
    );
    expect(outflow(...args).stdout).not.toContain('Honey');
    expect(JSON.parse(outflow(...args, '--registry', 'honey.json', '--json').stdout)).toMatchObject({
      honey: { 'salesforce contacts': 2 },
    });
    expect(outflow(...args, '--registry', 'none.json')).toMatchObject({ code: 2 });
  });
});

describe('a folder of logs', () => {
  const tree = join(folder, 'tree');
  for (const [at, file] of files.entries()) {
    mkdirSync(join(tree, `2026/0${at + 1}`), { recursive: true });
    writeFileSync(join(tree, `2026/0${at + 1}`, file), readFileSync(join(folder, file)));
  }
  mkdirSync(join(tree, '.cache'));
  writeFileSync(join(tree, '.cache/seen'), 'no log');
  for (const at of ['', '2026']) writeFileSync(join(tree, at, '.DS_Store'), 'no log');
  mkdirSync(join(folder, 'hollow/within'), { recursive: true });

  test('is read with everything under it, as if each file had been named', () => {
    const { code, stdout } = outflow('backtest', 'tree', '--json');
    expect(code).toBe(0);
    const named = JSON.parse(outflow('backtest', ...files, '--json').stdout);
    expect(JSON.parse(stdout)).toEqual(named);
    const parsed = outflow('parse', ...files, '--summary').stdout;
    for (const path of ['tree', 'tree/', './tree', 'tree/2026/..'])
      expect(outflow('parse', path, '--summary').stdout, path).toBe(parsed);
    for (const args of [['calibrate'], ['rules', 'try'], ['backfill', '--state', 'tree.jsonl']])
      expect(outflow(...args, 'tree').code, args.join(' ')).toBe(0);
  });

  test('is read where its files are links as well, but for those that lead back', () => {
    mkdirSync(join(folder, 'linked'));
    for (const file of files) symlinkSync(join('..', file), join(folder, 'linked', file));
    symlinkSync('..', join(folder, 'linked/back'));
    const args = (...paths: string[]) => ['parse', ...paths, '--summary'];
    expect(outflow(...args('linked')).stdout).toBe(outflow(...args(...files)).stdout);
  });

  test('without a file is said', () => {
    const { code, stderr } = outflow('backtest', 'hollow');
    expect(stderr).toContain('There is no file in hollow');
    expect(code).toBe(2);
  });

  test('of which nothing can be used is not listed file by file', () => {
    mkdirSync(join(folder, 'digests'));
    for (let at = 0; at < 30; at++)
      writeFileSync(join(folder, 'digests', `${at + 10}.json`), '{"digest": 1}');
    const { stderr } = outflow('backtest', 'digests');
    expect(stderr).toContain('digests/19.json');
    expect(stderr).not.toContain('digests/20.json');
    expect(stderr).toContain('20 further files');
    expect(outflow('backtest', 'digests', 'okta.ndjson').stdout).toContain(
      'nothing of 20 further files could be used',
    );
  });
});

describe('logs and settings that cannot be used', () => {
  put('empty.ndjson', '');
  put('notes.txt', 'no log at all\n');
  put('bad.json', '{"thresholds": {"pageScore": "six"}}');
  put('short.ndjson', readFileSync(join(folder, 'okta.ndjson'), 'utf8').split('\n').slice(0, 20).join('\n'));
  put('future.ndjson', readFileSync(join(folder, 'short.ndjson'), 'utf8').replace(/"2026-/g, '"2090-'));

  test.each([
    ['an empty file', ['backtest', 'empty.ndjson'], /empty\.ndjson \(it is empty\)/],
    ['a file that is no log', ['backtest', 'notes.txt'], /notes\.txt \(is not JSON\).*--vendor/],
    ['events of the future', ['backtest', 'future.ndjson'], /future\.ndjson \(.*future/],
    ['bad settings', ['backtest', 'okta.ndjson', '--settings', 'bad.json'], /thresholds\.pageScore: "six"/],
    [
      'settings that are not there',
      ['backtest', 'okta.ndjson', '--compare', 'no.json'],
      /no\.json is not a file/,
    ],
    [
      'a comparison of settings with themselves',
      ['backtest', 'okta.ndjson', '--settings', 'strict.json', '--compare', './strict.json'],
      /--compare \.\/strict\.json is what the backtest takes already/,
    ],
    [
      'no number of threads',
      ['backtest', 'okta.ndjson', '--jobs', '0'],
      /--jobs 0: give a whole number of threads from 1 to 64/,
    ],
    ['nothing to read for threads', ['backtest', 'notes.txt', '--jobs', '2'], /notes\.txt \(is not JSON\)/],
    ['too short a log', ['calibrate', 'short.ndjson'], /give at least 28/],
    ['no budget', ['calibrate', 'okta.ndjson', '--budget', 'much'], /--budget much/],
    [
      'nobody to exclude',
      ['calibrate', 'okta.ndjson', '--exclude', 'x@example.com'],
      /--exclude x@example\.com/,
    ],
    ['no day to exclude', ['calibrate', 'okta.ndjson', '--exclude', '2026-13-01'], /is no day/],
    ['no target', ['backfill', 'okta.ndjson'], /--stack NAME/],
    ['two targets', ['backfill', 'okta.ndjson', '--state', 's', '--local'], /one of/],
    [
      'a state file that is none',
      ['backfill', 'okta.ndjson', '--state', 'notes.txt'],
      /notes\.txt is not a state/,
    ],
  ])('%s: says so, with the remedy, and exits with 2', (_, args, message) => {
    const { code, stderr, stdout } = outflow(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('beside logs that can be used, an unused file is named', () => {
    const { stdout, code } = outflow('backtest', 'okta.ndjson', 'notes.txt');
    expect(stdout).toContain('nothing of notes.txt (is not JSON) could be used');
    expect(code).toBe(0);
  });
});

describe('what waits on disk', () => {
  test.each(['1', '2'])('is gone after Ctrl-C with %s threads', async (jobs) => {
    const args = [PROGRAM, 'backtest', ...files, '--jobs', jobs];
    const child = spawn(process.execPath, args, { cwd: folder, env });
    for await (const text of child.stderr) if (String(text).includes('Judging')) break;
    expect(readdirSync(temporary)).toHaveLength(1);
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    expect(code).not.toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('is gone after every other run', () => {
    expect(outflow('backtest', 'okta.ndjson').code).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
