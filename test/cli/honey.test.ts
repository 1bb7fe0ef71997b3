import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { fileHoneyStore } from '../../cli/honey/registry.ts';
import { outflow as command } from '../command.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();

const run = (...args: string[]) => command(folder, args);
const outflow = (...args: string[]) => run('honey', ...args);
const contacts = ['--vendor', 'salesforce', '--dataset', 'contacts'];
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

beforeAll(() => {
  const made = outflow('create', ...contacts, '--count', '5', '--domain', 'mail.example.com');
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(made.stdout).toContain('5 records for contacts at salesforce, in honey-salesforce-contacts.csv.');
  outflow('create', '--vendor', 'Mixpanel (unverified)', '--dataset', 'users', '--count', '2');
});

describe('npx outflow honey', () => {
  test('names vendor and dataset of a dump that holds a record, wherever it is and however it is packed', () => {
    const [, first = '', second = ''] = read('honey-salesforce-contacts.csv').split('\n');
    const dump = ['id,name,mail', `1,x,${first.split(',')[2]}`, `2,y,${second.split(',')[3]}`, '3,z,no'].join(
      '\n',
    );
    writeFileSync(join(folder, 'dump.csv.gz'), gzipSync(`${dump}\n`));
    const { code, stdout } = outflow('find', 'dump.csv.gz');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^dump\.csv\.gz holds 2 honey records of contacts at salesforce, planted .*, never verified: /,
    );
    expect(outflow('find', 'dump.csv.gz', '--json').stdout.trim().split('\n')).toHaveLength(2);
  });

  test.each<[string, (person: string) => string]>([
    ['a single line without a header', (person) => person],
    ['a first line that looks like a header', (person) => `${person}\nAnn,Other,ann@example.com,1\n`],
    ['a row whose quotes do not pair', (person) => `a,b,c,d\n"open,${person}\n`],
    ['a line of SQL', (person) => `INSERT INTO people VALUES ('${person.replaceAll(',', "','")}');`],
    // Two of the pieces in which a file is read meet in the middle of the id.
    ['a place between two pieces', (person) => `${' '.repeat(256 * 1024 - person.length + 6)}${person}\n`],
  ])('finds a record in %s', (_, dump) => {
    const [, first = ''] = read('honey-salesforce-contacts.csv').split('\n');
    writeFileSync(join(folder, 'odd.txt'), dump(first));
    expect(outflow('find', 'odd.txt').stdout).toContain(
      `holds 1 honey record of contacts at salesforce, planted`,
    );
  });

  test('says that nothing was found, and what that proves', () => {
    writeFileSync(join(folder, 'clean.json'), '[{"a":"b"}]');
    expect(outflow('find', 'clean.json')).toMatchObject({
      code: 0,
      stdout: 'No honey of yours is in clean.json. That proves nothing about what else is in it.\n',
    });
  });

  test('is noted by one at a time: whoever has read what another has replaced writes nothing', async () => {
    const store = fileHoneyStore(join(folder, 'shared.json'));
    const honey = (domain: string) => ({ secret: '0'.repeat(64), domain, datasets: [] });
    expect(await store.write(honey('one.example.com'), 0)).toBe(true);
    expect(await store.write(honey('other.example.com'), 0)).toBe(false);
    const [first, second] = [await store.read(), await store.read()];
    expect(await store.write(honey('two.example.com'), first?.version ?? 0)).toBe(true);
    expect(await store.write(honey('three.example.com'), second?.version ?? 0)).toBe(false);
    expect(await store.read()).toMatchObject({ domain: 'two.example.com' });
    const { version = 0 } = (await store.read()) ?? {};
    const atOnce = ['a', 'b', 'c'].map((name) => store.write(honey(`${name}.example.com`), version));
    expect((await Promise.all(atOnce)).filter((isWritten) => isWritten)).toHaveLength(1);
  });

  test('lists, verifies by an export, and retires', () => {
    expect(outflow('list').stdout).toMatch(/salesforce +contacts +\S+ +never/);
    const verified = outflow('verify', 'honey-salesforce-contacts.csv', ...contacts);
    expect(verified.stdout).toBe('5 of 5 honey records of contacts are in honey-salesforce-contacts.csv.\n');
    expect(outflow('verify', 'clean.json', ...contacts)).toMatchObject({ code: 2 });
    expect(outflow('retire', ...contacts).code).toBe(0);
    expect(outflow('list').stdout).not.toMatch(/contacts +\S+ +never/);
    expect(outflow('find', 'honey-salesforce-contacts.csv').stdout).toContain('5 honey records of contacts');
  });

  test('goes on with new records, and keeps its note to the owner', () => {
    const before = read('honey-salesforce-contacts.csv');
    outflow('create', ...contacts, '--count', '3', '--out', 'more.csv');
    const ids = (text: string) =>
      text
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(',')[3]);
    expect(ids(read('more.csv')).filter((id) => ids(before).includes(id))).toEqual([]);
    expect(statSync(join(folder, 'outflow.honey.json')).mode & 0o777).toBe(0o600);
    // It was retired, and holds some again, whose import is no theft.
    const listed = outflow('list', '--json')
      .stdout.split('\n')
      .find((line) => line.includes('contacts'));
    expect(JSON.parse(listed ?? '')).toMatchObject({ count: 8, plantedAgainMs: expect.any(Number) });
    expect(JSON.parse(listed ?? '')).not.toHaveProperty('retiredMs');
  });

  test.each<[string, string[], RegExp]>([
    [
      'a vendor that is none',
      ['create', '--vendor', 'x', '--dataset', 'y'],
      /There is no vendor x: use one of/,
    ],
    [
      'too many',
      ['create', ...contacts, '--count', '0'],
      /--count 0: give a whole number of records from 1 to 900,000/,
    ],
    [
      'no domain',
      ['create', ...contacts, '--registry', 'new.json'],
      /Name the domain of the addresses with --domain/,
    ],
    [
      'no domain name',
      ['create', ...contacts, '--registry', 'new.json', '--domain', 'a b'],
      /a b is no domain/,
    ],
    [
      'another domain',
      ['create', ...contacts, '--domain', 'b.example'],
      /is at mail\.example\.com\. Leave out --domain/,
    ],
    [
      'a file that may not be imported yet',
      ['create', ...contacts],
      /honey-salesforce-contacts\.csv is there already, and may not be imported yet: move it away/,
    ],
    [
      'no registry',
      ['list', '--registry', 'none.json'],
      /There is no honey in none\.json\. Plant some with npx outflow honey create/,
    ],
    [
      'a dataset without honey',
      ['retire', '--vendor', 'okta', '--dataset', 'z'],
      /No honey is planted in z at okta/,
    ],
    [
      'a registry that is none',
      ['list', '--registry', 'clean.json'],
      /is not a registry of honey: restore it/,
    ],
    ['two places', ['list', '--registry', 'a.json', '--stack', 'x'], /Use either --registry FILE or a stack/],
    ['no file', ['find', 'nowhere.csv'], /nowhere\.csv is not a file that can be read/],
  ])('names the remedy for %s', (_name, args, message) => {
    const { code, stderr } = outflow(...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});

describe('npx outflow backtest', () => {
  test('finds honey that is planted in the logs of any vendor, and needs the registry for it', () => {
    const [, first = ''] = read('honey-salesforce-contacts.csv').split('\n');
    const event = oktaEvent({
      published: '2026-04-01T09:00:00Z',
      debugContext: { mail: first.split(',')[2] ?? '' },
    });
    writeFileSync(join(folder, 'okta.ndjson'), `${JSON.stringify(event)}\n`);
    const backtest = (...args: string[]) =>
      JSON.parse(run('backtest', 'okta.ndjson', '--json', ...args).stdout) as {
        pages: { finding: { severity: string } }[];
      };
    expect(backtest().pages).toMatchObject([{ finding: { severity: 'critical' } }]);
    const other = run('backtest', 'okta.ndjson', '--registry', 'none.json');
    expect(other).toMatchObject({ code: 2 });
    expect(other.stderr).toContain('There is no honey in none.json');
  });
});
