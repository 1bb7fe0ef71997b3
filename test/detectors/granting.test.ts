import { describe, expect, test } from 'vitest';
import { granting } from '../../shared/detectors/granting.ts';
import type { Subject } from '../../shared/profile/subject.ts';
import { inNewNetwork } from '../fixtures/subjects.ts';

/** An administrator of thirty days, who changes so much a day, and today so much through a network of so many days. */
const admin = (acts: number, usual = 0, days = 0, popularity = 0): Subject => ({
  ...inNewNetwork({ granted: usual }, days, popularity),
  granted: new Map(acts === 0 ? [] : [['AS64577', acts]]),
});
const decades = (subject: Subject) => granting.assess(subject, 0)[0]?.decades ?? 0;

describe('granting', () => {
  test('fires when three factors are reset from a network that the administrator does not use', () => {
    expect(granting.assess(admin(3, 1))[0]).toMatchObject({
      observed: '3 changes of access through AS64577, which the account does not use',
      expected: 'about 1 a day, through AS64500',
      facts: { acts: 3, network: ['AS64577'] },
    });
    expect(decades(admin(3, 1))).toBeGreaterThan(2);
    expect(decades(admin(3))).toBe(4);
  });

  test('nearly fires on what an administrator does every day, done from a hotel or a new home line', () => {
    expect(granting.assess(admin(1, 10))).toHaveLength(1);
    for (const acts of [1, 3, 10]) expect(decades(admin(acts, 10))).toBeLessThan(2);
    expect(decades(admin(1, 10, 2))).toBeLessThan(1.7);
    expect(decades(admin(1))).toBeGreaterThan(2);
  });

  test('says the more, the more keys are made there at once, beyond twice what began on any day of eight weeks', () => {
    expect([5, 10, 50].map((acts) => decades(admin(acts)))).toEqual([4, 4 + 2 * Math.log10(2), 6]);
    const busy = admin(60, 2);
    const onboarding = busy.history.map((day, i) =>
      i === 3 ? { ...day, features: { ...day.features, granted: 30 } } : day,
    );
    expect(decades(busy)).toBeGreaterThan(6);
    expect(decades({ ...busy, history: onboarding })).toBe(4);
  });

  test('is not made less by what is done beside it through a network of colleagues', () => {
    const alone = admin(3);
    const beside: Subject = {
      ...alone,
      facets: {
        ...alone.facets,
        network: [...alone.facets.network, { value: 'AS64588', days: 0, seenDays: 0, carried: 0 }],
      },
      granted: new Map([...alone.granted, ['AS64588', 10]]),
      context: { ...alone.context, popularity: (_, value) => (value === 'AS64588' ? 0.5 : 0) },
    };
    expect(decades(beside)).toBe(decades(alone));
  });

  test('knows nothing of what is done through a network in use, by colleagues too, or by a new account', () => {
    expect(decades(admin(3, 0, 3))).toBe(0);
    expect(decades(admin(3, 0, 0, 0.5))).toBe(0);
    expect(decades(admin(0))).toBe(0);
    const usual = { ...admin(3), granted: new Map([['AS64500', 3]]) };
    expect(decades(usual)).toBe(0);
    const young = admin(3);
    expect(decades({ ...young, observedDays: { ...young.observedDays, network: 2 } })).toBe(0);
  });

  test('is quiet without the changes through the new network, and keeps the others', () => {
    const busy = admin(4);
    const both = { ...busy, granted: new Map([...busy.granted, ['AS64500', 2]]) };
    const quiet = granting.quieted(both);
    expect(granting.assess(quiet)).toEqual([]);
    expect(quiet.granted).toEqual(new Map([['AS64500', 2]]));
    expect(granting.quieted(quiet)).toBe(quiet);
  });

  test('never falls as more is changed', () => {
    const all = [1, 2, 3, 5, 9, 40].map((acts) => decades(admin(acts, 2)));
    expect(all).toEqual(all.toSorted((a, b) => a - b));
  });
});
