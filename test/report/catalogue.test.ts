import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../shared/finding-ledger.ts';
import { keptDataset } from '../../shared/reading.ts';
import { catalogueLines } from '../../shared/report/catalogue.ts';
import type { Dataset } from '../../shared/settings/document.ts';
import { FINDING, findingOf, NOTHING_TAKEN } from '../fixtures/findings.ts';

const QUARTER: Dataset = {
  vendor: 'salesforce',
  name: 'report:Quarter',
  classes: ['finance'],
  records: 12_000,
};
const CONTACTS: Dataset = {
  vendor: 'salesforce',
  name: 'report:Contacts*',
  classes: ['contact details'],
  subjects: 40_000,
};

const entry = (parts: Partial<LedgerEntry>): LedgerEntry => ({
  time: FINDING.lastTime,
  kind: 'export',
  operation: 'ReportExported',
  datasets: ['report:Quarter'],
  records: null,
  bytes: null,
  ip: '',
  client: '',
  app: '',
  session: '',
  events: [],
  ...parts,
});
const withEntries = (...entries: readonly LedgerEntry[]) => findingOf({ ledger: { entries, more: 0 } });

describe("the owner's catalogue", () => {
  test('may name in full what findings name by its beginning and a hash', () => {
    const name = 'table:analytics-production.warehouse_core_of_the_whole_company.orders';
    const found = withEntries(entry({ datasets: [keptDataset(name)] }));
    expect(catalogueLines([found], [{ ...QUARTER, name }])).toContain(
      'Kinds of data by your catalogue: finance.',
    );
  });

  test('bounds from above what events leave open, and says on which condition', () => {
    expect(catalogueLines([withEntries(entry({}))], [QUARTER])[0]).toBe(
      'By the sizes in your catalogue at most 193,204 records: if each operation of unknown size took its datasets whole, and once.',
    );
  });

  test('counts what was shared as if whoever was let in took all of it', () => {
    const shared = withEntries(entry({ kind: 'share', operation: 'ReportShared', records: 1 }));
    expect(catalogueLines([shared], [QUARTER])[0]).toMatch(/at most 193,204 records/);
    expect(catalogueLines([shared], [CONTACTS])[0]).toMatch(/no size of report:Quarter/);
  });

  test.each<[string, readonly LedgerEntry[], RegExp]>([
    [
      'a dataset without a size',
      [entry({ datasets: ['report:Contacts by region'] })],
      /no size of report:Contacts by/,
    ],
    ['an operation that names none', [entry({ datasets: [] })], /no size of what ReportExported touched/],
    [
      'as many datasets as are kept',
      [entry({ datasets: Array(8).fill('report:Quarter') })],
      /all that ReportExported/,
    ],
  ])('gives no bound with %s', (_, entries, message) => {
    expect(catalogueLines([withEntries(...entries)], [QUARTER, CONTACTS])[0]).toMatch(message);
  });

  test('gives no bound where the ledger is not all there was', () => {
    const [line] = catalogueLines([findingOf({ ledger: { entries: [entry({})], more: 1 } })], [QUARTER]);
    expect(line).toMatch(/not every operation is in the ledger/);
    expect(catalogueLines([FINDING], [QUARTER])[0]).toMatch(/not every operation/);
  });

  test('names kinds of data and people of what was touched, at that vendor and tenant only', () => {
    expect(catalogueLines([findingOf({})], [CONTACTS]).slice(1)).toEqual([
      'Kinds of data by your catalogue: contact details.',
      'People by your catalogue: up to 40,000, in 1 dataset touched; fewer where somebody is in two of them, or not all was taken.',
    ]);
    for (const other of [{ vendor: 'okta' }, { tenant: 'emea' }])
      expect(catalogueLines([findingOf({})], [{ ...CONTACTS, ...other }]).slice(1)).toEqual([]);
  });

  test('says nothing where there is none, and no bound where events give one', () => {
    expect(catalogueLines([FINDING], [])).toEqual([]);
    expect(catalogueLines([findingOf({ exposure: NOTHING_TAKEN })], [QUARTER])).toEqual([]);
  });

  test('never bounds below what is known, and a further operation never lowers the bound', () => {
    const bound = (entries: readonly LedgerEntry[]) => {
      const [line = ''] = catalogueLines([withEntries(...entries)], [QUARTER]);
      const most = /at most ([\d,]+) record/.exec(line)?.[1];
      return most === undefined ? Number.POSITIVE_INFINITY : Number(most.replaceAll(',', ''));
    };
    const entries = fc.array(
      fc
        .record({
          datasets: fc.subarray(['report:Quarter', 'report:Else']),
          records: fc.option(fc.nat(1000)),
          kind: fc.constantFrom('export', 'share', 'read'),
        })
        .map((parts) => entry(parts)),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(entries, entries, (some, more) => {
        expect(bound(some)).toBeGreaterThanOrEqual(FINDING.exposure.records.known);
        expect(bound([...some, ...more])).toBeGreaterThanOrEqual(bound(some));
      }),
    );
  });
});
