import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_CONTEXT } from '../../shared/context.ts';
import { tripwire } from '../../shared/detectors/tripwire.ts';
import { type Subject, subjectOf } from '../../shared/profile/subject.ts';
import { type Contract, looser } from '../../shared/settings/contract.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';

const NETWORKS = [
  '198.51.101.0/24',
  '198.51.100.0/24',
  '198.51.100.128/25',
  '198.51.96.0/20',
  '198.51.100.0/22',
  'AS64500',
  'AS64501',
];
const BASE = {
  vendor: 'okta',
  tenant: 'example',
  actor: 'a',
  author: 'm',
  reason: 'r',
  fromDay: '2026-01-01',
};

const hour = fc.integer({ min: 0, max: 24 });
/** One part of a contract, before and after; of the others there is none, and none makes up for it. */
const part = fc.oneof(
  both('networks', fc.uniqueArray(fc.constantFrom(...NETWORKS), { maxLength: 3 })),
  both('hoursUtc', fc.tuple(hour, hour)),
  both('dailyRecords', fc.integer({ min: 0, max: 3 })),
);

function both<Value>(name: keyof Contract, value: fc.Arbitrary<Value>): fc.Arbitrary<readonly Contract[]> {
  const one = fc.option(value).map((given) => (given === null ? BASE : { ...BASE, [name]: given }));
  return fc.tuple(one, one);
}

/** Days of one event each, which differ in all that a contract limits. */
const DAYS: readonly Subject[] = NETWORKS.flatMap((network, n) =>
  [0, 5, 6, 12, 23].map((when) => {
    const one = reading({ time: at(0, when), actorType: 'integration', network, records: n });
    return subjectOf(lifeOf([[one]]), FIRST_DAY);
  }),
);

const breaks = (of: Contract) => (day: Subject) =>
  tripwire.assess({ ...day, context: { ...NO_CONTEXT, contract: of } }).length > 0;

describe('a contract', () => {
  test('under which a day breaks nothing that broke the older one allows more', () => {
    fc.assert(
      fc.property(part, ([older = BASE, newer = BASE]) => {
        const isFreed = (day: Subject) => breaks(older)(day) && !breaks(newer)(day);
        if (DAYS.some(isFreed)) expect(looser(older, newer)).not.toEqual([]);
        expect(looser(older, older)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test('of address ranges alone allows more than one that names a system as well, because it holds no system', () => {
    const named = { ...BASE, networks: ['198.51.100.0/24', 'AS64500'] };
    expect(looser(named, { ...BASE, networks: ['198.51.100.0/24'] })).toEqual(['networks']);
    expect(looser(named, { ...BASE, networks: ['AS64500'] })).toEqual([]);
    expect(looser(named, { ...BASE, networks: [] })).toEqual([]);
    // Nor is a range within one because its first address is.
    const wider = [...named.networks, '198.51.100.0/22'];
    expect(looser(named, { ...BASE, networks: wider })).toEqual(['networks']);
  });
});
