import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ASSUMED } from '../../cli/cost/bill.ts';
import { countWrite, INDEXES } from '../../cli/cost/metered-findings.ts';
import { priceList } from '../../cli/cost/prices.ts';
import { tierOf } from '../../cli/cost/tiers.ts';
import { itemBytes, newMeter } from '../../cli/cost/usage.ts';
import { template } from '../infra/synthesised.ts';
import { temporaryFolder } from '../temporary.ts';

describe('the meter', () => {
  test('knows the indexes, alarms, functions and windows of the stack', () => {
    const tables = Object.values(template.findResources('AWS::DynamoDB::Table'));
    const indexes = tables.flatMap(({ Properties }) => Properties.GlobalSecondaryIndexes ?? []);
    expect(indexes.map(({ IndexName }) => IndexName)).toEqual(INDEXES.map(({ name }) => name));
    for (const { IndexName, KeySchema, Projection } of indexes) {
      const keys = KeySchema.map(({ AttributeName }: { AttributeName: string }) => AttributeName);
      expect(keys).toEqual(INDEXES.find(({ name }) => name === IndexName)?.keys);
      expect(Projection.ProjectionType).toBe('KEYS_ONLY');
    }
    template.resourceCountIs('AWS::CloudWatch::Alarm', ASSUMED.alarms);
    template.resourceCountIs('AWS::KMS::Key', ASSUMED.keys);
    template.hasResourceProperties('AWS::Lambda::Function', { MemorySize: ASSUMED.detectGb * 1024 });
    for (const window of [ASSUMED.windowSeconds['on demand'], ASSUMED.archiveWindowSeconds])
      template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
        MaximumBatchingWindowInSeconds: window,
      });
  });

  test('rounds items up to the units that DynamoDB bills', () => {
    const meter = newMeter();
    meter.write('profiles', 0, 1024);
    meter.write('profiles', 2000, 10);
    meter.read('profiles', 0);
    meter.read('profiles', 4097);
    expect(meter.take().profiles).toEqual({ reads: 2, readUnits: 3, writes: 2, writeUnits: 3 });
    expect(meter.take().profiles).toEqual({ reads: 0, readUnits: 0, writes: 0, writeUnits: 0 });
  });

  test('sizes items as DynamoDB does: names, texts as UTF-8, two digits a byte', () => {
    expect(itemBytes({ id: { S: 'é' } })).toBe(4);
    expect(itemBytes({ n: { N: '1234' } })).toBe(1 + 3);
    expect(itemBytes({ n: { N: '-12.34' } })).toBe(1 + 4);
    expect(itemBytes({ b: { B: new Uint8Array(9) } })).toBe(10);
  });

  test.each([
    [
      'a new finding: its item, and one entry in each index that it has the keys of',
      undefined,
      ['a', '1'],
      2,
    ],
    ['the same again: its item only', ['a', '1'], ['a', '1'], 1],
    ['a later event: the old entry goes, a new one comes', ['a', '1'], ['a', '2'], 3],
  ] as const)('counts what a write does to the indexes: %s', (_name, before, after, writes) => {
    const item = (of: readonly [string, string] | undefined) =>
      of && { id: { S: 'OF-1' }, severityMonth: { S: of[0] }, latest: { N: of[1] } };
    const meter = newMeter();
    countWrite(item(before), item(after), meter);
    const { findings, 'findings indexes': indexes } = meter.take();
    expect(findings.writes + indexes.writes).toBe(writes);
  });
});

const folder = temporaryFolder();
let files = 0;
function fileOf(content: string): string {
  const path = join(folder, `${files++}.json`);
  writeFileSync(path, content);
  return path;
}

describe('the prices', () => {
  test('say when and where each was read', () => {
    const { readOn, sources, prices } = priceList('us-east-1');
    expect(readOn).toMatch(/^2026-\d\d-\d\d$/);
    for (const { source, per } of Object.values(prices)) {
      expect(sources[source]).toBeDefined();
      expect(per).not.toBe('');
    }
  });

  test.each([
    ['a region without prices', 'eu-central-1', undefined, /no prices of eu-central-1.*--prices FILE/],
    ['a file that is not there', 'us-east-1', '/nowhere/prices.json', /--prices .* cannot be read/],
    ['a file of none', 'us-east-1', fileOf('{}'), /no prices of us-east-1: .* has none\. Copy/],
    [
      'a region of nothing',
      'us-east-1',
      fileOf('{"us-east-1": null}'),
      /no prices of us-east-1: .* has us-east-1/,
    ],
    ['a file of something else', 'us-east-1', 'biome.json', /no prices of us-east-1/],
  ])('are refused for %s, with what to do', (_name, region, file, message) => {
    expect(() => priceList(region, file)).toThrow(message);
  });
});

describe('a company', () => {
  test('that is idle has nobody, and a busier one more people and programs', () => {
    expect(tierOf(0)).toEqual({ eventsPerSecond: 0, people: 0, programs: 0 });
    expect(tierOf(1000)).toEqual({ eventsPerSecond: 1000, people: 63_246, programs: 5000 });
  });
});
