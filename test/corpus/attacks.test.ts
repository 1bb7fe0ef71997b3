import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../cli/corpus/attacks/attack.ts';
import { ATTACKS, SCENARIOS, TRACES } from '../../cli/corpus/attacks/scenarios.ts';
import type { CorpusEvent } from '../../cli/corpus/model.ts';
import { makeOrganisation } from '../../cli/corpus/organisation.ts';
import type { Activity } from '../../shared/activity.ts';
import { decodeDocument } from '../../shared/decode.ts';
import { DAY_MS } from '../../shared/time.ts';

const FIRST_DAY = 20_500;
const LAST_DAY = 20_589;
const DAY = FIRST_DAY + 45;
const organisation = makeOrganisation('victims', {
  people: 90,
  services: 24,
  firstDay: FIRST_DAY,
  lastDay: LAST_DAY,
});

const seeds = Array.from({ length: 12 }, (_, i) => `attack ${i}`);
const attacksOf = (scenario: Scenario) =>
  seeds.flatMap((seed) => scenario.make(organisation, DAY, seed) ?? []);

function read(event: CorpusEvent): Activity {
  const { activities, ignored, malformed } = decodeDocument(JSON.stringify(event.event), {
    hashKey: new Uint8Array(32),
    tenant: event.tenant,
  });
  expect({ ignored, malformed }).toEqual({ ignored: [], malformed: [] });
  return activities[0] as Activity;
}

test('there are the eleven attacks and the five traces, each once', () => {
  expect(ATTACKS).toHaveLength(11);
  expect(TRACES).toHaveLength(5);
  expect(new Set(SCENARIOS.map(({ uid }) => uid)).size).toBe(16);
});

