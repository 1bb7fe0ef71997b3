import { describe, expect, test } from 'vitest';
import { NO_CONTEXT } from '../../shared/context.ts';
import { HOURS_PER_DAY } from '../../shared/profile/active.ts';
import { LAG_DAYS, WINDOW_DAYS } from '../../shared/profile/base.ts';
import type { Profile } from '../../shared/profile/profile.ts';
import type { StepKind } from '../../shared/profile/steps.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, FIRST_DAY, lifeOf, reading, uid } from '../fixtures/readings.ts';

const TODAY = 80;
const on = (day: number, parts: Partial<Reading> = {}) =>
  reading({ time: at(day), uid: uid(`${day} ${JSON.stringify(parts)}`), ...parts });
/** A reading on each day up to this one, with more on some. */
const life = (more: readonly Reading[], last = TODAY) =>
  lifeOf(
    Array.from({ length: last + 1 }, (_, day) => [
      on(day),
      ...more.filter(({ time }) => Math.floor(time / 86_400_000) === FIRST_DAY + day),
    ]),
  );
const subject = (more: readonly Reading[] = []) => subjectOf(life(more), FIRST_DAY + TODAY);
const gap = (days: number): readonly Reading[][] => Array.from({ length: days }, () => []);
const PAGED = { recorded: true, flagged: true, loud: {} };
const ago = (day: number) => FIRST_DAY + TODAY - day;

