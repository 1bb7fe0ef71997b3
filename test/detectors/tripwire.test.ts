import { describe, expect, test } from 'vitest';
import { type Context, type Expected, NO_CONTEXT } from '../../shared/context.ts';
import { tripwire } from '../../shared/detectors/tripwire.ts';
import { hashOf } from '../../shared/profile/resources.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import { keptDataset, type Reading } from '../../shared/reading.ts';
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

  test('fires again weeks later at one that only a day which paged knew, and does not say that it is new or usual', () => {
    const away = { network: 'AS64511', records: 20_000 };
    const robbed = history.map((day, i) => (i === 15 ? day.map((one) => ({ ...one, ...away })) : day));
    const [again] = assessed(away, NO_CONTEXT, robbed);
    expect(again?.decades).toBe(assessed(away)[0]?.decades);
    expect(again).toMatchObject({
      observed: 'network AS64511, where it has never been but on days that paged',
      expected: expect.stringMatching(/^network AS64500 on/),
    });
  });

  test('nearly fires at its own networks, and at one that the organisation knows', () => {
    expect(assessed({})).toEqual([]);
    expect(assessed({ network: 'AS64511' }, { ...NO_CONTEXT, popularity: () => 0.2 })).toEqual([]);
  });

  test('does not fire for a person, a young service, or one without a home', () => {
    const person = history.map((day) => day.map((one) => ({ ...one, actorType: 'user' as const })));
    expect(assessed({ network: 'AS64511', actorType: 'user' }, NO_CONTEXT, person)).toEqual([]);
    expect(assessed({ network: 'AS64511' }, NO_CONTEXT, history.slice(0, 4))).toEqual([]);
    const nomad = history.map((day, i) => day.map((one) => ({ ...one, network: `AS${64_600 + (i % 6)}` })));
    expect(assessed({ network: 'AS64511' }, NO_CONTEXT, nomad)).toEqual([]);
  });

  test('does not fire for a person for whom an application works alone on a day off, but for a program whose owner was there', () => {
    const awayWhere = (isHers: (day: number) => boolean) => {
      const user = { actorType: 'user' } as const;
      const days = history.map((day, i) => (isHers(i) ? day.map((one) => ({ ...one, ...user })) : day));
      return assessed({ network: 'AS64511' }, NO_CONTEXT, days);
    };
    expect(awayWhere((day) => day % 5 > 0)).toEqual([]);
    expect(awayWhere((day) => day % 5 < 3)).toEqual([]);
    expect(awayWhere((day) => day % 5 === 0)).toHaveLength(1);
    expect(history.length % 2).toBe(0);
    expect(awayWhere((day) => day % 2 === 0)).toHaveLength(1);
  });

  test.each<[string, Expected, Partial<Reading>]>([
    ['network', { networks: ['AS64500'] }, { network: 'AS64511' }],
    ['country', { countries: ['NL'] }, { country: 'US' }],
    ['client', { clients: ['Chrome on Mac OS X'] }, { client: 'curl' }],
    ['operation', { operations: ['ReportExported'] }, { operation: 'BulkApiResultEvent' }],
    ['dataset', { datasets: ['report:Accounts'] }, { datasets: ['report:Accounts', 'report:Salaries'] }],
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

  test('holds a key to what it is for: as much of another table is a breach where it cannot be told by anything else', () => {
    const purpose = bound({ datasets: ['table:orders', 'table:stock'], dailyRecords: 1000 });
    const of = (...datasets: string[]) => assessed({ datasets, records: 900 }, purpose, []);
    expect(of('table:stock')).toEqual([]);
    expect(of('table:customers', 'table:staff')[0]).toMatchObject({
      observed: 'data of 2 other datasets',
      expected: 'by its contract table:orders or table:stock',
    });
    // Nothing was taken of what it only changes.
    expect(assessed({ kind: 'privilege', datasets: ['role:Admin'] }, purpose, [])).toEqual([]);
  });

  test('sees one other dataset among more than a profile samples, and one of which next to nothing left', () => {
    const tables = Array.from({ length: 96 }, (_, n) => `table:t${n}`);
    // Beyond every sample.
    const other = `table:o${Array.from({ length: 500 }, (_, n) => n).find((n) => hashOf(`table:o${n}`) > 0.99 * 2 ** 32)}`;
    const before = Array.from({ length: 12 }, (_, n) =>
      reading({ time: at(1), ...service, eventId: `e-${n}`, datasets: tables.slice(8 * n, 8 * n + 8) }),
    );
    const of = (datasets: readonly string[], records: number) => {
      const one = reading({ time: at(1), ...service, eventId: 'one', datasets, records });
      return tripwire.assess(
        subjectOf(lifeOf([[], [...before, one]]), FIRST_DAY + 1, bound({ datasets: tables })),
      );
    };
    expect(of(['table:t0'], 9000)).toEqual([]);
    expect(of([other], 9000)[0]).toMatchObject({ observed: 'data of 1 other dataset' });
    expect(assessed({ datasets: ['record:4711'], records: 1 }, bound({ datasets: tables }), [])).toHaveLength(
      1,
    );
  });

  test('holds an export that states no size to the operations of its contract, and lists to none', () => {
    const purpose = bound({ operations: ['query'], dailyRecords: 1000 });
    const of = (parts: Partial<Reading>) => assessed({ records: null, ...parts }, purpose, []);
    expect(of({ operation: 'export of all' })[0]?.facts).toMatchObject({ rule: 'contract: operation' });
    expect(of({ operation: 'query', kind: 'read' })).toEqual([]);
    expect(of({ operation: 'tables listed', kind: 'list' })).toEqual([]);
  });

  test('knows clients and operations again whose names a profile keeps only the beginning of', () => {
    const client = `Example Integration Platform for Ordinary People ${'x'.repeat(10)}`;
    const operation = `example.integration.platform.exportOrdinary${'x'.repeat(10)}`;
    const contract = bound({ clients: [client], operations: [operation] });
    expect(assessed({ client, operation }, contract, [])).toEqual([]);
    expect(assessed({ client: `${client}y`, operation }, contract, [])).toHaveLength(1);
    expect(assessed({ client, operation: `${operation}y` }, contract, [])).toHaveLength(1);
  });

  test('knows names again that are longer than a reading keeps, as their owner writes them', () => {
    const dataset = `table:analytics.warehouse.${'orders_of_all_branches_'.repeat(3)}`;
    const client = `Example Integration ${'of Ordinary People '.repeat(4)}`;
    const contract = bound({ datasets: [dataset], clients: [client] });
    const kept = { datasets: [keptDataset(dataset)], client: client.slice(0, 64) };
    expect(assessed(kept, contract, [])).toEqual([]);
    for (const other of [dataset.slice(0, 63), dataset.slice(0, 64), keptDataset(`${dataset}x`)])
      expect(assessed({ ...kept, datasets: [other] }, contract, [])).toHaveLength(1);
    // As somebody has copied it from a finding.
    expect(assessed(kept, bound({ datasets: kept.datasets }), [])).toEqual([]);
  });

  test('tells of the contract where a strange network breaks it as well', () => {
    const [signal, ...more] = assessed({ network: 'AS64511' }, bound({ networks: ['AS64500'] }));
    expect(more).toEqual([]);
    expect(signal?.facts).toEqual({
      rule: 'contract: network',
      rules: ['contract: network', 'first-seen networks'],
    });
  });

  test('says of no network that it is strange to one that travels, where it breaks its contract', () => {
    const travels = history
      .slice(0, 6)
      .map((day, i) => day.map((one) => ({ ...one, network: `AS${64_600 + (i % 3)}` })));
    const [signal] = assessed({ network: 'AS64511' }, bound({ networks: ['AS64600'] }), travels);
    expect(signal?.facts['rules']).toEqual(['contract: network']);
  });

  test('reads hours from the first to before the last', () => {
    const of = (hour: number) => assessed({ time: at(0, hour) }, bound({ hoursUtc: [8, 18] }), []);
    for (const hour of [8, 12, 17]) expect(of(hour), `${hour}`).toEqual([]);
    for (const hour of [7, 0, 18, 23]) expect(of(hour), `${hour}`).toHaveLength(1);
  });

  test('reads hours that go over midnight', () => {
    const night = bound({ hoursUtc: [22, 4] });
    const at3 = (hour: number) => assessed({ time: at(0, hour) }, night, []);
    for (const hour of [22, 23, 0, 3]) expect(at3(hour), `${hour}`).toEqual([]);
    for (const hour of [4, 12, 21]) expect(at3(hour), `${hour}`).toHaveLength(1);
  });

  test('holds a network to the address ranges of its contract', () => {
    const from = (network: string, networks: readonly string[]) =>
      assessed({ network }, bound({ networks }), []).map(({ observed }) => observed);
    expect(from('192.0.2.0/24', ['198.51.100.0/24', '192.0.2.0/23'])).toEqual([]);
    expect(from('203.0.113.0/24', ['192.0.2.0/23'])).toEqual(['network 203.0.113.0/24']);
    expect(from('192.0.2.0/24', ['AS64500', '192.0.2.0/23'])).toEqual([]);
  });

  test('breaks no contract of address ranges alone by a network that is known by its system', () => {
    const from = (network: string, networks: readonly string[]) =>
      assessed({ network }, bound({ networks }), []);
    expect(from('AS64511', ['192.0.2.0/24'])).toEqual([]);
    expect(from('AS64511', ['192.0.2.0/24', 'AS64500'])).toHaveLength(1);
    expect(from('AS64511', [])).toHaveLength(1);
  });

  test('tells what was seen, and what the contract says', () => {
    const of = (contract: Expected, parts: Partial<Reading>) => assessed(parts, bound(contract), [])[0];
    expect(of({ dailyRecords: 1000 }, { records: 1001 })).toMatchObject({
      observed: '1,001 records on the day',
      expected: 'by its contract at most 1,000 records a day',
      quietIf: 'at most 1,000 records a day',
    });
    expect(of({ dailyRecords: 1000 }, { records: 1000 })).toBeUndefined();
    expect(of({ hoursUtc: [8, 18] }, { time: at(0, 18) })).toMatchObject({
      observed: 'data left at 18:00 UTC',
      expected: 'by its contract between 8:00 and 18:00 UTC',
    });
    expect(of({ countries: ['NL', 'BE', 'LU', 'DE'] }, { country: 'US' })).toMatchObject({
      observed: 'country US',
      expected: 'by its contract NL, BE or LU',
    });
  });

  test('counts up to three networks as homes, the most used first, and is less sure the more there are', () => {
    const from = (homes: number) => {
      const before = history.map((day, i) =>
        day.map((one) => ({
          ...one,
          network: `AS${64_600 + (i % (homes + 1) === homes ? homes - 1 : i % homes)}`,
        })),
      );
      return assessed({ network: 'AS64511' }, NO_CONTEXT, before)[0];
    };
    expect(from(3)).toMatchObject({
      expected: 'network AS64602, AS64600 or AS64601 on all of 23 days',
      quietIf: 'network AS64602',
    });
    expect(from(1)?.decades).toBeGreaterThan(from(2)?.decades ?? Number.POSITIVE_INFINITY);
    expect(from(4)).toBeUndefined();
  });

  test('knows the networks of a service after four days', () => {
    const told = (days: number) => {
      const rest = Array.from({ length: 7 }, () => []);
      return assessed({ network: 'AS64511' }, NO_CONTEXT, [...history.slice(0, days), ...rest]);
    };
    expect(told(3)).toEqual([]);
    expect(told(4)).toHaveLength(1);
  });

  test('forgets no network when a week has passed', () => {
    for (let days = 6; days < 20; days++)
      expect(assessed({ network: 'AS64511' }, NO_CONTEXT, history.slice(0, days)), `${days}`).toHaveLength(1);
  });

  test('takes a network that it used yesterday for no new one', () => {
    const yesterday = reading({ time: at(30), ...service, network: 'AS64511' });
    expect(assessed({ network: 'AS64511' }, NO_CONTEXT, [...history, [yesterday]])).toEqual([]);
  });
});
