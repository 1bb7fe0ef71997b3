import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Closure,
  closuresOfPerson,
  learnAll,
  NOBODY,
  type PersonFact,
  person,
  type Refusal,
  refusalsOfPerson,
  stepsOfPerson,
} from '../../shared/person.ts';
import { STEP_KINDS } from '../../shared/profile/steps.ts';
import { mergeableLaws } from './mergeable.ts';

const NEWEST = 494_520;
const step = (hours: number) =>
  fc
    .record({ kind: fc.constantFrom(...STEP_KINDS), byOther: fc.boolean(), ago: fc.nat(hours) })
    .map(({ ago, ...one }): PersonFact => ({ kind: 'step', step: { ...one, hour: NEWEST - ago } }));
const change = (hours: number) =>
  fc
    .record({
      kind: fc.constantFrom(...STEP_KINDS),
      ago: fc.nat(hours),
      uid: fc.string({ unit: 'grapheme', maxLength: 3 }),
      text: fc.string({ unit: 'binary', maxLength: 64 }),
    })
    .map(({ kind, ago, uid, text }): PersonFact => {
      const by = { uid, email: text, name: text };
      const place = {
        vendor: 'okta',
        tenant: 'default',
        ip: text,
        network: text,
        country: text,
        client: text,
      };
      const time = (NEWEST - ago) * 3_600_000;
      return { kind: 'change', change: { ...place, time, kind, operation: text, eventId: text, by } };
    });
const refusal = (hours: number) =>
  fc
    .record({ ago: fc.nat(hours * 60), network: fc.constantFrom('AS64500', '192.0.2.0/24', '2001:db8::/32') })
    .map(
      ({ ago, network }): PersonFact => ({
        kind: 'refusal',
        refusal: { minute: NEWEST * 60 - ago, network },
      }),
    );
const closure = (days: number) =>
  fc
    .record({
      ago: fc.nat(days * 1440),
      closed: fc.boolean(),
      vendor: fc.constantFrom('okta', 'slack', 'aws'),
    })
    .map(
      ({ ago, ...one }): PersonFact => ({ kind: 'closure', closure: { ...one, minute: NEWEST * 60 - ago } }),
    );
/** The longest key that an accepted account can have is some two thousand bytes. */
const account = fc
  .tuple(
    fc.constantFrom('auth0', 'okta', 'slack'),
    fc.nat(60),
    fc.string({ unit: 'grapheme', minLength: 0, maxLength: 20 }),
  )
  .map(
    ([vendor, n, name]): PersonFact => ({
      kind: 'account',
      entity: `actor/${vendor}/${name.repeat(n)}/${n}`,
    }),
  );

mergeableLaws('a person', person, fc.oneof(step(1000), change(1000), account, refusal(1000), closure(200)), {
  maxLength: 80,
});
mergeableLaws('a person whom a program takes away and lets in all day', person, closure(2), {
  minLength: 60,
  maxLength: 100,
  numRuns: 15,
});
mergeableLaws('a person of many accounts', person, account, { minLength: 20, maxLength: 80 });
mergeableLaws('a person whom many change', person, change(380), {
  minLength: 100,
  maxLength: 160,
  numRuns: 15,
});
mergeableLaws('a person who is asked all day', person, refusal(30), {
  minLength: 250,
  maxLength: 400,
  numRuns: 15,
});
mergeableLaws('a person to whom something is done every hour', person, step(380), {
  minLength: 600,
  maxLength: 900,
  numRuns: 15,
});

describe('a person', () => {
  const facts = fc.array(fc.oneof(step(1000), change(1000), account, refusal(1000), closure(200)), {
    maxLength: 40,
    size: 'max',
  });

  test('is the same object as long as nothing new is learnt', () => {
    fc.assert(
      fc.property(facts, (all) => {
        const known = learnAll(NOBODY, all);
        expect(learnAll(known, all.toReversed())).toBe(known);
      }),
    );
  });

  test('remembers every step of the sixteen days before the newest, and none that is older', () => {
    fc.assert(
      fc.property(fc.array(step(800), { minLength: 1, maxLength: 60, size: 'max' }), (all) => {
        const steps = all.flatMap((fact) => (fact.kind === 'step' ? [fact.step] : []));
        const newest = Math.max(...steps.map(({ hour }) => hour));
        const recent = steps.filter(({ hour }) => hour > newest - 16 * 24);
        const text = (one: object) => JSON.stringify(one, ['kind', 'byOther', 'hour']);
        expect(new Set(stepsOfPerson(learnAll(NOBODY, all)).map(text))).toEqual(new Set(recent.map(text)));
      }),
    );
  });

  test('remembers of each vendor the newest 16 closures of the 106 days before the last of all', () => {
    fc.assert(
      fc.property(fc.array(closure(200), { minLength: 1, maxLength: 150, size: 'max' }), (all) => {
        const text = ({ minute, closed, vendor }: Closure) => `${minute} ${closed ? 1 : 0} ${vendor}`;
        const closures = all.flatMap((fact) => (fact.kind === 'closure' ? [fact.closure] : []));
        const newest = Math.max(...closures.map(({ minute }) => minute));
        const recent = closures.filter(({ minute }) => minute > newest - 106 * 1440).map(text);
        const ofVendors = Map.groupBy([...new Set(recent)].sort(), (one) => one.split(' ')[2]).values();
        expect(closuresOfPerson(learnAll(NOBODY, all)).map(text)).toEqual(
          [...ofVendors].flatMap((some) => some.slice(-16)).sort(),
        );
      }),
    );
  });

  test('remembers the newest 256 refusals of the sixteen days before the last of them', () => {
    fc.assert(
      fc.property(fc.array(refusal(800), { minLength: 1, maxLength: 400, size: 'max' }), (all) => {
        const text = ({ minute, network }: Refusal) => `${minute} ${network}`;
        const refusals = all.flatMap((fact) => (fact.kind === 'refusal' ? [fact.refusal] : []));
        const newest = Math.max(...refusals.map(({ minute }) => minute));
        const recent = refusals.filter(({ minute }) => minute > newest - 16 * 24 * 60).map(text);
        expect(refusalsOfPerson(learnAll(NOBODY, all)).map(text)).toEqual(
          [...new Set(recent)].sort().slice(-256),
        );
      }),
    );
  });
});