describe('the subject of a day', () => {
  test('knows no place, client or operation by one or two days that paged, once that is final', () => {
    const PLACE = { network: 'AS64511', operation: 'api' };
    const seenOn = (days: readonly number[], flagged: readonly number[]) => {
      const robbed = life([...days, TODAY].map((day) => on(day, PLACE)));
      const past = robbed.base.days.map((one) =>
        flagged.includes(one.day - FIRST_DAY) ? { ...one, flagged: true } : one,
      );
      const marks = new Map([...robbed.open.marks].map(([day, mark]) => [day, mark] as const));
      for (const day of flagged)
        if (!past.some((one) => one.day === FIRST_DAY + day)) marks.set(FIRST_DAY + day, PAGED);
      const profile = { ...robbed, base: { ...robbed.base, days: past }, open: { ...robbed.open, marks } };
      const { facets, today, usual, overlapHours } = subjectOf(profile, FIRST_DAY + TODAY);
      // How often it moves is told by these days as well: else whoever does so every week would be asked for ever.
      expect(usual.network.get(PLACE.network)).toBe(
        days.filter((day) => day >= TODAY - WINDOW_DAYS && day <= TODAY - LAG_DAYS).length,
      );
      const [network, operation] = [facets.network, facets.operation].map((all) =>
        all.find(({ value }) => value === PLACE.network || value === PLACE.operation),
      );
      return [
        network?.seenDays,
        network?.days,
        operation?.seenDays,
        today.features.youngNetwork,
        overlapHours,
      ];
    };
    expect(seenOn([50], [])).toEqual([1, 1, 1, 0, 0]);
    expect(seenOn([50], [50])).toEqual([0, 0, 0, 100, 1]);
    expect(seenOn([50, 51], [50, 51])).toEqual([0, 0, 0, 100, 1]);
    // A quiet day is enough, and so are three that paged: whoever moves is not asked about it for ever.
    expect(seenOn([50, 51], [50])).toEqual([2, 2, 2, 0, 0]);
    expect(seenOn([50, 51, 52], [50, 51, 52])).toEqual([3, 3, 3, 0, 0]);
    // Three times a month apart are never held at once.
    expect(seenOn([5, 35, 65], [5, 35, 65])).toEqual([2, 2, 2, 0, 0]);
    expect(seenOn([15, 65], [15, 65])).toEqual([0, 0, 0, 100, 1]);
    // Of the last week it is not sure yet.
    expect(seenOn([TODAY - LAG_DAYS], [TODAY - LAG_DAYS])).toEqual([0, 0, 0, 100, 1]);
    expect(seenOn([TODAY - LAG_DAYS + 1], [TODAY - LAG_DAYS + 1])).toEqual([1, 0, 1, 38, 0]);
  });

  test('knows all days before it, and takes those of eight to 56 days ago for what is normal', () => {
    const { day, today, past, history, firstDay } = subject();
    expect([day, today.day, firstDay]).toEqual([ago(0), ago(0), FIRST_DAY]);
    expect(past.at(-1)?.day).toBe(ago(1));
    expect(history.map((one) => one.day)).toEqual(
      Array.from({ length: WINDOW_DAYS - LAG_DAYS + 1 }, (_, i) => ago(WINDOW_DAYS - i)),
    );
    expect(subjectOf(lifeOf([]), FIRST_DAY)).toMatchObject({ past: [], history: [], firstDay: FIRST_DAY });
  });

  test('is of a program that has been one for weeks, also where somebody opens a console with its key', () => {
    const days = (last: number, typeOn: (day: number) => Reading['actorType']) =>
      lifeOf(Array.from({ length: last + 1 }, (_, day) => [on(day, { actorType: typeOn(day) })]));
    const typeAt = (last: number, typeOn: (day: number) => Reading['actorType']) =>
      subjectOf(days(last, typeOn), FIRST_DAY + last).type;
    const program = (day: number, as: Reading['actorType'], ...on: number[]) =>
      on.includes(day) ? as : 'service';
    for (const as of ['user', 'unknown'] as const) {
      expect(typeAt(30, (day) => program(day, as, 30))).toBe('service');
      // Days of the last week define nothing.
      expect(typeAt(30, (day) => program(day, as, 24, 30))).toBe('service');
      expect(typeAt(30, (day) => program(day, as, 15, 30))).toBe(as);
    }
    // Nor does one that paged, whatever people have found of it or not.
    const robbed = days(30, (day) => program(day, 'user', 15, 30));
    for (const said of [{ flagged: true }, { flagged: true, excluded: true as const }]) {
      const past = robbed.base.days.map((one) => (one.day === FIRST_DAY + 15 ? { ...one, ...said } : one));
      const { type } = subjectOf({ ...robbed, base: { ...robbed.base, days: past } }, FIRST_DAY + 30);
      expect(type).toBe('service');
    }
    expect(typeAt(12, (day) => program(day, 'user', 12))).toBe('service');
    expect(typeAt(11, (day) => program(day, 'user', 11))).toBe('user');
    expect(typeAt(30, () => 'user')).toBe('user');
  });

  test('knows an account that was away, however long, by what it did and used before', () => {
    const early = Array.from({ length: 12 }, (_, day) => [on(day, { network: 'AS64500' })]);
    const back = (day: number) =>
      subjectOf(
        lifeOf([...early, ...Array.from({ length: day - 12 }, () => []), [on(day, { network: 'AS64511' })]]),
        FIRST_DAY + day,
      );
    for (const day of [25, 60, 66, 72, 300]) {
      expect(back(day).history).toHaveLength(12);
      expect(back(day).observedDays.network).toBe(12);
      expect(back(day).usual.network.get('AS64500')).toBe(12);
    }
  });

  test('holds an account that comes seldom against its last visits, and not against those of long ago', () => {
    const visits = (through: number, every: number) =>
      Array.from({ length: through + 1 }, (_, day) => (day % every === 0 ? [on(day)] : []));
    const monthly = subjectOf(lifeOf(visits(300, 30)), FIRST_DAY + 300);
    expect(monthly.history.map(({ day }) => day - FIRST_DAY)).toEqual([180, 210, 240, 270]);
    expect(monthly.past[0]?.day).toBe(FIRST_DAY + 90);
  });

  test('knows a young account by three quarters of its days, until three of them are older than a week', () => {
    const network = 'AS64511';
    const young = (last: number) =>
      subjectOf(
        life(
          [on(1, { network }), on(last - 1, { network: 'AS64502' }), on(last, { network: 'AS64502' })],
          last,
        ),
        FIRST_DAY + last,
      );
    const known = (last: number) => {
      const { isYoung, observedDays, usual, facets } = young(last);
      const today = facets.network.map(({ value, days }) => [value, days]);
      return [isYoung, observedDays.network, usual.network.get(network) ?? 0, Object.fromEntries(today)];
    };
    // What is used on the last days makes nothing usual: of nine days those before the last two.
    expect(known(3)).toEqual([true, 3, 1, { AS64500: 3, AS64502: 1 }]);
    expect(known(4)).toEqual([true, 3, 1, { AS64500: 3, AS64502: 0 }]);
    expect(known(9)).toEqual([true, 7, 1, { AS64500: 7, AS64502: 0 }]);
    expect(known(10)).toEqual([false, 3, 1, { AS64500: 3, AS64502: 0 }]);
    expect(young(9).history).toHaveLength(2);
    // Whoever was away is not young: the days since he is back make nothing usual.
    const back = lifeOf([
      ...Array.from({ length: 12 }, (_, day) => [on(day)]),
      ...gap(58),
      [on(70)],
      [on(71)],
    ]);
    expect(subjectOf(back, FIRST_DAY + 71)).toMatchObject({ isYoung: false, observedDays: { network: 12 } });
    const since = (day: number) =>
      subjectOf(lifeOf([[on(0)], [on(1)], ...gap(day - 2), [on(day)]]), FIRST_DAY + day);
    expect([since(WINDOW_DAYS).isYoung, since(WINDOW_DAYS + 1).isYoung]).toEqual([true, false]);
  });

  test('knows a young program so until seven of its days are older than a week, so that as many stay known', () => {
    const actorType = 'service';
    const daily = (last: number) =>
      subjectOf(
        lifeOf(Array.from({ length: last + 1 }, (_, day) => [on(day, { actorType })])),
        FIRST_DAY + last,
      );
    const known = Array.from({ length: 14 }, (_, i) => daily(i + 3).observedDays.network);
    expect(known).toEqual([3, 3, 4, 5, 6, 6, 7, 8, 9, 9, 10, 7, 8, 9]);
    expect(daily(13)).toMatchObject({ isYoung: true, observedDays: { network: 10 } });
    expect(daily(14)).toMatchObject({ isYoung: false, observedDays: { network: 7 } });
  });

  test('judges a person and a program that rest on the same past each by its own days', () => {
    const past = lifeOf([...Array.from({ length: 5 }, (_, day) => [on(day)]), ...gap(9), [on(14)]]);
    const last = FIRST_DAY + 14;
    const program = new Map(
      [...past.open.hours].map(([at, hour]) => [at, { ...hour, type: 'service' } as const]),
    );
    const byBoth = [past, { ...past, open: { ...past.open, hours: program } }, past];
    const known = byBoth.map((profile) => subjectOf(profile, last).isYoung);
    expect(known).toEqual([false, true, false]);
  });

  test('judges two days that rest on the same past each by its own weeks', () => {
    const profile = life([]);
    const judged = (days: number) => subjectOf(profile, FIRST_DAY + TODAY + days);
    const alone = (days: number) => subjectOf(life([]), FIRST_DAY + TODAY + days);
    for (const days of [2, 9, 2, 30]) {
      const { history, observedDays, usual } = judged(days);
      expect({ history, observedDays, usual }).toEqual(
        (({ history, observedDays, usual }) => ({ history, observedDays, usual }))(alone(days)),
      );
      // An absence counts as two weeks at most.
      expect(history).toHaveLength(WINDOW_DAYS - LAG_DAYS + 1 - Math.max(0, Math.min(14, days) - LAG_DAYS));
    }
  });

  test('holds a person against what people use, and a program against what anybody does', () => {
    const context = { ...NO_CONTEXT, popularity: () => 0.7, amongPeople: () => 0.2 };
    const popular = (actorType: Reading['actorType'], known = context) =>
      subjectOf(lifeOf([[on(0, { actorType })]]), FIRST_DAY, known).context.popularity('network', 'AS64500');
    expect(popular('user')).toBe(0.2);
    expect(popular('unknown')).toBe(0.2);
    expect(popular('service')).toBe(0.7);
    expect(popular('integration')).toBe(0.7);
    expect(popular('user', { ...NO_CONTEXT, popularity: () => 0.7 } as typeof context)).toBe(0.7);
  });

  test('learns nothing from a day that people have found to be malicious', () => {
    const profile = life([]);
    const days = profile.base.days.map((one) =>
      one.day === ago(20) ? { ...one, excluded: true as const } : one,
    );
    const { past, history, observedDays } = subjectOf(
      { ...profile, base: { ...profile.base, days } },
      ago(0),
    );
    expect(observedDays.network).toBe(48);
    expect(past.map((one) => one.day)).toContain(ago(20));
    expect(history.map((one) => one.day)).not.toContain(ago(20));
  });

  test('has with each past day the week that ended on it, without earlier days that were paged', () => {
    const marked = (day: number, flagged: boolean) => {
      const profile = life([]);
      const days = profile.base.days.map((one) => (one.day === day ? { ...one, flagged } : one));
      return subjectOf({ ...profile, base: { ...profile.base, days } }, ago(0)).history;
    };
    const week = (history: ReturnType<typeof marked>, day: number) =>
      history.find((one) => one.day === day)?.week.records;
    expect(week(marked(ago(20), false), ago(20))).toBe(700);
    const flagged = marked(ago(20), true);
    expect([ago(21), ago(20), ago(19), ago(14), ago(13)].map((day) => week(flagged, day))).toEqual([
      700, 700, 600, 600, 700,
    ]);
  });

  test('tells of each value of the day how long it is known, by all days and by normal ones, and what it carried', () => {
    const network = 'AS64501';
    const { facets, usual, observedDays } = subject([
      ...[57, 56, 30, 8, 7, 1].map((days) => on(TODAY - days, { network })),
      on(TODAY, { network, records: 40 }),
      on(TODAY, { network, records: 2, time: at(TODAY, 15) }),
      on(TODAY, { kind: 'logon', records: null, network: 'AS64502' }),
    ]);
    expect(facets.network).toEqual([
      { value: 'AS64500', days: 49, seenDays: 72, carried: 100 },
      { value: network, days: 3, seenDays: 6, carried: 42 },
      { value: 'AS64502', days: 0, seenDays: 0, carried: 0 },
    ]);
    expect([...usual.network]).toEqual(
      expect.arrayContaining([
        ['AS64500', 49],
        [network, 3],
      ]),
    );
    expect(observedDays).toEqual({
      network: 49,
      country: 49,
      client: 49,
      app: 0,
      credential: 0,
      operation: 49,
    });
  });

  test('counts a day once that tells several values of a facet', () => {
    const some = [20, 21].map((days) => on(TODAY - days, { app: 'Loader' }));
    const { observedDays } = subject([...some, on(TODAY - 20, { app: 'Sync' })]);
    expect(observedDays.app).toBe(2);
  });

  test('has the hours in which data was carried, today and in its rhythm', () => {
    const { hours, leaving, rhythm } = subject([
      on(TODAY, { time: at(TODAY, 3), kind: 'read' }),
      on(TODAY, { time: at(TODAY, 4), kind: 'logon', records: null }),
      on(TODAY, { time: at(TODAY, 23) }),
    ]);
    expect(hours).toEqual([3, 9, 23]);
    expect(leaving).toEqual(hours);
    expect(rhythm[9]).toBeGreaterThan(20);
    expect(rhythm[3]).toBe(0);
  });

  test('does not take a way out that is opened for data that left', () => {
    const opened = (time: number, parts: Partial<Reading> = {}) =>
      on(TODAY, { kind: 'destination', records: null, time: at(TODAY, time), ...parts });
    const { hours, leaving } = subject([
      opened(3),
      opened(4),
      on(TODAY, { kind: 'read', time: at(TODAY, 4), eventId: 'read' }),
      opened(5, { part: 'target', counterpart: 'admin' }),
      on(TODAY, { kind: 'read', time: at(TODAY, 5), eventId: 'read' }),
    ]);
    expect(hours).toEqual([3, 4, 5, 9]);
    expect(leaving).toEqual([4, 5, 9]);
  });

  test('says once what rules matched, whether machines were rented, and which accounts got in, in order', () => {
    const tried = (counterpart: string, outcome: Reading['outcome'], hour: number) =>
      on(TODAY, {
        part: 'source',
        kind: 'logon',
        records: null,
        counterpart,
        outcome,
        time: at(TODAY, hour),
      });
    const said = subject([
      on(TODAY, { hits: ['outflow-3', 'outflow-2'] }),
      on(TODAY, { hits: ['outflow-1', 'outflow-3'], time: at(TODAY, 12), hosting: true }),
      tried('x', 'failure', 5),
      ...['omar', 'noor'].map((name) => tried(name, 'success', 5.5)),
      tried('x', 'failure', 7),
      ...['noor', 'ana'].map((name) => tried(name, 'success', 7.5)),
    ]);
    expect(said).toMatchObject({
      hits: ['outflow-1', 'outflow-2', 'outflow-3'],
      hosting: ['AS64500'],
      entered: ['ana', 'noor', 'omar'],
    });
    expect(subject()).toMatchObject({ hits: [], hosting: [], entered: [] });
  });

  test('adds up over its hours, by network, what was granted, and what was refused before he got in', () => {
    const network = 'AS64511';
    const act = (hour: number, parts: Partial<Reading>) =>
      on(TODAY, { time: at(TODAY, hour), network, records: null, eventId: `${hour}`, ...parts });
    const granted = (hour: number) => act(hour, { kind: 'privilege', counterpart: 'omar' });
    const tried = (hour: number, outcome: Reading['outcome']) => act(hour, { kind: 'logon', outcome });
    const said = subject([
      ...[4, 4.5, 6].map(granted),
      ...[7, 7.1, 7.2, 12].map((hour) => tried(hour, 'failure')),
      ...[7.5, 12.5].map((hour) => tried(hour, 'success')),
    ]);
    expect(said.granted).toEqual(new Map([[network, 3]]));
    expect(said.refused).toEqual(new Map([[network, 4]]));
    expect(said.today.features).toMatchObject({ granted: 3, refused: 4 });
    // Where nothing was, there is no entry.
    expect(said.facets.network.map(({ value }) => value)).toEqual(['AS64500', network]);
  });

  test('knows what the detectors said of the two days before', () => {
    const profile = life([]);
    const loud = (name: string) => ({ recorded: false, flagged: false, loud: { [name]: 2 } });
    const marks = new Map([
      [ago(3), loud('sequence')],
      [ago(2), loud('activity')],
      [ago(1), loud('volume')],
    ]);
    const saidBefore = (one: Profile, day: number) => subjectOf(one, day).before;
    const marked = { ...profile, open: { ...profile.open, marks } };
    expect(saidBefore(marked, ago(0))).toEqual([{ volume: 2 }, { activity: 2 }]);
    expect(saidBefore(marked, ago(-2))).toEqual([{}, {}]);
    expect(subjectOf(marked, ago(0)).today.loud).toEqual({});
    expect(subjectOf(marked, ago(1)).today.loud).toEqual({ volume: 2 });
  });
});

