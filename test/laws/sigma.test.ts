import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRules } from '../../shared/sigma/read-rules.ts';
import { compileRule, type SigmaRule } from '../../shared/sigma/rule.ts';
import { ruleSet } from '../../shared/sigma/rule-set.ts';
import { isObject } from '../../shared/vendors/field.ts';
import type { Json, JsonObject } from '../../shared/vendors/vendor.ts';
import { junk } from './tampering.ts';

const MODIFIERS = [
  ...['contains', 'startswith', 'endswith', 'all', 'cased', 'neq', 'exists', 'fieldref', 're', 'i', 'm', 's'],
  ...['cidr', 'lt', 'gte', 'base64', 'base64offset', 'wide', 'utf16be', 'windash', 'expand', 'hour', 'none'],
];
const NAMES = ['eventType', 'eventtype', 'f', 'f.g', 'actor.alternateId', '', '__proto__', 'constructor'];
const VALUES = [
  'x',
  'X*',
  '*',
  '?',
  '\\*',
  '(a|aa)+$',
  '192.0.2.0/24',
  '',
  5,
  true,
  null,
  'user.session.start',
];

const item = fc
  .tuple(fc.constantFrom(...NAMES), fc.array(fc.constantFrom(...MODIFIERS), { maxLength: 3 }))
  .map(([name, modifiers]) => [name, ...modifiers].join('|'));
const value: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(...VALUES),
  fc.string(),
  fc.array(fc.constantFrom(...VALUES), { maxLength: 3 }),
);
const map: fc.Arbitrary<Json> = fc.dictionary(item, value, { maxKeys: 3 });
const selection: fc.Arbitrary<Json> = fc.oneof(map, fc.array(fc.oneof(map, value), { maxLength: 3 }), value);
const condition = fc.oneof(
  fc.constantFrom('a', 'a or b', 'a and not b', '1 of them', 'all of a*', 'not (a or b) and a', '2 of them'),
  fc
    .array(fc.constantFrom('a', 'b', 'and', 'or', 'not', '(', ')', '1', 'of', 'them', '|', 'a*'), {
      maxLength: 9,
    })
    .map((words) => words.join(' ')),
);
const wild = fc.record({ a: selection, b: selection, condition });
const soundMap: fc.Arbitrary<Json> = fc.dictionary(
  fc
    .tuple(
      fc.constantFrom(...NAMES),
      fc.constantFrom('', '', '|contains', '|startswith', '|all', '|cased', '|neq', '|re', '|fieldref'),
    )
    .map(([name, modifier]) => name + modifier),
  fc.constantFrom<Json>('x', 'X*', '?', 'user.session.start', ['x', 'y'], ['user.session.start', 5]),
  { minKeys: 1, maxKeys: 2 },
);
const soundSelection = fc.oneof(soundMap, fc.array(soundMap, { minLength: 1, maxLength: 2 }));
const sound = fc.record({
  a: soundSelection,
  b: soundSelection,
  condition: fc.constantFrom(
    'a',
    'a or b',
    'a and not b',
    '1 of them',
    'all of *',
    'not (a or b)',
    '2 of them',
  ),
});
const rule = fc
  .tuple(fc.oneof({ weight: 3, arbitrary: sound }, wild), fc.nat())
  .map(
    ([parts, n]): JsonObject => ({ title: `Rule ${n}`, logsource: { product: 'okta' }, detection: parts }),
  );

const eventValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    'x',
    'X',
    'xx',
    'user.session.start',
    'User.Session.Start',
    5,
    true,
    null,
    '192.0.2.7',
  ),
  fc.array(fc.constantFrom<Json>('x', 'y', null, { g: 'x' }), { maxLength: 3 }),
  junk,
);
const event = fc.dictionary(fc.constantFrom('eventType', 'eventtype', 'f', 'f.g', 'actor', 'g'), eventValue);

function compiled(document: Json): SigmaRule[] {
  const read = compileRule(document);
  return read.kind === 'rule' ? [read.rule] : [];
}

