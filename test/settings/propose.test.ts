import { describe, expect, test } from 'vitest';
import { proposedText } from '../../cli/proposed-text.ts';
import { checkSettings } from '../../shared/settings/check.ts';
import { type History, proposedContracts } from '../../shared/settings/propose.ts';
import type { Json } from '../../shared/vendors/vendor.ts';
import { at, reading, uid } from '../fixtures/readings.ts';

const entity = 'actor/salesforce/example/0055';
const nightly = (day: number, parts: object = {}) =>
  reading({ time: at(day, day % 2 === 0 ? 23 : 1), actorType: 'service', eventId: `e-${day}`, ...parts });
const days = (count: number, parts: object = {}): History[] =>
  Array.from({ length: count }, (_, day) => ({ entity, readings: [nightly(day, parts)] }));

describe('a contract proposed from history', () => {
  test('says where from, with what, when and how much a machine works, with room for a busier day', () => {
    const [proposal, ...others] = proposedContracts(days(8), 'mara');
    const contract = proposal?.contract;
    expect(others).toEqual([]);
    expect(contract).toMatchObject({
      vendor: 'salesforce',
      tenant: 'example',
      actor: '0055',
      networks: ['AS64500'],
      countries: ['NL'],
      clients: ['Chrome on Mac OS X'],
      datasets: ['report:Accounts'],
      operations: ['ReportExported'],
      hoursUtc: [23, 2],
      dailyRecords: 200,
      author: 'mara',
    });
    const checked = checkSettings(JSON.parse(JSON.stringify({ contracts: [contract] })) as Json);
    expect(checked.kind).toBe('settings');
  });

  test('is for machines with a week of life, not for people or for a young one', () => {
    expect(proposedContracts(days(6), 'mara')).toEqual([]);
    expect(proposedContracts(days(8, { actorType: 'user' }), 'mara')).toEqual([]);
    expect(proposedContracts(days(8, { outcome: 'failure' }), 'mara')).toEqual([]);
  });

  test('says of each value and hour on how many days it was seen', () => {
    const odd = {
      entity,
      readings: [nightly(5, { network: 'AS64999', time: at(5, 3) }), nightly(6), nightly(6)],
    };
    const [proposal] = proposedContracts([...days(8), odd], 'mara');
    expect(proposal?.days).toBe(8);
    expect(Object.fromEntries(proposal?.seenDays.networks ?? [])).toEqual({ AS64500: 8, AS64999: 1 });
    expect(Object.fromEntries(proposal?.hourDays ?? [])).toEqual({ 23: 4, 1: 4, 3: 1 });
  });

  test('counts an operation once, whatever its chunks, and rounds twice the busiest day up', () => {
    const chunks = Array.from({ length: 3 }, () => nightly(3, { records: 1234 }));
    const [proposal] = proposedContracts([...days(8), { entity, readings: chunks }], 'mara');
    expect(proposal?.contract.dailyRecords).toBe(2500);
  });

  test('says of which day the daily volume is, and what the next busiest had: it may have been a theft', () => {
    const theft = { entity, readings: [nightly(5, { records: 5_000_000, uid: uid('theft') })] };
    const text = proposedText(proposedContracts([...days(8), theft], 'mara'));
    expect(text).toMatch(
      /^ +dailyRecords: 11000000 # twice the 5,000,100 of 2026-\d\d-\d\d; of the next busiest day 100$/m,
    );
    expect(proposedText(proposedContracts(days(8, { records: null }), 'mara'))).not.toContain('dailyRecords');
  });

  test('names of two days that were as busy the first, in whatever order they were read', () => {
    const busy = [6, 4].map((day) => ({
      entity,
      readings: [nightly(day, { records: 900, uid: uid(`b${day}`) })],
    }));
    const dayIn = (...all: readonly History[]) => proposedContracts(all, 'mara')[0]?.busiest?.day;
    const first = Math.floor(at(4, 23) / 86_400_000);
    expect([dayIn(...busy, ...days(8)), dayIn(...days(8), ...busy.toReversed())]).toEqual([first, first]);
  });

  test('leaves out datasets and operations that still were new in the last third of the days, and says so', () => {
    const rotating = (newUntil: number) =>
      Array.from({ length: 12 }, (_, day) => ({
        entity,
        readings: [
          nightly(day, {
            datasets: ['table:stock', `table:export_${Math.min(day, newUntil)}`],
            operation: `job ${Math.min(day, newUntil)}`,
          }),
        ],
      })).reverse();
    const [growing] = proposedContracts(rotating(8), 'mara');
    expect(growing?.contract).not.toHaveProperty('datasets');
    expect(growing?.contract).not.toHaveProperty('operations');
    expect(growing?.contract).toMatchObject({ networks: ['AS64500'] });
    expect([...(growing?.leftOut ?? [])]).toEqual([
      ['datasets', { values: 10, late: 1 }],
      ['operations', { values: 9, late: 1 }],
    ]);
    expect(proposedText(growing === undefined ? [] : [growing])).toContain(
      '# No limit of datasets: 10 were seen, 1 of them first in the last third of the days\n',
    );
    const [settled] = proposedContracts(rotating(7), 'mara');
    expect(settled?.contract.datasets).toHaveLength(9);
    expect(settled?.contract.operations).toHaveLength(8);
    // A machine that has moved is to be looked at, and its new network stands in the list with its days.
    const moved = [...days(12), { entity, readings: [nightly(11, { network: 'AS64501' })] }];
    expect(proposedContracts(moved, 'mara')[0]?.contract.networks).toEqual(['AS64500', 'AS64501']);
  });

  test('leaves out what it cannot limit: no sizes, all hours of the day, more datasets than a list holds', () => {
    const busy = Array.from({ length: 200 }, (_, n) => ({
      entity,
      readings: [
        reading({ time: at(n % 8, n % 24), actorType: 'service', records: null, datasets: [`t:${n}`] }),
      ],
    }));
    const [proposal] = proposedContracts(busy, 'mara');
    const contract = proposal?.contract;
    expect(contract).toBeDefined();
    for (const name of ['hoursUtc', 'dailyRecords', 'datasets']) expect(contract).not.toHaveProperty(name);
  });
});