describe('the steps that a day is held against', () => {
  const step = (kind: StepKind, day: number, hour: number) =>
    on(day, { kind, records: null, time: at(day, hour) });
  const hourOf = (day: number, hour: number) => (FIRST_DAY + day) * HOURS_PER_DAY + hour;

  test('are those of the day and of the two before it, in order, also of the person elsewhere, and each once', () => {
    const steps = [
      step('mfa', TODAY - 3, 23),
      step('credential', TODAY - 2, 0),
      step('privilege', TODAY, 23),
      step('logging', TODAY - 1, 7),
      step('destination', TODAY - 1, 8),
    ];
    const own = [
      { kind: 'credential', byOther: false, hour: hourOf(TODAY - 2, 0) },
      { kind: 'logging', byOther: false, hour: hourOf(TODAY - 1, 7) },
      { kind: 'destination', byOther: false, hour: hourOf(TODAY - 1, 8) },
      { kind: 'privilege', byOther: false, hour: hourOf(TODAY, 23) },
    ] as const;
    expect(subject(steps).steps).toEqual(own);
    const elsewhere = { kind: 'mfa', byOther: true, hour: hourOf(TODAY - 1, 6) } as const;
    const late = { ...elsewhere, hour: hourOf(TODAY + 1, 0) };
    // Another vendor's log and ways out are no concern of this one.
    const others = (['destination', 'logging'] as const).map((kind) => ({ ...elsewhere, kind }));
    const context = { ...NO_CONTEXT, personSteps: [late, own[0], elsewhere, ...others] };
    expect(subjectOf(life(steps), ago(0), context).steps).toEqual([own[0], elsewhere, ...own.slice(1)]);
  });
});