describe('Sigma', () => {
  test('reads any text as rules or as reasons, never with a throw', () => {
    const yaml = fc.oneof(
      fc.string({ maxLength: 200 }),
      rule.map((document) => JSON.stringify(document)),
      fc.tuple(rule, fc.nat(), fc.string({ maxLength: 3 })).map(([document, at, inserted]) => {
        const text = JSON.stringify(document, null, 1);
        return text.slice(0, at % text.length) + inserted + text.slice((at % text.length) + 1);
      }),
    );
    fc.assert(
      fc.property(yaml, (text) => {
        for (const read of readRules(text))
          if (read.kind === 'refused') expect(read.reason).not.toBe('');
          else expect(read.rule.title).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });

  test('makes a rule or a reason of any JSON', () => {
    fc.assert(
      fc.property(fc.oneof(junk, rule), (document) => {
        expect(['rule', 'refused']).toContain(compileRule(document).kind);
      }),
      { numRuns: 500 },
    );
  });

  test('any rule says yes or no to any event', () => {
    let asked = 0;
    fc.assert(
      fc.property(rule, fc.oneof(event, junk.filter(isObject)), (document, one) => {
        for (const { test: asks } of compiled(document)) {
          expect([true, false]).toContain(asks.holds(one));
          asked++;
        }
      }),
      { numRuns: 1_000 },
    );
    expect(asked).toBeGreaterThan(300);
  });

  test('a set of rules finds what asking each of them finds', () => {
    let hit = 0;
    const keyed = fc.record({ eventType: eventValue }).map((parts): JsonObject => parts);
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 1, maxLength: 4 }),
        fc.oneof(event, keyed),
        (documents, one) => {
          const rules = [...new Map(documents.flatMap(compiled).map((each) => [each.uid, each])).values()];
          const expected = rules.filter((each) => each.test.holds(one)).map(({ uid }) => uid);
          expect(ruleSet(rules).match('okta', one) ?? []).toEqual(expected.sort());
          hit += expected.length;
        },
      ),
      { numRuns: 1_000 },
    );
    expect(hit).toBeGreaterThan(200);
  });

  test('also where rules write the key field in other ways, and events hold it in other places', () => {
    const spelled = {
      gcp: ['protoPayload.methodName', 'data.protopayload.methodname', 'gcp.audit.method_name'],
      'google-workspace': ['eventName', 'eventname', 'protoPayload.metadata.event.eventName', 'events.name'],
      auth0: ['type', 'data.type', 'Type'],
      m365: ['Operation', 'operation', 'eventName'],
    };
    let hit = 0;
    for (const [product, names] of Object.entries(spelled)) {
      const documents = names.map(
        (name): JsonObject => ({
          title: name,
          logsource: { product },
          detection: { a: { [name]: ['x', 'y'] }, condition: 'a' },
        }),
      );
      const rules = documents.flatMap(compiled);
      expect(rules).toHaveLength(names.length);
      const leaf = fc.constantFrom<Json>('x', 'X', 'z', ['x', 'z'], null);
      const part = (...keys: string[]) => fc.dictionary(fc.constantFrom(...keys), leaf, { maxKeys: 2 });
      const raw = fc.record(
        {
          protoPayload: part('methodName', 'methodname'),
          'protoPayload.methodName': leaf,
          'gcp.audit.method_name': leaf,
          data: fc.oneof(part('type'), fc.record({ protoPayload: part('methodName') })),
          type: leaf,
          events: fc.array(part('name'), { maxLength: 2 }),
          event: part('name'),
          name: leaf,
          Operation: leaf,
          operation: leaf,
        },
        { requiredKeys: [] },
      );
      fc.assert(
        fc.property(raw, (one) => {
          const expected = rules.filter((each) => each.test.holds(one)).map(({ uid }) => uid);
          expect(ruleSet(rules).match(product, one) ?? []).toEqual(expected.sort());
          hit += expected.length;
        }),
        { numRuns: 300 },
      );
    }
    expect(hit).toBeGreaterThan(100);
  });

  test('an event that nests without end is asked like any other', () => {
    let deep: Json = 'x';
    for (let level = 0; level < 20_000; level++) deep = level % 2 === 0 ? [deep] : { f: deep };
    for (const detected of [{ a: ['x'] }, { a: { 'f.f.f|contains': 'x' } }, { a: { 'f|re': 'x' } }]) {
      const [only] = compiled({
        title: 'Deep',
        logsource: { product: 'okta' },
        detection: { ...detected, condition: 'a' },
      });
      expect([true, false]).toContain(only?.test.holds({ f: deep }));
    }
  });
});
