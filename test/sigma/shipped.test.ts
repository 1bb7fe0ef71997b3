import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeText } from '../../shared/decode.ts';
import { type Cases, readCases, runCases } from '../../shared/sigma/cases.ts';
import { readDocuments, readRules } from '../../shared/sigma/read-rules.ts';
import { ruleOfHit, ruleSet } from '../../shared/sigma/rule-set.ts';
import pack from '../../shared/sigma/shipped.json' with { type: 'json' };
import { shippedRules } from '../../shared/sigma/shipped.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { company } from '../demo/day.ts';

const folder = join(import.meta.dirname, '../../shared/sigma/rules');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yml'))
  .sort();
const rules = shippedRules();

function casesOf(name: string): Cases {
  const found = readCases(JSON.parse(read(name.replace('.yml', '.cases.json'))));
  if (found.kind === 'invalid') throw new Error(found.reason);
  return found.cases;
}

describe('The shipped rules', () => {
  test('are packed as they stand in their files', () => {
    const documents = names.flatMap((name) => readDocuments(read(name)));
    expect(documents.map((one) => (one.kind === 'document' ? one.document : one))).toEqual(pack);
    expect(rules).toHaveLength(names.length);
    expect(new Set(rules.map(({ uid }) => uid)).size).toBe(names.length);
  });

  test.each(names)('%s does what its cases say, on events that Outflow reads', (name) => {
    const [one] = readRules(read(name));
    if (one?.kind !== 'rule') throw new Error(one?.detail);
    expect(runCases(one.rule, casesOf(name))).toEqual([]);
  });

  test.each(rules.map((rule) => [rule.title, rule] as const))(
    '%s says what it takes to judge it',
    (_, rule) => {
      expect(rule.techniques).not.toEqual([]);
      expect(rule.falsepositives).not.toEqual([]);
      expect(rule.references).not.toEqual([]);
      expect(rule.description).toMatch(/\w.*\.$/);
      expect(rule.level).not.toBe('informational');
      if (rule.stage === 'live') expect(['high', 'critical']).toContain(rule.level);
    },
  );

  test('are indexed: no event of another kind is shown to most of them', () => {
    const indexed = rules.filter((rule) => rule.test.keys !== undefined);
    expect(indexed.length / rules.length).toBeGreaterThan(0.6);
  });
});

const hashKey = new Uint8Array(32).fill(7);
const fixtures: { vendor: string; event: JsonObject }[] = [];
for (const { uid } of VENDORS) {
  const module: { fixtures?: readonly JsonObject[] } = await import(`../fixtures/${uid}.ts`);
  for (const event of module.fixtures ?? []) fixtures.push({ vendor: uid, event });
}

describe('Read with the shipped rules', () => {
  const set = ruleSet(rules);
  const hits = fixtures.flatMap(({ event }) =>
    decodeText(JSON.stringify(event), { hashKey, rules: set }).activities.flatMap((activity) =>
      (activity.hits ?? []).map((uid) => ({ rule: set.find(uid) })),
    ),
  );

  test('of the events that vendors are known by, only the grave ones meet a live rule', () => {
    const live = hits.filter(({ rule }) => rule?.stage === 'live').map(({ rule }) => rule?.title);
    expect([...new Set(live)].sort()).toEqual([
      'AWS: CloudTrail stopped or deleted',
      "Anthropic: export of the whole organisation's data",
      'Auth0: log stream deleted or paused',
      'GitHub: audit log stream stopped',
      "Google Workspace: export of the whole organisation's data",
      'Intercom: export of the whole workspace',
      'Notion: export of the whole workspace',
      'Slack: export of the whole workspace',
    ]);
  });

  test('45 ordinary days of the demo’s company meet no live rule', () => {
    let asked = 0;
    for (const { vendor, raw } of company.history()) {
      asked++;
      for (const uid of set.match(vendor, raw as JsonObject) ?? [])
        expect(set.find(uid)?.stage).toBe('staging');
    }
    expect(asked).toBeGreaterThan(10_000);
  });

  test('an activity that meets none says nothing of rules, and is the same as without them', () => {
    for (const { event } of fixtures) {
      const text = JSON.stringify(event);
      const plain = decodeText(text, { hashKey }).activities;
      const asked = decodeText(text, { hashKey, rules: set }).activities;
      expect(asked.map(({ hits: _, ...activity }) => activity)).toEqual(plain);
      for (const activity of asked) if ('hits' in activity) expect(activity.hits?.length).toBeGreaterThan(0);
    }
  });

  test('a rule of one’s own takes the place of the shipped one, and one that is off is not asked', () => {
    const [first] = rules;
    if (first === undefined) throw new Error('no rules');
    const own = ruleSet([...rules, { ...first, title: 'Mine', stage: 'off' }]);
    expect(own.find(first.uid)?.title).toBe('Mine');
    expect(own.rules).toHaveLength(rules.length);
    for (const event of casesOf(names[0] ?? '').matches)
      expect((own.match(first.vendor, event) ?? []).map(ruleOfHit)).not.toContain(first.uid);
  });

  test('at most 8 hits are kept, the gravest', () => {
    const [first] = rules;
    if (first === undefined) throw new Error('no rules');
    const always = { ...first, vendor: 'okta', test: { holds: () => true } };
    const many = Array.from({ length: 12 }, (_, n) => ({
      ...always,
      uid: `rule-${10 + n}`,
      stage: n === 11 ? ('live' as const) : ('staging' as const),
      level: 'low' as const,
    }));
    const kept = ruleSet(many).match('okta', {});
    expect(kept).toHaveLength(8);
    expect(kept).toContain('$3 rule-21');
    expect(kept).toEqual([...(kept ?? [])].sort());
  });
});
