import { describe, expect, test } from 'vitest';
import { isClosingDay, isWeekday } from '../../cli/corpus/calendar.ts';
import { startsIn } from '../../cli/corpus/lives.ts';
import type { CorpusEvent, Role } from '../../cli/corpus/model.ts';
import { networksOf } from '../../cli/corpus/networks.ts';
import { makeOrganisation, type Organisation } from '../../cli/corpus/organisation.ts';
import { seededRandom } from '../../cli/corpus/random.ts';
import { HABITS } from '../../cli/corpus/rates.ts';

const FIRST_DAY = 20_500;
const LAST_DAY = 20_589;
const make = (seed: string): Organisation =>
  makeOrganisation(seed, { people: 150, services: 24, firstDay: FIRST_DAY, lastDay: LAST_DAY });
const organisation = make('life');
const all = Array.from({ length: LAST_DAY - FIRST_DAY + 1 }, (_, i) => FIRST_DAY + i);
const byDay = new Map(all.map((day) => [day, organisation.day(day)]));
const isPerson = ({ actor }: CorpusEvent) => organisation.actors[actor]?.kind === 'person';
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const countOn = (days: readonly number[], filter: (event: CorpusEvent) => boolean) =>
  mean(days.map((day) => (byDay.get(day) ?? []).filter(filter).length));
const addressesOf = (events: readonly CorpusEvent[]) =>
  new Set(events.flatMap(({ event }) => JSON.stringify(event).match(/\b198\.1[89]\.\d+\b/g) ?? []));

