import { describe, expect, test } from 'vitest';
import { letIn } from '../../shared/detectors/let-in.ts';
import type { Subject } from '../../shared/profile/subject.ts';
import { inNewNetwork, NOBODY } from '../fixtures/subjects.ts';

/** Somebody of thirty days, who is refused so often a day, and today so often through a network of so many days. */
const person = (refused: number, usual = 0, days = 0, popularity = 0): Subject => ({
  ...inNewNetwork({ refused: usual }, days, popularity),
  refused: new Map(refused === 0 ? [] : [['AS64577', refused]]),
});
const decades = (subject: Subject) => letIn.assess(subject, 0)[0]?.decades ?? 0;

describe('let in after refusals', () => {
  test('fires when a sign-in through a new network is accepted after a dozen were refused', () => {
    expect(letIn.assess(person(12))[0]).toMatchObject({
      observed:
        '12 refused sign-ins within the hour, then let in, through AS64577, which the account does not use',
      expected: 'about 0 a day, through AS64500',
      quietIf: 'at most 3 refused sign-ins through a new network',
      facts: { refused: 12, network: ['AS64577'] },
    });
    expect(decades(person(12))).toBe(4);
    expect(decades(person(6))).toBeGreaterThan(2);
    expect(letIn.assess(person(12, 1))[0]).toMatchObject({
      expected: 'about 1 a day, through AS64500',
      facts: { usual: 0.8 },
    });
  });

  test('nearly fires on whoever looks for his password in a hotel, or is refused every day', () => {
    expect(letIn.assess(person(3))).toEqual([]);
    expect(decades(person(2))).toBe(0);
    expect(decades(person(12, 6))).toBeLessThan(1.2);
  });

  test('knows nothing of what is refused through a network in use, by colleagues too, or of a program', () => {
    expect(decades(person(12, 0, 3))).toBe(0);
    const lately = person(12);
    const network = lately.facets.network.map((one) => (one.days === 0 ? { ...one, seenDays: 3 } : one));
    expect(decades({ ...lately, facets: { ...lately.facets, network } })).toBe(0);
    expect(decades(person(12, 0, 0, 0.5))).toBe(0);
    expect(decades(person(0))).toBe(0);
    expect(decades({ ...person(12), refused: new Map([['AS64500', 12]]) })).toBe(0);
    expect(decades({ ...person(12), type: 'service' })).toBe(0);
  });

  test('knows of an account of a day or two what is new today alone, and nothing on its first day', () => {
    const young = (days: number, used: number): Subject => {
      const { facets, observedDays, ...subject } = person(12);
      const network = facets.network.map((one) => (one.days === 0 ? { ...one, seenDays: used } : one));
      return {
        ...subject,
        facets: { ...facets, network },
        observedDays: { ...observedDays, network: days },
      };
    };
    const told = [0, 1, 2, 3].map((days) => [0, 1, 2].map((used) => decades(young(days, used)) > 0));
    const [none, onlyToday, recent] = [
      [false, false, false],
      [true, false, false],
      [true, true, true],
    ];
    expect(told).toEqual([none, onlyToday, onlyToday, recent]);
  });

  test('is quiet with as few as it says through all new networks together, and keeps the others', () => {
    const many = person(9);
    const both: Subject = {
      ...many,
      facets: {
        ...many.facets,
        network: [...many.facets.network, { value: 'AS64588', days: 0, seenDays: 0, carried: 0 }],
      },
      refused: new Map([...many.refused, ['AS64500', 2], ['AS64588', 5]]),
    };
    expect(letIn.assess(both)[0]?.facts).toMatchObject({ refused: 14, 'limit refused': 3 });
    const quiet = letIn.quieted(both);
    expect(letIn.assess(quiet)).toEqual([]);
    expect(quiet.refused).toEqual(
      new Map([
        ['AS64577', 3],
        ['AS64500', 2],
      ]),
    );
    expect(letIn.quieted(quiet)).toBe(quiet);
  });

  describe('of the person, at any vendor', () => {
    const asked = (minutes: readonly number[], network = 'AS64577'): Subject => {
      const one = person(0);
      const personRefusals = minutes.map((minute) => ({ minute: one.day * 1440 + minute, network }));
      return { ...one, context: { ...one.context, personRefusals } };
    };
    const run = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at);

    test('counts as many as fall into one hour, of the day and the hour before it', () => {
      expect(decades(asked(run(500, 4)))).toBe(decades(person(4)));
      expect(decades(asked([...run(500, 4), ...run(560, 4)]))).toBe(decades(person(4)));
      expect(decades(asked([...run(500, 4), ...run(559, 4)]))).toBe(decades(person(5)));
      expect(decades(asked(run(-60, 4)))).toBe(decades(person(4)));
      expect(decades(asked(run(-62, 6)))).toBe(decades(person(4)));
      expect(decades(asked(run(1437, 6)))).toBe(decades(person(3)));
      expect(decades(asked(run(500, 4), 'AS64588'))).toBe(0);
      expect(decades({ ...asked(run(500, 3)), refused: person(5).refused })).toBe(decades(person(5)));
      expect(decades({ ...asked(run(500, 5)), refused: person(3).refused })).toBe(decades(person(5)));
      expect([3, 4, 5].map((refused) => decades(person(refused)))).toEqual([
        expect.closeTo(0.78, 2),
        expect.closeTo(1.56, 2),
        expect.closeTo(2.33, 2),
      ]);
    });

    test('counts before data left where the log has no addresses, whatever network asked', () => {
      const blind = (leaving: readonly number[], from: number, count: number): Subject => {
        const one = asked(run(from, count), 'AS64588');
        const observedDays = { ...one.observedDays, network: 0 };
        return { ...one, facets: NOBODY.facets, observedDays, leaving };
      };
      expect(letIn.assess(blind([9, 10], 590, 8))[0]).toMatchObject({
        observed: '8 sign-ins refused by its owner within an hour, then data left; this log names no network',
        expected: 'about 0 a day',
        quietIf: 'at most 3 refused sign-ins before data left',
      });
      expect(decades(blind([10], 590, 4))).toBe(decades(person(4)));
      expect(decades(blind([9], 590, 4))).toBe(decades(person(4)));
      expect(decades(blind([9], 598, 4))).toBe(decades(person(2)));
      expect(decades(blind([], 590, 8))).toBe(0);
      expect(decades(blind([8], 590, 8))).toBe(0);
      expect(decades({ ...blind([10], 590, 8), type: 'service' })).toBe(0);
      const seen = { ...blind([10], 590, 8).observedDays, network: 1 };
      expect(decades({ ...blind([10], 590, 8), observedDays: seen })).toBe(0);
      expect(decades({ ...blind([10], 590, 8), facets: person(0).facets })).toBe(0);
      const quiet = letIn.quieted(blind([10], 590, 8));
      expect(letIn.assess(quiet)).toEqual([]);
      expect(quiet.context.personRefusals).toHaveLength(3);
    });

    test('is quiet with as few as it says', () => {
      const both = { ...asked(run(500, 12)), refused: person(9).refused };
      expect(letIn.assess(both)[0]?.facts).toMatchObject({ refused: 12, 'limit refused': 3 });
      const quiet = letIn.quieted(both);
      expect(letIn.assess(quiet)).toEqual([]);
      expect(quiet.refused.get('AS64577')).toBe(3);
      expect(quiet.context.personRefusals).toHaveLength(3);
    });
  });

  test('never falls as more are refused', () => {
    const all = [1, 2, 3, 5, 9, 40].map((refused) => decades(person(refused, 1)));
    expect(all).toEqual(all.toSorted((a, b) => a - b));
  });
});
