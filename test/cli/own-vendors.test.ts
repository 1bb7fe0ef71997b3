import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { outflow as run } from '../command.ts';
import { ACME, ACME_EVENT } from '../fixtures/acme.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();
afterEach(() => rmSync(join(folder, 'outflow-vendors'), { recursive: true, force: true }));

function put(name: string, content: unknown): string {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return name;
}

const outflow = (...args: string[]) => run(folder, args);

const logs = [put('acme.log', ACME_EVENT), put('okta.log', oktaEvent())];

const vendorsOf = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ vendor, activities }) => `${vendor} ${activities[0].kind}`);

describe('a mapping in outflow-vendors', () => {
  test('is known to every command, as the vendors that are shipped', () => {
    put('outflow-vendors/of-ours/acme.json', ACME);
    expect(vendorsOf(outflow('parse', ...logs, '--json').stdout)).toEqual(['acme export', 'okta logon']);
    expect(vendorsOf(outflow('parse', 'acme.log', '--vendor', 'acme', '--json').stdout)).toEqual([
      'acme export',
    ]);
    expect(outflow('coverage', 'acme').stdout).toContain('The log of Acme');
    expect(outflow('rules', 'new', 'acme-takes', '--vendor', 'acme').code).toBe(0);
    expect(outflow('rules', 'test').stdout).toContain('1 of 1 rule can be used.');
  });

  test('is named where it takes what another vendor is known by', () => {
    const greedy = {
      ...ACME,
      recognises: { keys: ['/actor'] },
      time: '/published',
      operation: '/eventType',
    };
    put('outflow-vendors/acme.json', { ...greedy, actor: { uid: '/actor/id' } });
    expect(outflow('parse', ...logs).stderr).toBe(
      'Nothing of acme.log can be read (no vendor recognises this event): describe its vendor with --mapping, or see its keys with --shape.\n' +
        "okta.log: the mapping of acme takes what is read as okta without it: name under recognises what no other vendor's events have.\n" +
        'The mapping of acme has no kind but other for 1 event: name under kinds what moves data or access, as --summary writes it.\n',
    );
  });

  test.each(['1', '2'])('counts where history is judged, by %s threads', (jobs) => {
    put('outflow-vendors/acme.json', ACME);
    const { code, stdout } = outflow('backtest', ...logs, '--json', '--jobs', jobs);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ vendors: { acme: 1, okta: 1 }, unreadable: {} });
  });

  test('gives way to a draft of it that --mapping names', () => {
    put('outflow-vendors/acme.json', ACME);
    const draft = put('draft.json', { ...ACME, kinds: { taken: 'read' } });
    const { stdout, stderr } = outflow('parse', ...logs, '--mapping', draft, '--json');
    expect(vendorsOf(stdout)).toEqual(['acme read', 'okta logon']);
    expect(stderr).toBe('');
  });

  test('is told which of its fields lead nowhere, and a draft in its place of its own alone', () => {
    put('outflow-vendors/acme.json', { ...ACME, source: { ip: '/adress' } });
    const said = 'The mapping of acme finds nothing for source.ip (/adress) in 1 event: see with --shape';
    expect(outflow('parse', ...logs).stderr).toContain(said);
    expect(outflow('parse', ...logs, '--mapping', put('draft.json', ACME)).stderr).toBe('');
  });

  test.each([
    ['{', /^The mapping outflow-vendors\/acme\.json is not JSON, at line 1, column 2: /],
    [{ ...ACME, kind: {} }, /^The mapping outflow-vendors\/acme\.json cannot be used; .*\n {2}kind: /],
    [{ ...ACME, uid: 'okta' }, /has the uid okta, by which Outflow reads Okta System Log already: /],
  ])('stops every command where it cannot be used, in a sentence', (content, said) => {
    put('outflow-vendors/acme.json', content);
    const { code, stderr } = outflow('parse', ...logs);
    expect([code, stderr]).toEqual([2, expect.stringMatching(said)]);
  });

  test('keeps nobody from help, even where it cannot be used', () => {
    put('outflow-vendors/acme.json', '{');
    for (const args of [['--help'], ['--version'], ['parse', '--help']])
      expect(outflow(...args)).toMatchObject({ code: 0, stderr: '' });
  });

  test('is a file that somebody wrote: not what editors and archives leave there, nor a folder', () => {
    put('outflow-vendors/acme.json', ACME);
    for (const name of [
      '._acme.json',
      '.drafts.json',
      '.json',
      'old.json/.acme.json',
      '.vscode/settings.json',
      'read.me',
    ])
      put(`outflow-vendors/${name}`, '{');
    symlinkSync('nowhere', join(folder, 'outflow-vendors', '.#acme.json'));
    put('outflow-vendors/of.json/second.v2.json', { ...ACME, uid: 'second' });
    expect(outflow('coverage', 'acme', 'second')).toMatchObject({ code: 0, stderr: '' });
  });

  test('is named where it cannot be read, or is a log', () => {
    mkdirSync(join(folder, 'outflow-vendors'));
    symlinkSync('nowhere', join(folder, 'outflow-vendors', 'acme.json'));
    expect(outflow('coverage')).toMatchObject({
      code: 2,
      stderr:
        'The mapping outflow-vendors/acme.json cannot be read (ENOENT: no such file or directory): mend it, or take it out of its folder.\n',
    });
    rmSync(join(folder, 'outflow-vendors', 'acme.json'));
    put('outflow-vendors/acme.json', JSON.stringify({ ...ACME, title: ' '.repeat(1024 * 1024) }));
    expect(outflow('coverage')).toMatchObject({
      code: 2,
      stderr: 'The mapping outflow-vendors/acme.json is larger than 1 MiB: a mapping is not a log.\n',
    });
  });

  test('may be there once', () => {
    for (const name of ['one.json', 'two.json']) put(`outflow-vendors/${name}`, ACME);
    expect(outflow('coverage').stderr).toBe(
      'The mappings outflow-vendors/one.json and outflow-vendors/two.json both have the uid acme: keep one of them.\n',
    );
  });
});