describe('people', () => {
  test('work on weekdays, and a few of them a little at weekends', () => {
    const weekend = countOn(
      all.filter((day) => !isWeekday(day)),
      isPerson,
    );
    const weekday = countOn(all.filter(isWeekday), isPerson);
    expect(weekend).toBeGreaterThan(0);
    expect(weekend).toBeLessThan(weekday / 10);
  });

  test('export more when the month is closed', () => {
    const takes = (event: CorpusEvent) =>
      isPerson(event) && event.records > 0 && event.vendor === 'salesforce';
    const closing = countOn(all.filter(isClosingDay), takes);
    const others = countOn(
      all.filter((day) => isWeekday(day) && !isClosingDay(day) && !isClosingDay(day + 1)),
      takes,
    );
    expect(closing).toBeGreaterThan(1.3 * others);
  });

  test('take records with a heavy tail: a tenth of the exports takes more than half of them', () => {
    const sizes = [...byDay.values()]
      .flat()
      .filter((event) => isPerson(event) && event.vendor === 'snowflake' && event.records > 0)
      .map(({ records }) => records)
      .sort((a, b) => b - a);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const largest = sizes.slice(0, Math.ceil(sizes.length / 10)).reduce((sum, size) => sum + size, 0);
    expect(sizes.length).toBeGreaterThan(500);
    expect(largest / total).toBeGreaterThan(0.5);
  });

  test('of different roles take different amounts, and many accounts are hardly used', () => {
    const actors = organisation.actors;
    const events = new Map<number, number>();
    const taken = new Map<number, number>();
    for (const { actor, records } of [...byDay.values()].flat()) {
      events.set(actor, (events.get(actor) ?? 0) + 1);
      taken.set(actor, (taken.get(actor) ?? 0) + records);
    }
    const medianOf = (role: string, vendor: string) => {
      const values = actors
        .map((actor, i) => ({ actor, records: taken.get(i) ?? 0 }))
        .filter(({ actor }) => actor.role === role && actor.vendor === vendor)
        .map(({ records }) => records)
        .sort((a, b) => a - b);
      return values[Math.floor(values.length / 2)] ?? 0;
    };
    expect(medianOf('analyst', 'salesforce')).toBeGreaterThan(5 * medianOf('viewer', 'salesforce'));
    expect(medianOf('analyst', 'salesforce')).toBeGreaterThan(2 * medianOf('support', 'salesforce'));
    const salesforce = actors.flatMap((actor, i) =>
      actor.vendor === 'salesforce' && actor.kind === 'person' ? [i] : [],
    );
    const quiet = salesforce.filter((i) => (events.get(i) ?? 0) < LAST_DAY - FIRST_DAY);
    expect(quiet.length / salesforce.length).toBeGreaterThan(0.15);
    expect(quiet.length / salesforce.length).toBeLessThan(0.6);
  });

  test('of each role export about as often in a year as the table of rates says', () => {
    const exports = new Map<number, number>();
    // A script's unload is no export of the table's.
    for (const { actor, records, event, vendor } of [...byDay.values()].flat())
      if (vendor === 'snowflake' && records > 0 && event['QUERY_TYPE'] === 'SELECT')
        exports.set(actor, (exports.get(actor) ?? 0) + 1);
    const yearly = (role: Role) => {
      const own = organisation.actors.flatMap((actor, i) =>
        actor.vendor === 'snowflake' && actor.role === role ? [exports.get(i) ?? 0] : [],
      );
      return (mean(own) * 365) / all.length;
    };
    for (const role of ['analyst', 'power user'] as const) {
      const { use = 0, exports: perDay = 0 } = HABITS[role].snowflake ?? {};
      // Seven of ten are SELECTs; quiet accounts, absences and busy ones pull it to either side.
      const stated = 0.7 * 225 * use * perDay;
      expect(yearly(role)).toBeGreaterThan(stated / 3);
      expect(yearly(role)).toBeLessThan(stated * 3);
    }
  });

  test('have accounts at several vendors under one address, and one account per vendor and address', () => {
    const people = Map.groupBy(
      organisation.actors.filter(({ kind }) => kind === 'person'),
      ({ email }) => email,
    );
    expect(mean([...people.values()].map((accounts) => accounts.length))).toBeGreaterThan(2.5);
    for (const accounts of people.values())
      expect(new Set(accounts.map(({ vendor }) => vendor)).size).toBe(accounts.length);
    const ids = organisation.actors.map(({ vendor, uid }) => `${vendor}/${uid}`);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('have a week of 5 to 20 times their usual volume now and then', () => {
    const { people, lives } = organisation.world;
    const projects = lives.flatMap((life) => life.projects);
    expect(projects.length).toBeGreaterThan(5);
    expect(projects.length).toBeLessThan(people.length);
    expect(projects.every(({ times }) => times >= 5 && times <= 20)).toBe(true);
  });
});

describe('programs', () => {
  test('run at weekends as on weekdays', () => {
    const isProgram = (event: CorpusEvent) => !isPerson(event);
    const weekend = countOn(
      all.filter((day) => !isWeekday(day)),
      isProgram,
    );
    const weekday = countOn(all.filter(isWeekday), isProgram);
    expect(weekend / weekday).toBeGreaterThan(0.8);
    expect(weekend / weekday).toBeLessThan(1.25);
  });

  test('stay where they are but for moves of their hosts', () => {
    for (const { account, hosts } of organisation.world.programs) {
      const own = [...byDay.values()].flat().filter(({ actor }) => actor === account.index);
      expect(own.length).toBeGreaterThan(10);
      expect(addressesOf(own).size).toBeLessThanOrEqual(hosts.length);
    }
  });
});

describe('what changes for everybody', () => {
  const organisationWith = <Change>(
    changeOf: (one: Organisation) => Change | undefined,
  ): [Organisation, Change] => {
    for (let n = 0; n < 200; n++) {
      const one = make(`change ${n}`);
      const change = changeOf(one);
      if (change !== undefined) return [one, change];
    }
    throw new Error('no organisation in 200 has this change');
  };
  const middle = (from: number) => from > FIRST_DAY + 10 && from < LAST_DAY - 10;
  /** How many people's sign-ins of some days come from a network. */
  const peopleIn = (one: Organisation, days: readonly number[], third: string) => {
    const found = new Set<number>();
    for (const day of days)
      for (const event of one.day(day))
        if (event.vendor === 'okta' && JSON.stringify(event.event).includes(`"${third}`))
          found.add(event.actor);
    return found.size;
  };
  const prefix = (index: number) => `198.${18 + (index >> 8)}.${index & 255}.`;
  /** Own days east of Greenwich begin on the evening before: the week before a change ends a day early. */
  const week = (from: number) => Array.from({ length: 7 }, (_, i) => from + i);

  test('includes a new office, where many people are on one day and nobody was before', () => {
    const [one, { from, office }] = organisationWith(({ world }) =>
      world.changes.offices.find(
        (change) => middle(change.from) && change.office.index !== change.site.office.index,
      ),
    );
    expect(peopleIn(one, week(from - 8), prefix(office.index))).toBe(0);
    expect(peopleIn(one, week(from), prefix(office.index))).toBeGreaterThan(10);
  });

  test('includes a new gateway, through which most people outside of the office come', () => {
    const [one, { from, gateway }] = organisationWith(({ world: { changes } }) => {
      const [old, change] = changes.gateways;
      const isOther = change !== undefined && change.gateway.index !== old?.gateway.index;
      return isOther && middle(change.from) && changes.gateways.length === 2 ? change : undefined;
    });
    expect(networksOf('gateway')).toContain(gateway);
    expect(peopleIn(one, week(from - 8), prefix(gateway.index))).toBe(0);
    expect(peopleIn(one, week(from), prefix(gateway.index))).toBeGreaterThan(20);
  });

  test('includes a launch, after which datasets are used that nobody used before', () => {
    const [one, from] = organisationWith(({ world: { changes } }) =>
      changes.launches.length === 1 ? changes.launches.find(middle) : undefined,
    );
    const newest = (days: readonly number[]) =>
      days
        .flatMap((day) => one.day(day))
        .filter(
          ({ vendor, event }) =>
            vendor === 'snowflake' &&
            /FROM ANALYTICS\.S\d+\.T15\d\b/.test(String(event['QUERY_TEXT'])) &&
            String(event['USER_TYPE']) === 'PERSON',
        ).length;
    expect(newest(week(from))).toBeGreaterThan(20);
    expect(newest(week(from - 8))).toBeLessThan(newest(week(from)) / 4);
  });
});

test('what begins some times a year does so in order, as often, and not before it may', () => {
  const days = { from: 100, to: 109 };
  const starts = startsIn(days, 20 * 365, seededRandom('starts'), 101);
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  expect([starts.at(0), starts.at(-1)]).toEqual([101, 109]);
  expect(Math.abs(starts.length - 200)).toBeLessThan(50);
  expect(startsIn(days, 20 * 365, seededRandom('starts')).at(0)).toBe(100);
});
