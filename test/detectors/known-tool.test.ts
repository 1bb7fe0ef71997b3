import { describe, expect, test } from 'vitest';
import { assess } from '../../shared/assess.ts';
import { NO_CONTEXT } from '../../shared/context.ts';
import { FREE_DECADES } from '../../shared/detectors/detector.ts';
import { knownTool } from '../../shared/detectors/known-tool.ts';
import { KNOWN_TOOLS } from '../../shared/detectors/known-tools.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { UNCALIBRATED } from '../fixtures/judging.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';

const history = Array.from({ length: 30 }, (_, day) => [reading({ time: at(day) })]);
const assessed = (parts: Partial<Reading>, before: readonly (readonly Reading[])[] = history) =>
  knownTool.assess(
    subjectOf(
      lifeOf([...before, [reading({ time: at(before.length), ...parts })]]),
      FIRST_DAY + before.length,
    ),
  );

describe('a known tool', () => {
  test('fires on the client of a published campaign, and says which', () => {
    expect(assessed({ client: 'rapeflake' })[0]).toMatchObject({
      observed: 'client rapeflake: rapeflake (FROSTBITE)',
      expected: expect.stringContaining('UNC5537'),
      facts: { client: 'rapeflake', source: expect.stringMatching(/^https:/) },
    });
    expect(assessed({ client: 'My Ticket Portal' })[0]?.observed).toBe('client My Ticket Portal');
    expect(assessed({ app: 'my ticket portal 2' })[0]?.observed).toBe('application my ticket portal 2');
  });

  test('fires on a person who comes from rented machines in a network that is new to him', () => {
    expect(assessed({ network: 'AS64511', hosting: true })[0]?.facts).toEqual({ network: 'AS64511' });
  });

  test('fires also where he goes on working from his own network', () => {
    const rented = reading({ time: at(30), eventId: 'rented', network: 'AS64511', hosting: true });
    const both = subjectOf(lifeOf([...history, [reading({ time: at(30) }), rented]]), FIRST_DAY + 30);
    expect(knownTool.assess(both)[0]).toMatchObject({
      observed: 'a person came from network AS64511, which rents out machines and is new for this account',
      quietIf: 'a network that the account has used before',
    });
  });

  test('says nothing of a new home line of whoever always works through rented machines', () => {
    const vpn = { network: 'AS64511', hosting: true };
    const always = history.map((day) => day.map((one) => ({ ...one, ...vpn })));
    const home = reading({ time: at(30), eventId: 'home', network: 'AS64520' });
    const both = subjectOf(lifeOf([...always, [reading({ time: at(30), ...vpn }), home]]), FIRST_DAY + 30);
    expect(knownTool.assess(both)).toEqual([]);
  });

  test('is told whole beside how new the network is, which is another fact', () => {
    const rented = reading({ time: at(30), network: 'AS64511', hosting: true });
    const { signals } = assess(subjectOf(lifeOf([...history, [rented]]), FIRST_DAY + 30), UNCALIBRATED);
    const scoreOf = (uid: string) => signals.find(({ detector }) => detector === uid)?.score;
    expect(scoreOf('known-tool')).toBe(1);
    const novelty = signals.find(({ detector }) => detector === 'context-novelty');
    expect(novelty?.score).toBeCloseTo((novelty?.decades ?? 0) - FREE_DECADES, 9);
  });

  test('nearly fires on names that only look alike, and on the same words elsewhere', () => {
    expect(assessed({ client: 'wrapeflake' })).toEqual([]);
    expect(assessed({ client: 'Pacunet Browser' })).toEqual([]);
    expect(assessed({ network: 'rapeflake' })).toEqual([]);
  });

  test('finds no person strange behind the VPN that he always uses, and no service on a rented machine', () => {
    const vpn = { network: 'AS64511', hosting: true };
    const always = history.map((day) => day.map((one) => ({ ...one, ...vpn })));
    expect(assessed(vpn, always)).toEqual([]);
    expect(assessed({ ...vpn, actorType: 'service' })).toEqual([]);
  });

  test('finds a person strange on a rented machine whom nobody had seen, where the log has been watched for long', () => {
    const vpn = { network: 'AS64511', hosting: true };
    const began = (days: number, watchedDays: number, parts: Partial<Reading> = {}) => {
      const life = days === 0 ? [] : [[reading({ time: at(0), network: '' })]];
      const empty = Array.from({ length: Math.max(0, days - 1) }, () => []);
      const last = [reading({ ...vpn, time: at(days), ...parts })];
      const noise = () => ({ accountWeeks: 3 * watchedDays, days: watchedDays, found: 0 });
      const context = { ...NO_CONTEXT, noise };
      return knownTool.assess(subjectOf(lifeOf([...life, ...empty, last]), FIRST_DAY + days, context));
    };
    expect(began(0, 21)[0]?.observed).toBe(
      'a person came from network AS64511, which rents out machines to an account that nobody had seen before',
    );
    expect(began(1, 21)[0]?.observed).toMatch(/to an account that was first seen 1 day before$/);
    expect(began(2, 21)[0]?.observed).toMatch(/first seen 2 days before$/);
    expect(began(0, 20)).toEqual([]);
    expect([1, 2, 3].map((days) => began(days, 60).length)).toEqual([1, 1, 0]);
    expect(began(0, 60, { hosting: false })).toEqual([]);
    for (const actorType of ['service', 'integration', 'unknown'] as const)
      expect(began(0, 60, { actorType }), actorType).toEqual([]);
  });

  test('finds a person strange on a rented machine whose account somebody else has just made', () => {
    const vpn = { network: 'AS64511', hosting: true };
    const made = (parts: Partial<Reading> = {}) =>
      reading({
        ...vpn,
        time: at(0, 8),
        eventId: 'made',
        kind: 'credential',
        records: null,
        part: 'target',
        counterpart: 'admin',
        ...parts,
      });
    const first = (...readings: readonly Reading[]) =>
      knownTool.assess(subjectOf(lifeOf([[...readings, reading({ ...vpn, time: at(0, 9) })]]), FIRST_DAY));
    expect(first(made())[0]?.observed).toBe(
      'a person came from network AS64511, which rents out machines to an account whose access somebody else gave or changed in these days',
    );
    expect(first()).toEqual([]);
    expect(first(made({ kind: 'privilege' }))).toHaveLength(1);
    expect(first(made({ kind: 'destination' }))).toEqual([]);
    expect(first(made({ part: 'actor', counterpart: '' }))).toEqual([]);
    // Two days before.
    const later = (days: number) =>
      knownTool.assess(
        subjectOf(
          lifeOf([
            [made({ network: '', hosting: false })],
            ...Array.from({ length: days - 1 }, () => []),
            [reading({ ...vpn, time: at(days) })],
          ]),
          FIRST_DAY + days,
        ),
      );
    expect([1, 2, 3].map((days) => later(days).length)).toEqual([1, 1, 0]);
    // What is told of the person alone, as logs do that name whom an account is for by the address: for one that is new.
    const ofPerson = (days: number, byOther = true) => {
      const personSteps = [{ kind: 'privilege' as const, byOther, hour: (FIRST_DAY + days) * 24 + 8 }];
      const life = days === 0 ? [] : [[reading({ time: at(0), network: '' })]];
      const empty = Array.from({ length: Math.max(0, days - 1) }, () => []);
      const subject = subjectOf(
        lifeOf([...life, ...empty, [reading({ ...vpn, time: at(days) })]]),
        FIRST_DAY + days,
        { ...NO_CONTEXT, personSteps },
      );
      expect(subject.steps).toHaveLength(1);
      return knownTool.assess(subject).length;
    };
    expect([0, 2, 3].map((days) => ofPerson(days))).toEqual([1, 1, 0]);
    expect(ofPerson(0, false)).toBe(0);
  });

  test('finds a rented machine the less strange the more colleagues come from there, and says how many do', () => {
    const from = (share: number) => {
      const subject = subjectOf(
        lifeOf([...history, [reading({ time: at(30), network: 'AS64511', hosting: true })]]),
        FIRST_DAY + 30,
      );
      return knownTool.assess({ ...subject, context: { ...subject.context, popularity: () => share } }, 0)[0];
    };
    expect([0, 0.025, 0.05, 0.1, 0.5].map((share) => from(share)?.decades ?? 0)).toEqual([2, 1.5, 1, 0, 0]);
    expect(from(0.004)?.expected).toBe('a home, an office or a telephone');
    expect(from(0.05)?.expected).toBe(
      'a home, an office or a telephone; 5 % of the other accounts come from there',
    );
  });

  test('takes a tool that was used on many days for this account’s own', () => {
    const tool = { client: 'truffleHog' };
    const always = history.map((day) => day.map((one) => ({ ...one, ...tool })));
    expect(assessed(tool, always)).toEqual([]);
    expect(assessed(tool)).toHaveLength(1);
  });

  test.each(KNOWN_TOOLS)('$name has a source, and a weight that fits no better than certainty', (tool) => {
    expect(tool.source).toMatch(/^https:\/\//);
    expect(tool.decades).toBeGreaterThan(1.5);
    expect(tool.matches.source.startsWith('^')).toBe(true);
    expect(tool.matches.flags).not.toContain('g');
  });

  test('knows a network for new only of an account that has told its network on two days', () => {
    const vpn = { network: 'AS64511', hosting: true };
    const lag = Array.from({ length: 7 }, () => []);
    const knowing = (days: number) => [...history.slice(0, days), ...lag];
    expect(assessed(vpn, knowing(1))).toEqual([]);
    expect(assessed(vpn, knowing(2))).toHaveLength(1);
  });

  test('holds a tool for the account’s own from five days of use on', () => {
    const used = (days: number) => {
      const life = history.map((day, i) =>
        day.map((one) => ({ ...one, ...(i < days ? { client: 'truffleHog' } : {}) })),
      );
      return assessed({ client: 'truffleHog' }, life);
    };
    expect(used(4)).toHaveLength(1);
    expect(used(5)).toEqual([]);
  });

  test('tells of a tool before a rented machine, and where to read about it', () => {
    const [signal, ...more] = assessed({ client: 'rapeflake', network: 'AS64511', hosting: true });
    expect(more).toEqual([]);
    expect(signal).toMatchObject({
      quietIf: 'another client',
      facts: { tool: 'rapeflake (FROSTBITE)', campaign: expect.stringContaining('UNC5537') },
    });
  });
});
