import { describe, expect, test } from 'vitest';
import { checkSettings } from '../../shared/settings/check.ts';
import { type History, proposedContracts } from '../../shared/settings/propose.ts';
import type { Json } from '../../shared/vendors/vendor.ts';
import { at, reading } from '../fixtures/readings.ts';

const entity = 'actor/salesforce/example/0055';
const nightly = (day: number, parts: object = {}) =>
  reading({ time: at(day, day % 2 === 0 ? 23 : 1), actorType: 'service', eventId: `e-${day}`, ...parts });
const days = (count: number, parts: object = {}): History[] =>
  Array.from({ length: count }, (_, day) => ({ entity, readings: [nightly(day, parts)] }));

describe('a contract proposed from history', () => {
  test('says where from, with what, when and how much a machine works, with room for a busier day', () => {
    const [contract, ...others] = proposedContracts(days(8), 'mara');
    expect(others).toEqual([]);
    expect(contract).toMatchObject({
      vendor: 'salesforce',
      tenant: 'example',
      actor: '0055',
      networks: ['AS64500'],
      countries: ['NL'],
      clients: ['Chrome on Mac OS X'],
      datasets: ['report:Accounts'],
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

  test('counts an operation once, whatever its chunks, and rounds twice the busiest day up', () => {
    const chunks = Array.from({ length: 3 }, () => nightly(3, { records: 1234 }));
    const [contract] = proposedContracts([...days(8), { entity, readings: chunks }], 'mara');
    expect(contract?.dailyRecords).toBe(2500);
  });

  test('leaves out what it cannot limit: no sizes, all hours of the day, more datasets than a list holds', () => {
    const busy = Array.from({ length: 200 }, (_, n) => ({
      entity,
      readings: [
        reading({ time: at(n % 8, n % 24), actorType: 'service', records: null, datasets: [`t:${n}`] }),
      ],
    }));
    const [contract] = proposedContracts(busy, 'mara');
    expect(contract).toBeDefined();
    for (const name of ['hoursUtc', 'dailyRecords', 'datasets']) expect(contract).not.toHaveProperty(name);
  });
});
