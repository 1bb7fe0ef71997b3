import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ruleTemplate } from '../../cli/rules/template.ts';
import { readCases, runCases } from '../../shared/sigma/cases.ts';
import { readRules } from '../../shared/sigma/read-rules.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import { outflow } from '../command.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();

const rules = (...args: string[]) => outflow(folder, ['rules', ...args]);

function put(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const rule = (title: string, more = '') =>
  `title: ${title}\nlogsource: {product: github}\ndetection: {a: {action: repo.access}, condition: a}\n${more}`;

describe('npx outflow rules new', () => {
  test('writes a rule that passes its own cases, and does not overwrite it', () => {
    const made = rules('new', 'first-okta', '--vendor', 'okta', '--rules', 'made');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toContain('npx outflow rules test made/first-okta.yml');
    const tested = rules('test', 'made');
    expect(tested.stdout).toContain('1 of 1 with cases passes all of them');
    expect(tested.code).toBe(0);
    // Its cases are only what it looks at, which is no mistake.
    expect(tested.stdout).not.toContain('NOTE');
    const again = rules('new', 'first-okta', '--vendor', 'okta', '--rules', 'made');
    expect(again.stderr).toContain('is there already');
    expect(again.code).toBe(2);
  });

  test.each(VENDORS.map((vendor) => [vendor.uid, vendor] as const))('does so for %s', (uid, vendor) => {
    const template = ruleTemplate('first-of-mine', vendor);
    const [read] = readRules(template.rule);
    const cases = readCases(JSON.parse(template.cases));
    if (read?.kind !== 'rule' || cases.kind !== 'cases') throw new Error(JSON.stringify([read, cases]));
    expect(read.rule).toMatchObject({ title: 'First of mine', vendor: uid, stage: 'staging' });
    expect(runCases(read.rule, cases.cases).filter(({ kind }) => kind === 'verdict')).toEqual([]);
  });

  test.each([
    [['new', '../x', '--vendor', 'okta'], /cannot be the name of a rule/],
    [['new', 'a-rule', '--vendor', 'oktaa'], /"oktaa"; it reads okta/],
    [['new', 'a-rule'], /--vendor/],
  ])('%j says what is wrong', (args, message) => {
    const { code, stderr } = rules(...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});

describe('npx outflow rules test', () => {
  test('reports a folder of other people’s rules: what loads, and what does not by its reason', () => {
    put('theirs/a/one.yml', rule('One'));
    put('theirs/a/two.yaml', `${rule('Two')}---\n${rule('Three')}`);
    put('theirs/counts.yml', rule('Four').replace('condition: a', 'condition: a | count() > 3'));
    put('theirs/windows.yml', rule('Five').replace('github', 'windows'));
    put('theirs/windows2.yml', rule('Six').replace('github', 'windows'));
    put('theirs/bad.yml', 'title: {');
    put('theirs/notes.txt', 'no rule');
    const { code, stdout } = rules('test', 'theirs', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      rules: 7,
      loaded: 3,
      usable: [
        { path: 'theirs/a/one.yml', title: 'One' },
        { path: 'theirs/a/two.yaml', title: 'Two' },
        { path: 'theirs/a/two.yaml', title: 'Three' },
      ],
      withCases: 0,
      refused: [
        { reason: 'logsource windows', count: 2, rules: [{ path: 'theirs/windows.yml' }, {}] },
        { reason: 'aggregation count()', count: 1 },
        { reason: 'no YAML', count: 1 },
      ],
    });
    const { stdout: text } = rules('test', 'theirs');
    expect(text).toContain('3 of 7 rules can be used.');
    expect(text).toMatch(/^2 refused: logsource windows\n {2}theirs\/windows\.yml: its logsource windows/m);
  });

  test('refuses a rule with the id of another one: only one of them would be asked', () => {
    const id = 'id: 0d3c4a3e-8f9f-4c1e-9d55-0a7f5b1c2d3e\n';
    put('copied/one.yml', rule('One', id));
    put('copied/two.yml', `${rule('Two', id)}---\n${rule('Three')}`);
    put('copied/untitled.yml', rule('Three'));
    const { stdout } = rules('test', 'copied', './copied/one.yml');
    expect(stdout).toContain('2 of 4 rules can be used.');
    expect(stdout).toMatch(
      /^2 refused: id of another rule\n {2}copied\/two\.yml: .* is that of copied\/one\.yml: /m,
    );
    expect(stdout).toMatch(/^ {2}copied\/untitled\.yml: .* is that of copied\/two\.yml: /m);
    expect(rules('try', 'log.ndjson', '--rules', 'copied')).toMatchObject({ code: 2 });
  });

  test('reports names of files so that they cannot steer the terminal', () => {
    put('named/a\u001b[2Jb\nFAILED.yml', 'title: {');
    const { stdout } = rules('test', 'named');
    expect(stdout).toContain('named/a\uFFFD[2Jb FAILED.yml: ');
    expect(stdout).not.toContain('\u001b');
  });

  test('tells of a rule that is never asked, because what it asks for is noise', () => {
    put(
      'noise/one.yml',
      rule('One').replace('github', 'okta').replace('action: repo.access', 'eventtype: core.x'),
    );
    const { code, stdout } = rules('test', 'noise');
    expect(stdout).toMatch(
      /^NOTE noise\/one\.yml rule: Outflow ignores the events of Okta System Log that it asks for: /m,
    );
    expect(code).toBe(0);
  });

  test('tells of a case that is an event of another vendor, or noise', () => {
    const event = oktaEvent({ action: 'repo.access' });
    put('other/one.yml', rule('One'));
    put('other/one.cases.json', JSON.stringify({ matches: [event], misses: [{ action: 'x' }] }));
    expect(rules('test', 'other').stdout).toContain(
      'NOTE other/one.yml matches[0]: Outflow reads this as an event of Okta System Log, not of GitHub',
    );
    const noise = oktaEvent({ eventType: 'policy.evaluate_sign_on' });
    put(
      'other/one.yml',
      rule('One').replace('github', 'okta').replace('action: repo.access', 'version: "0"'),
    );
    put('other/one.cases.json', JSON.stringify({ matches: [noise], misses: [{ action: 'x' }] }));
    expect(rules('test', 'other').stdout).toContain(
      'NOTE other/one.yml matches[0]: Outflow ignores such events of Okta System Log: ',
    );
  });

  test('fails a rule that does not do what its cases say, and names the case', () => {
    put('mine/public.yml', rule('Public'));
    put(
      'mine/public.cases.json',
      JSON.stringify({ base: { action: 'repo.access' }, matches: [{}, { action: 'x' }], misses: [{ y: 1 }] }),
    );
    const { code, stdout } = rules('test', 'mine');
    expect(stdout).toContain('FAILED mine/public.yml matches[1]: the rule does not match and should');
    expect(stdout).toContain('FAILED mine/public.yml misses[0]: the rule matches and should not');
    expect(stdout).toMatch(/^1 case is no whole event: paste events of your own log/m);
    expect(stdout).not.toContain('NOTE');
    expect(code).toBe(2);
  });

  test('fails a rule that has cases and cannot be used', () => {
    put('broken/public.yml', rule('Public', 'level: severe\n'));
    put(
      'broken/public.cases.json',
      JSON.stringify({ matches: [{ action: 'x' }], misses: [{ action: 'y' }] }),
    );
    const { code, stdout } = rules('test', 'broken');
    expect(stdout).toContain('FAILED broken/public.yml rule: has cases and cannot be used: level: "severe"');
    expect(code).toBe(2);
  });

  test('fails a rule of one’s own that cannot be used: a deployment would stop at it', () => {
    put('outflow-rules/one.yml', rule('One', 'level: severe\n'));
    put('yours/one.yml', rule('One', 'level: severe\n'));
    const failed = 'FAILED outflow-rules/one.yml rule: is yours and cannot be used: level: "severe"';
    try {
      for (const args of [[], ['outflow-rules'], ['outflow-rules/one.yml']]) {
        const { code, stdout } = rules('test', ...args);
        expect(stdout).toContain(failed);
        expect(code).toBe(2);
      }
      expect(rules('test', '--rules', 'yours').code).toBe(2);
      expect(rules('test', 'yours').code).toBe(0);
    } finally {
      rmSync(join(folder, 'outflow-rules'), { recursive: true });
    }
  });

  test.each([
    [['test', 'nowhere'], /nowhere is no file or folder/],
    [['test'], /There is no folder outflow-rules: .*npx outflow rules new/],
    [['list', '--rules', 'nowhere'], /nowhere is no folder/],
  ])('%j names what is missing', (args, message) => {
    const { code, stderr } = rules(...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test('names cases that cannot be used', () => {
    put('odd/one.yml', rule('One'));
    put('odd/one.cases.json', '{"matches": []}');
    const { code, stderr } = rules('test', 'odd');
    expect(stderr).toMatch(
      /one\.cases\.json cannot be used: matches: expected a list of at least one raw event/,
    );
    expect(code).toBe(2);
  });
});

describe('npx outflow rules list', () => {
  test('puts rules of one’s own among the shipped ones, and in place of one with the same id', () => {
    const shipped = JSON.parse(rules('list', '--json').stdout);
    const replaced = shipped[0];
    put('own/mine.yml', rule('Mine', 'level: critical\noutflow: {stage: live}\n'));
    put('own/other.yml', rule('Silenced', `id: ${replaced.uid}\noutflow: {stage: off}\n`));
    put('own/bad.yml', 'title: x');
    const { stdout, stderr, code } = rules('list', '--rules', 'own', '--json');
    const all: { uid: string; title: string; source: string; stage: string }[] = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(all).toHaveLength(shipped.length + 1);
    expect(all.find(({ title }) => title === 'Mine')).toMatchObject({
      stage: 'live',
      source: 'own/mine.yml',
    });
    expect(all.find(({ uid }) => uid === replaced.uid)).toMatchObject({ title: 'Silenced', stage: 'off' });
    expect(stderr).toContain('1 file of own cannot be used: npx outflow rules test own says why.');
    expect(rules('list').stdout).toMatch(/^LEVEL +VENDOR +STAGE +SOURCE +TITLE\ncritical /);
  });
});

describe('npx outflow rules pack', () => {
  test('prints documents as JSON, and refuses what is no YAML', () => {
    put('pack/one.yml', rule('One'));
    const { stdout } = rules('pack', 'pack');
    expect(JSON.parse(stdout)).toEqual([
      {
        title: 'One',
        logsource: { product: 'github' },
        detection: { a: { action: 'repo.access' }, condition: 'a' },
      },
    ]);
    put('pack/two.yml', 'title: {');
    expect(rules('pack', 'pack')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('npx outflow rules try', () => {
  test('counts how often each rule is met, one’s own among them', () => {
    put(
      'tried/mine.yml',
      rule('Mine').replace('github', 'okta').replace('action: repo.access', 'eventType: x.y'),
    );
    const day = (n: number) => `2026-03-0${n}T09:15:30.000Z`;
    const events = [
      oktaEvent({ uuid: '1', published: day(1), eventType: 'system.log_stream.lifecycle.delete' }),
      oktaEvent({ uuid: '2', published: day(3), eventType: 'x.y' }),
      oktaEvent({ uuid: '3', published: day(4), eventType: 'x.y' }),
      oktaEvent({ uuid: '4', published: day(5) }),
    ];
    put('log.ndjson', events.map((event) => JSON.stringify(event)).join('\n'));
    const { stdout, code } = rules('try', 'log.ndjson', '--rules', 'tried', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      events: 4,
      met: [
        { title: 'Mine', events: 2, actors: 1, first: day(3), last: day(4), stage: 'staging' },
        { title: 'Okta: log stream stopped or deleted', events: 1, stage: 'live' },
      ],
    });
    const { never } = JSON.parse(stdout) as { never: readonly { title: string }[] };
    expect(never.length).toBeGreaterThan(0);
    expect(never.filter(({ title }) => /Mine|log stream stopped/.test(title))).toEqual([]);
    const { stdout: text } = rules('try', 'log.ndjson');
    expect(text).toMatch(/^1 +1 +2026-03-01 +2026-03-01 +high +live +Okta: log stream/m);
    expect(text).toContain('4 events read; 1 rule met.');
  });

  test('counts the rules of the log’s vendors that were never met, and names one’s own', () => {
    put('typo/mine.yml', rule('Misspelled', 'outflow: {stage: live}\n').replace('github', 'okta'));
    put('typo/theirs.yml', rule('Of another log'));
    put('typo/off.yml', rule('Silenced', 'outflow: {stage: off}\n').replace('github', 'okta'));
    put('quiet.ndjson', JSON.stringify(oktaEvent()));
    const { stdout } = rules('try', 'quiet.ndjson', '--rules', 'typo', '--json');
    const { never } = JSON.parse(stdout) as { never: { title: string; vendor: string }[] };
    expect(new Set(never.map(({ vendor }) => vendor))).toEqual(new Set(['okta']));
    const titles = never.map(({ title }) => title);
    expect(titles).toContain('Misspelled');
    expect(titles).not.toContain('Silenced');
    expect(rules('try', 'quiet.ndjson', '--rules', 'typo').stdout).toContain(
      `1 event read; none meets a rule.\n${never.length} rules of the same vendors never, 1 of them yours: see that their fields are those of the events.\n  never met: Misspelled (live)\n`,
    );
  });

  test('says of a log that cannot be read that it cannot, as backtest does', () => {
    put('prose.log', 'Dear all,\n');
    put('empty.log', '');
    const { code, stdout, stderr } = rules('try', 'prose.log', 'empty.log');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^No event could be used as a log of a vendor .* of prose\.log \(is not JSON\), empty\.log \(it is empty\): name its vendor/,
    );
    const beside = rules('try', 'prose.log', 'quiet.ndjson');
    expect(beside).toMatchObject({ code: 0, stderr: 'Nothing of prose.log (is not JSON) could be used.\n' });
  });

  test('refuses a folder with a rule that cannot be used, as a deployment does', () => {
    const { stderr, code } = rules('try', 'log.ndjson', '--rules', 'broken');
    expect(stderr).toMatch(/broken\/public\.yml cannot be used: level: "severe"/);
    expect(code).toBe(2);
  });
});

describe('a detector in TypeScript', () => {
  test('is written with cases that it passes, listed, and not overwritten', () => {
    const made = rules('new', 'many-exports', '--detector', '--rules', 'code/deep');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toContain('npx outflow rules test code/deep/many-exports.ts');
    const tested = rules('test', '--rules', 'code');
    expect(tested).toMatchObject({ code: 0, stderr: '', stdout: '1 of 1 detector passes all cases.\n' });
    expect(rules('list', '--rules', 'code').stdout).toMatch(
      /own-many-exports +staging +code\/deep\/many-exports\.ts +Many exports/,
    );
    expect(rules('new', 'many-exports', '--detector', '--rules', 'code/deep').stderr).toContain(
      'is there already',
    );
  });

  test('that does not do what its cases say fails, and so does one that cannot be loaded', () => {
    rules('new', 'strict', '--detector', '--rules', 'strict');
    const path = join(folder, 'strict/strict.ts');
    writeFileSync(path, readFileSync(path, 'utf8').replace('atLeast: 3', 'atLeast: 30'));
    put('strict/broken.ts', 'export default {');
    const { code, stdout } = rules('test', '--rules', 'strict');
    expect(code).toBe(2);
    expect(stdout).toContain('0 of 2 detectors pass all cases.');
    expect(stdout).toMatch(/FAILED strict\/broken\.ts “detector”: it cannot be loaded/);
    expect(stdout).toMatch(
      /FAILED strict\/strict\.ts “a hundred .*”: says “100 exports .*expected at least 30/,
    );
    expect(JSON.parse(rules('test', '--rules', 'strict', '--json').stdout).detectors).toHaveLength(2);
  });

  test('of somebody else is not run, unless it is named itself', () => {
    put('stranger/one.yml', rule('One'));
    put('stranger/deep/evil.ts', "import { writeFileSync } from 'node:fs';\nwriteFileSync('RAN', '');\n");
    const tested = rules('test', 'stranger');
    expect(tested).toMatchObject({
      code: 0,
      stderr:
        '1 file with code (*.ts) was not run: name a file itself, or by --rules the folder that is yours.\n',
    });
    expect(tested.stdout).toContain('1 of 1 rule can be used.');
    expect(existsSync(join(folder, 'RAN'))).toBe(false);
    expect(rules('test', 'stranger/deep/evil.ts').stdout).toContain('its default export is no detector');
    expect(existsSync(join(folder, 'RAN'))).toBe(true);
    expect(rules('test', 'nowhere.ts')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nowhere.ts is no file that can be read'),
    });
  });

  test('has a name that it can have', () => {
    const long = 'this-is-quite-a-long-name-for-a-detector';
    expect(rules('new', long, '--detector').stderr).toContain('at most 36 lower-case letters');
    expect(rules('new', 'short', '--detector', '--vendor', 'okta').stderr).toContain('leave --vendor out');
  });

  test('needs no vendor, and a rule does', () => {
    expect(rules('new', 'a-rule')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('such as --vendor okta, or --detector for code'),
    });
  });
});