describe('a new network beside one that has long been used', () => {
  const logon = (network: string, hour: number, day = TODAY) =>
    on(day, { kind: 'logon', records: null, network, time: at(day, hour) });
  const overlap = (...more: readonly Reading[]) => subject(more).overlapHours;

  test('is counted by hours, of which neighbouring ones are one time', () => {
    // The old one is used at nine.
    expect([6, 7, 8, 9, 10, 11].map((hour) => overlap(logon('AS64511', hour)))).toEqual([0, 0, 1, 1, 1, 0]);
    expect(overlap(...[8, 9, 10, 12].map((hour) => logon('AS64511', hour)))).toBe(3);
    expect(overlap(logon('AS64511', 0), logon('AS64500', 1))).toBe(1);
  });

  test('is new where it was never seen, and old from three days on', () => {
    const used = (days: readonly number[]) => days.map((day) => logon('AS64501', 15, TODAY - day));
    const beside = [logon('AS64511', 15), logon('AS64501', 15)];
    expect(overlap(...used([20, 21]), ...beside)).toBe(0);
    expect(overlap(...used([20, 21, 22]), ...beside)).toBe(1);
    // The last week is no habit.
    expect(overlap(...used([20, 21, 7]), ...beside)).toBe(0);
    expect(overlap(...used([20, 21, 22]), ...beside, logon('AS64511', 15, TODAY - 1))).toBe(0);
  });
});
