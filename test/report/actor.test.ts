import { describe, expect, test } from 'vitest';
import { actorView } from '../../shared/report/actor.ts';
import { dayOf, dayText } from '../../shared/time.ts';
import { at, lifeOf, reading } from '../fixtures/readings.ts';

const seenOn = (days: readonly number[]) =>
  lifeOf(
    Array.from({ length: (days.at(-1) ?? 0) + 1 }, (_, day) =>
      days.includes(day) ? [reading({ time: at(day) })] : [],
    ),
  );
const whyOf = (days: readonly number[]) =>
  actorView('actor/okta/default/alice', seenOn(days)).lines.find(({ label }) => label === 'Why')?.text;
const daily = (count: number) => Array.from({ length: count }, (_, day) => day);

describe('what is usual for an account', () => {
  test('is said to rest on eight weeks without the last one', () => {
    expect(whyOf(daily(80))).toMatch(/^from days \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d: the last week never/);
  });

  test('is not said to rest on days before the account was seen', () => {
    const first = dayText(dayOf(at(0)));
    expect(whyOf(daily(20))).toMatch(new RegExp(`^from days ${first} to `));
    expect(whyOf(daily(5))).toMatch(/^from no days yet, and of places/);
  });

  test('says since when the account was seen, however young it is', () => {
    const seen = (days: readonly number[]) =>
      actorView('actor/okta/default/alice', seenOn(days)).lines.find(({ label }) => label === 'Seen')?.text;
    const [first, last] = [dayText(dayOf(at(0))), dayText(dayOf(at(3)))];
    expect(seen(daily(4))).toBe(`since ${first}, last on ${last}; 0 active days define what is usual`);
    expect(seen(daily(20))).toContain(`since ${first}, last on `);
  });

  test('reaches further back for one that was away, and for places of one that is seldom here, not of one that is new', () => {
    expect(whyOf([...daily(12), 72])).toMatch(
      / to \d{4}-\d\d-\d\d, an absence counted as two weeks at most: /,
    );
    expect(whyOf([0, 45, 72])).toMatch(/, and of places and clients from two weeks more, as these are few: /);
    expect(whyOf(daily(80))).not.toMatch(/absence|are few/);
    expect(whyOf(daily(5))).not.toContain('are few');
    expect(whyOf(daily(5))).toMatch(/, and of places and clients through \d{4}-\d\d-\d\d, as it is young: /);
    expect(whyOf(daily(12))).not.toContain('as it is young');
  });
});
