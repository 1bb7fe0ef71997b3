import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBatch } from '../shared/decode.ts';
import { sha256Hex } from '../shared/hash.ts';
import {
  codeFor,
  type HoneyDataset,
  honeyHits,
  honeyIds,
  honeyIn,
  honeyIndex,
  honeyRecords,
  whereOf,
} from '../shared/honey.ts';
import { exclusionFilter, importFile } from '../shared/honey-files.ts';
import { VENDORS } from '../shared/vendors/index.ts';
import type { JsonObject } from '../shared/vendors/vendor.ts';
import { company, DAY } from './demo/day.ts';

const secretOf = (name: string) => Buffer.from(sha256Hex(name), 'hex');
const secret = secretOf('synthetic honey');
const dataset = (code: number, used: number): HoneyDataset => ({
  vendor: 'salesforce',
  dataset: `dataset ${code}`,
  code,
  used,
  count: used,
  plantedMs: Date.UTC(2026, 0, 1),
});
const make = (code: number, count: number, used = 0) =>
  honeyRecords(secret, { code, used }, count, 'mail.example.com');

describe('honey records', () => {
  test('are the same again for the same secret, and go on where they stopped', () => {
    const whole = make(7, 30);
    const first = make(7, 12);
    const rest = make(7, 18, first.used);
    expect([...first.records, ...rest.records]).toEqual(whole.records);
    expect(rest.used).toBe(whole.used);
    expect(honeyRecords(secretOf('other'), { code: 7, used: 0 }, 5, 'x.example')).not.toEqual(make(7, 5));
  });

  // A million of them: npm run honey-ids, which takes some seconds of processor time.
  test('never share an id', () => {
    const ids = new Set<string>();
    for (const code of [1, 2]) for (const id of honeyIds(secret, { code, used: 0 }, 50_000).ids) ids.add(id);
    expect(ids.size).toBe(100_000);
  });

  test('never share an id, by construction: every id leads back to its dataset, and no other does', () => {
    fc.assert(
      fc.property(fc.nat(65_535), fc.nat(900_000), fc.nat(65_535), (code, used, other) => {
        const { records, used: after } = make(code, 1, used);
        const index = honeyIndex(secret, [dataset(code, after)]);
        for (const { id } of records) {
          expect(whereOf(id, index)?.code).toBe(code);
          if (other !== code)
            expect(whereOf(id, honeyIndex(secret, [dataset(other, 2 ** 20)]))).toBeUndefined();
          expect(whereOf(id, honeyIndex(secretOf('guessed'), [dataset(code, 2 ** 20)]))).toBeUndefined();
        }
      }),
    );
  });

  test('do not show that they belong together: neighbours share no more than strangers', () => {
    const same = (a: string, b: string) => [...a].filter((letter, at) => letter === b[at]).length;
    const { records } = make(3, 2000);
    const neighbours = records.slice(1).map(({ id }, at) => same(id, records[at]?.id ?? ''));
    const mean = neighbours.reduce((sum, one) => sum + one, 0) / neighbours.length;
    // Twelve letters of 32: 0.375 by chance, and a little more because each id has a digit.
    expect(mean).toBeGreaterThan(0.3);
    expect(mean).toBeLessThan(0.5);
    for (let at = 0; at < 12; at++) expect(new Set(records.map(({ id }) => id[at])).size).toBe(32);
  });

  test('are people as one might have them', () => {
    for (const { id, firstName, lastName, email } of make(9, 50).records) {
      expect(id).toMatch(/^[a-z2-7]{12}$/);
      expect(email).toBe(`${firstName}.${lastName}.${id}@mail.example.com`.toLowerCase());
    }
  });

  test('of two datasets have two codes, whatever their names hash to', () => {
    const taken = new Set<number>();
    for (let n = 0; n < 500; n++) taken.add(codeFor(secret, 'okta', 'same', taken));
    expect(taken.size).toBe(500);
  });
});