describe.each(SCENARIOS)('$uid', (scenario) => {
  const attacks = attacksOf(scenario);

  test('finds somebody to do it to, mostly', () => {
    expect(attacks.length).toBeGreaterThanOrEqual(8);
  });

  test('takes records, with the accounts and within the days that it states', () => {
    for (const attack of attacks) {
      const { events, records, victim, accounts, firstDay, lastDay } = attack;
      expect(attack.scenario).toBe(scenario.uid);
      expect(records).toEqual(events.map((event) => event.records));
      expect(records.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
      expect(new Set(events.map(({ actor }) => actor))).toEqual(new Set(accounts));
      const losing = events.filter((event) => event.records > 0).map(({ actor }) => actor);
      expect(new Set(losing)).toEqual(new Set(victim));
      const times = events.map(({ time }) => time);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(firstDay).toBe(Math.floor((times[0] ?? 0) / DAY_MS));
      expect(lastDay).toBe(Math.floor((times.at(-1) ?? 0) / DAY_MS));
      expect(firstDay).toBeGreaterThanOrEqual(DAY);
      expect(lastDay).toBeLessThan(DAY + scenario.days);
    }
  });

  test('is read by the parsers of its vendors, in the name of the accounts that it states', () => {
    for (const { events } of attacks.slice(0, 4))
      for (const event of events.slice(0, 200)) {
        const { vendor, actor, time } = read(event);
        const account = organisation.actors[event.actor];
        expect([vendor, actor.uid, time]).toEqual([account?.vendor, account?.uid, event.time]);
      }
  });

  test('is the same for the same seed, and another one for another', () => {
    const text = (seed: string) => JSON.stringify(scenario.make(organisation, DAY, seed)?.events);
    expect(text('again')).toBe(text('again'));
    expect(new Set(seeds.map(text)).size).toBeGreaterThan(seeds.length / 2);
  });

  test('leaves the benign days as they are', () => {
    const before = JSON.stringify(organisation.day(DAY));
    scenario.make(organisation, DAY, 'other');
    expect(JSON.stringify(organisation.day(DAY))).toBe(before);
  });

  test('is not begun where the period ends before it could, or has not begun', () => {
    expect(scenario.make(organisation, LAST_DAY - scenario.days + 2, 'late')).toBeUndefined();
    expect(scenario.make(organisation, FIRST_DAY - 1, 'early')).toBeUndefined();
  });
});

test.each(ATTACKS)(
  '$uid is not made of constants: pace, amount and hour differ from seed to seed',
  (scenario) => {
    const attacks = attacksOf(scenario);
    const distinct = (of: (attack: (typeof attacks)[number]) => unknown) => new Set(attacks.map(of)).size;
    expect(distinct(({ records }) => records.reduce((sum, count) => sum + count, 0))).toBeGreaterThan(5);
    expect(distinct(({ events }) => (events[0]?.time ?? 0) % DAY_MS)).toBeGreaterThan(5);
    expect(distinct(({ events }) => events.length)).toBeGreaterThan(3);
  },
);

const find = (uid: string) => SCENARIOS.find((scenario) => scenario.uid === uid) as Scenario;
const readAll = (uid: string) => attacksOf(find(uid)).map(({ events }) => events.map(read));

describe('the facts of the incidents', () => {
  test('UNC5537 names rapeflake or DBeaver, and makes a stage, fills it and fetches it', () => {
    for (const steps of readAll('unc5537-snowflake')) {
      expect(steps.map(({ source }) => source?.client)).toEqual(
        expect.arrayContaining([expect.stringMatching(/^(?:rapeflake|DBeaver_DBeaverUltimate)$/)]),
      );
      const order = steps.map(({ operation }) => operation);
      expect(order.indexOf('CREATE')).toBeLessThan(order.indexOf('UNLOAD'));
      expect(order.indexOf('UNLOAD')).toBeLessThan(order.indexOf('GET_FILES'));
    }
  });

  test('UNC6395 counts objects, fetches the results of a bulk job and deletes it at last', () => {
    for (const steps of readAll('unc6395-drift')) {
      expect(steps.filter(({ operation }) => operation === 'Query').length).toBeGreaterThanOrEqual(5);
      expect(
        steps.some(({ operation, kind }) => operation === 'BulkApiResultEvent' && kind === 'export'),
      ).toBe(true);
      expect([steps.at(-1)?.operation, steps.at(-1)?.kind]).toEqual(['BulkApi2.query.Deleted', 'logging']);
    }
  });

  test('Gainsight is looked at two weeks before it is used', () => {
    for (const { firstDay, lastDay, events } of attacksOf(find('gainsight'))) {
      expect(lastDay - firstDay).toBeGreaterThanOrEqual(14);
      const taken = events.filter(({ records }) => records > 1);
      expect((taken[0]?.time ?? 0) - (events[0]?.time ?? 0)).toBeGreaterThanOrEqual(13 * DAY_MS);
    }
  });

  test('UNC6040 comes through an application that nobody uses', () => {
    for (const steps of readAll('unc6040-vishing'))
      expect(steps.some(({ actor }) => /^(?:Data Loader|My Ticket Portal) \(0H4/.test(actor.app ?? ''))).toBe(
        true,
      );
  });

  test('of the Mixpanel-like export no event says how much', () => {
    for (const steps of readAll('mixpanel-export')) {
      const exports = steps.filter(({ kind }) => kind === 'export');
      expect(exports.length).toBeGreaterThan(1);
      expect(exports.every(({ volume }) => volume === undefined)).toBe(true);
    }
  });
});

describe('an owner who is locked out', () => {
  test('does nothing between the call to the help desk and coming back', () => {
    const attack = attacksOf(find('mfa-reset'))[0];
    const drops = attack?.drops;
    const callMs = attack?.events[0]?.time ?? 0;
    expect(drops).toBeDefined();
    const [owner] = attack?.victim ?? [];
    const event = { ...(attack?.events[0] as CorpusEvent), actor: owner ?? -1 };
    expect(drops?.({ ...event, time: callMs + 1000 })).toBe(true);
    expect(drops?.({ ...event, time: callMs - 1000 })).toBe(false);
    expect(drops?.({ ...event, time: callMs + 4 * DAY_MS })).toBe(false);
    expect(drops?.({ ...event, actor: -1, time: callMs + 1000 })).toBe(false);
  });
});
