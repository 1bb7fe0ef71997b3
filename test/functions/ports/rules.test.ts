import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RULES_FILE, readRuleSet } from '../../../functions/ports/rules.ts';
import { bundle, perFunction } from '../../../infra/bundle.ts';
import { geoFiles } from '../../../infra/geo/files.ts';
import { packedRules } from '../../../infra/rules.ts';
import { decodeBatch } from '../../../shared/decode.ts';
import { shippedRules } from '../../../shared/sigma/shipped.ts';
import { oktaEvent } from '../../fixtures/okta.ts';
import { temporaryFolder } from '../../temporary.ts';

const folder = temporaryFolder();

const mine = join(folder, 'outflow-rules');
mkdirSync(join(mine, 'okta'), { recursive: true });
writeFileSync(
  join(mine, 'okta/mine.yml'),
  'title: Mine\nid: rule-of-mine\nlogsource: {product: okta}\ndetection: {a: {eventType: user.session.start}, condition: a}\n',
);

test('rules of one’s own are bundled beside the function that asks them, and asked of every record', () => {
  const entry = join(import.meta.dirname, '../../wire/fixtures/alert.ts');
  const out = bundle(
    join(folder, 'out'),
    perFunction(() => entry),
    geoFiles(),
    mine,
  );
  const rules = readRuleSet(join(out.detect, RULES_FILE));
  expect(rules.rules).toHaveLength(shippedRules().length + 1);
  const record = {
    data: Buffer.from(JSON.stringify(oktaEvent())).toString('base64'),
    partitionKey: 'x',
    sequenceNumber: '1',
    arrival: Date.parse('2026-03-02T09:16:00Z'),
  };
  const { activities } = decodeBatch([record], { hashKey: new Uint8Array(32), rules });
  expect(activities.map(({ activity }) => activity.hits)).toEqual([['rule-of-mine']]);
  expect(rules.find('rule-of-mine')).toMatchObject({ title: 'Mine', stage: 'staging' });
});

test('without a folder there are the shipped ones', () => {
  expect(packedRules(join(folder, 'nowhere'))).toEqual([]);
  expect(readRuleSet(join(folder, 'nowhere.json')).rules).toHaveLength(shippedRules().length);
});

test('a rule that cannot be used stops the deployment, and is named', () => {
  const bad = join(folder, 'bad');
  mkdirSync(bad);
  writeFileSync(
    join(bad, 'broken.yml'),
    'title: Broken\nlogsource: {product: windows}\ndetection: {a: {f: x}}\n',
  );
  expect(() => packedRules(bad)).toThrow(
    /bad\/broken\.yml cannot be used: its logsource windows is not a log that Outflow reads\. Mend it/,
  );
});
