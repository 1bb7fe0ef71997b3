import { describe, expect, test } from 'vitest';
import { type Context, type Expected, NO_CONTEXT } from '../../shared/context.ts';
import { tripwire } from '../../shared/detectors/tripwire.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';

const service = { actorType: 'integration' } as const;
const history = Array.from({ length: 30 }, (_, day) => [reading({ time: at(day), ...service })]);
const assessed = (parts: Partial<Reading>, context: Context = NO_CONTEXT, before = history) =>
  tripwire.assess(
    subjectOf(
      lifeOf([...before, [reading({ time: at(before.length), ...service, ...parts })]]),
      FIRST_DAY + before.length,
      context,
    ),
  );
const bound = (contract: Expected): Context => ({ ...NO_CONTEXT, contract });

describe('a tripwire', () => {
  test('fires at the first event of a service from a network where it has never been', () => {
    expect(assessed({ network: 'AS64511', kind: 'logon', records: null })[0]).toMatchObject({
      observed: 'network AS64511, where it has never been',
      quietIf: 'network AS64500',
      facts: { rule: 'first-seen networks' },
    });
  });

  test('nearly fires at its own networks, and at one that the organisation knows', () => {
    expect(assessed({})).toEqual([]);
    expect(assessed({ network: 'AS64511' }, { ...NO_CONTEXT, popularity: () => 0.2 })).toEqual([]);
  });

  test('does not fire for a person, a young service, or one without a home', () => {
    const person = history.map((day) => day.map((one) => ({ ...one, actorType: 'user' as const })));
    expect(assessed({ network: 'AS64511', actorType: 'user' }, NO_CONTEXT, person)).toEqual([]);
    expect(assessed({ network: 'AS64511' }, NO_CONTEXT, history.slice(0, 10))).toEqual([]);
    const nomad = history.map((day, i) => day.map((one) => ({ ...one, network: `AS${64_600 + (i % 6)}` })));
    expect(assessed({ network: 'AS64511' }, NO_CONTEXT, nomad)).toEqual([]);
  });

  test.each<[string, Expected, Partial<Reading>]>([
    ['network', { networks: ['AS64500'] }, { network: 'AS64511' }],
    ['country', { countries: ['NL'] }, { country: 'US' }],
    ['client', { clients: ['Chrome on Mac OS X'] }, { client: 'curl' }],
    ['hours', { hoursUtc: [8, 18] }, { time: at(0, 20) }],
    ['daily volume', { dailyRecords: 1000 }, { records: 1001 }],
  ])(
    'fires on the first day when a contract about %s is left, and not when it is kept',
    (rule, contract, broken) => {
      const first = (parts: Partial<Reading>) => assessed(parts, bound(contract), []);
      expect(first(broken)[0]).toMatchObject({ facts: { rule: `contract: ${rule}` } });
      expect(first(broken)[0]?.decades).toBeGreaterThan(6);
      expect(first({})).toEqual([]);
    },
  );

  test('reads hours that go over midnight', () => {
    const night = bound({ hoursUtc: [22, 4] });
    const at3 = (hour: number) => assessed({ time: at(0, hour) }, night, []);
    for (const hour of [22, 23, 0, 3]) expect(at3(hour), `${hour}`).toEqual([]);
    for (const hour of [4, 12, 21]) expect(at3(hour), `${hour}`).toHaveLength(1);
  });
});