describe('a honey record is recognised', () => {
  const { records, used } = make(5, 40);
  const index = honeyIndex(secret, [dataset(5, used), dataset(6, 10)]);
  const [one, two] = records;
  const ids = [one?.id ?? '', two?.id ?? ''] as const;

  test.each<[string, string]>([
    ['alone', ids[0] ?? ''],
    ['in its address', `mailto:${one?.email}`],
    ['in capitals', (ids[0] ?? '').toUpperCase()],
    ['in a query', `SELECT * FROM contacts WHERE external_id='${ids[0]}'`],
    ['between commas', `1,${ids[0]},Anna`],
  ])('%s', (_name, text) => {
    expect(honeyIn(text, index)).toEqual([ids[0]]);
  });

  test('anywhere in an event, each once', () => {
    const event: JsonObject = {
      a: [{ b: ids[0] }, ids[1], `${ids[0]} ${ids[0]}`],
      [ids[1]]: null,
      n: 1,
      t: true,
    };
    expect(honeyHits(event, index)).toEqual(ids);
    expect(honeyHits(event, honeyIndex(secret, []))).toEqual([]);
  });

  test('not inside a longer word, and not past the numbers that were used', () => {
    expect(honeyIn(`x${ids[0]}`, index)).toEqual([]);
    expect(honeyIn(`${ids[0]}9`, index)).toEqual([]);
    expect(honeyIn(make(5, 1, used + 5).records[0]?.id ?? '', index)).toEqual([]);
    expect(honeyIn(make(8, 1).records[0]?.id ?? '', index)).toEqual([]);
  });

  test('and nothing else is: not in a day of ordinary life, nor in any text', () => {
    const all = honeyIndex(
      secret,
      Array.from({ length: 50 }, (_, code) => dataset(code, 1000)),
    );
    for (const { raw } of company.day()) expect(honeyHits(raw as JsonObject, all)).toEqual([]);
    expect(DAY).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z2-7]{12}$/), (text) => honeyIn(text, all).length === 0),
      {
        numRuns: 2000,
      },
    );
  });
});

test('honey is told of an event that nests too deeply to be written', () => {
  const { records, used } = make(5, 1);
  const honey = honeyIndex(secret, [dataset(5, used)]);
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const data = Buffer.from(`[{"name":"${records[0]?.id}","deep":${deep}}]`).toString('base64');
  const record = { data, partitionKey: 'any', sequenceNumber: '1', arrival: Date.UTC(2026, 5, 1) };
  expect(decodeBatch([record], { hashKey: secret, honey }).activities).toMatchObject([
    { activity: { actor: { uid: 'honey:dataset 5' } } },
  ]);
});

test.each([
  ['what Entra has computed', (name: string) => ({ category: 'RiskyUsers', properties: { name } })],
  ['what says what to do with the next line', (name: string) => ({ index: { _id: name } })],
  ['what stands between tabs', (name: string) => `key\t${name}\t{"index":{}}`],
])('honey is told of in %s, which says nothing else', (_, made) => {
  const { records, used } = make(5, 1);
  const honey = honeyIndex(secret, [dataset(5, used)]);
  const value = made(records[0]?.id ?? '');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const record = {
    data: Buffer.from(text).toString('base64'),
    partitionKey: 'any',
    sequenceNumber: '1',
    arrival: Date.UTC(2026, 5, 1),
  };
  expect(decodeBatch([record], { hashKey: secret, honey }).activities).toMatchObject([
    { activity: { actor: { uid: 'honey:dataset 5' } } },
  ]);
});

describe('what leaves for the vendor', () => {
  const { records } = make(5, 3);

  test('holds every record, in the form of any vendor', () => {
    for (const { uid } of VENDORS) {
      const { content, how } = importFile(uid, records);
      expect(how).not.toBe('');
      for (const { id, email } of records) {
        expect(content).toContain(id);
        expect(content).toContain(email);
      }
    }
    expect(importFile('salesforce', records).content.split('\n')[0]).toBe(
      'FirstName,LastName,Email,External_Id__c',
    );
    expect(
      importFile('segment', records)
        .content.split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line).type),
    ).toEqual(Array(3).fill('identify'));
  });

  test('is left out of analytics by the filter, and nobody else is', () => {
    const listed = new Set([...exclusionFilter(records).matchAll(/'([^']+)'/g)].map(([, id]) => id));
    const everybody = [...records.map(({ id }) => id), 'customer-1', 'customer-2'];
    expect(everybody.filter((id) => !listed.has(id))).toEqual(['customer-1', 'customer-2']);
  });
});
