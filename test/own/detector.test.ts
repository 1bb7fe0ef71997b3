import { describe, expect, test } from 'vitest';
import { assess, judgingWith, markOf, rawDecades } from '../../shared/assess.ts';
import { type Detector, FREE_DECADES } from '../../shared/detectors/detector.ts';
import { textOf } from '../../shared/detectors/index.ts';
import { TECHNIQUES } from '../../shared/detectors/techniques.ts';
import { runDetectorCases } from '../../shared/own/cases.ts';
import { problemOfDetector } from '../../shared/own/check.ts';
import { askedOwn, defineDetector, type OwnDetector } from '../../shared/own/detector.ts';
import { detectorTitle, firstSteps } from '../../shared/page/view.ts';
import { type Subject, subjectOf } from '../../shared/profile/subject.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';

/** Whoever takes more than a thousand records through an application. */
const own = (parts: Partial<OwnDetector> = {}): OwnDetector =>
  defineDetector({
    uid: 'own-app-bulk',
    title: 'Much data through an application',
    technique: TECHNIQUES.applicationToken,
    runbook: ['Look at the grants of the application.', 'Likeliest harmless cause: a new dashboard.'],
    stage: 'live',
    assess: ({ today: { totals }, facets }, free = FREE_DECADES) => {
      const decades = facets.app.length > 0 ? totals.records / 1000 : 0;
      if (decades <= free) return [];
      const words = `${totals.records} records`;
      return [{ decades, observed: words, expected: 'fewer', quietIf: 'fewer', facts: { words } }];
    },
    quieted: (subject) => ({ ...subject, facets: { ...subject.facets, app: [] } }),
    cases: [
      {
        name: 'much',
        day: [{ at: '09:00', kind: 'export', records: 5000, app: 'reader' }],
        expect: { atLeast: 5, atMost: 5 },
      },
      { name: 'much, by hand', day: [{ at: '09:00', kind: 'export', records: 5000 }], expect: 'quiet' },
    ],
    ...parts,
  });

const subjectWith = (records: number) =>
  subjectOf(lifeOf([[reading({ time: at(0), records, app: 'reader' })]]), FIRST_DAY);
const judged = (detector: Detector, records = 9000) =>
  assess(subjectWith(records), judgingWith({ find: () => undefined }, undefined, undefined, [detector]));
const signalOf = (detector: Detector) =>
  judged(detector).signals.find(({ detector: uid }) => uid === 'own-app-bulk');
const never = (uid: string, error: unknown) => {
  throw new Error(`${uid} failed: ${error}`);
};

describe('a detector of one’s own', () => {
  test('adds to the score like the shipped ones, and its signal tells what to do without its file', () => {
    const signal = signalOf(askedOwn(own(), never));
    expect(signal).toMatchObject({ score: 8, technique: 'T1550.001', observed: '9000 records' });
    const stored = JSON.parse(JSON.stringify(signal));
    expect(detectorTitle(stored)).toBe('Much data through an application');
    expect(textOf(stored)?.technique.name).toBe(
      'Use Alternate Authentication Material: Application Access Token',
    );
    expect(firstSteps({ signals: [stored] })[0]).toBe('Look at the grants of the application.');
  });

  test('put back to staging does not page for what it said while it was live', () => {
    const loud = subjectWith(9000);
    const next = {
      ...loud,
      before: [{ 'own-app-bulk': 9 }, {}] as const,
      facets: { ...loud.facets, app: [] },
    };
    const score = (stage: OwnDetector['stage']) =>
      assess(
        next,
        judgingWith({ find: () => undefined }, undefined, undefined, [askedOwn(own({ stage }), never)]),
      ).signals.find(({ detector }) => detector === 'own-app-bulk')?.score;
    expect(score('live')).toBe(3.5);
    expect(score('staging')).toBeUndefined();
  });

  test('in staging is calibrated as if it were live', () => {
    const raw = (stage: OwnDetector['stage']) =>
      rawDecades(subjectWith(9000), {
        detectors: [askedOwn(own({ stage }), never)],
        tails: { person: {}, service: {} },
      });
    expect(raw('staging')).toEqual({ 'own-app-bulk': 9 });
    expect(raw('live')).toEqual(raw('staging'));
  });

  test('in staging is recorded and adds nothing, however loud', () => {
    const staged = judged(askedOwn(own({ stage: 'staging' }), never));
    const without = assess(subjectWith(9000), judgingWith({ find: () => undefined }));
    expect(staged.score).toBe(without.score);
    expect(staged.notable).toBe(true);
    expect(staged.signals.at(-1)).toMatchObject({
      score: 0,
      observed: '9000 records (in staging: recorded, never paged)',
    });
    expect(markOf(staged, subjectWith(9000), DEFAULT_SETTINGS).recorded).toBe(true);
    expect(judged(askedOwn(own({ stage: 'staging' }), never), 900).notable).toBe(without.notable);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('no such field');
      },
      'no such field',
    ],
    ['is not a number', () => [{ ...surprise, decades: Number.NaN }], 'decades is NaN'],
    ['says nothing in words', () => [{ ...surprise, observed: '' }], 'observed is no text'],
    [
      'fills an item',
      () => [{ ...surprise, facts: { all: 'x'.repeat(1e6) } }],
      'characters long as JSON, expected at most 4000',
    ],
    [
      'changes what it is shown',
      ({ today }: Subject) => {
        Object.assign(today.totals, { records: 0 });
        return [];
      },
      'Cannot assign to read only property',
    ],
    [
      'changes a map that it is shown',
      ({ usual }: Subject) => {
        (usual.network as Map<string, number>).set('AS64500', 40);
        return [];
      },
      'nothing of what a detector is shown can be changed',
    ],
    ['says it twice', () => [surprise, surprise], 'gave 2 surprises'],
    ['gives no list', () => undefined as never, 'gave no list'],
    ['keeps a function', () => [{ ...surprise, facts: { f: never as never } }], 'facts holds something else'],
  ])('that %s costs its own signal and no more, and is told', (_, assessBadly, reason) => {
    const failures: string[] = [];
    const bad = askedOwn(own({ assess: assessBadly }), (uid, error) => failures.push(`${uid} ${error}`));
    const without = assess(subjectWith(9000), judgingWith({ find: () => undefined }));
    expect(judged(bad)).toEqual(without);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(/^own-app-bulk \w*Error: /);
    expect(failures[0]).toContain(reason);
  });
});

const surprise = { decades: 5, observed: 'a', expected: 'b', quietIf: 'c', facts: {} };

/** Quiet for one who is quiet wherever there is a network. */
const withNetwork = (subject: Subject): Subject => ({
  ...subject,
  facets: { ...subject.facets, network: [{ value: 'AS64500', days: 1, seenDays: 1, carried: 0 }] },
});

describe('the cases of a detector', () => {
  test('are played through the real profile, and nothing is wrong with one that does what they say', () => {
    expect(runDetectorCases(own())).toEqual([]);
  });

  test.each<[string, Partial<OwnDetector>, RegExp]>([
    ['that is too quiet', { assess: () => [] }, /^says nothing, expected 5 to 5 decades$/],
    [
      'that speaks where it should be quiet',
      { assess: ({ facets }) => (facets.network.length === 0 ? [surprise] : []), quieted: withNetwork },
      /^says “a” at 5\.00 decades and should be quiet$/,
    ],
    ['that cannot be quieted', { quieted: (subject) => subject }, /still says .* that quieted makes of it/],
    [
      'that depends on something else than the subject',
      { assess: (subject) => [{ ...surprise, decades: 5 + counting(subject.day) }] },
      /says something else when asked again/,
    ],
    [
      'that changes what it is shown',
      {
        assess: (subject) => {
          (subject.today.totals as { records: number }).records = 0;
          return [];
        },
      },
      /throws TypeError/,
    ],
  ])('find one %s', (_, parts, reason) => {
    expect(runDetectorCases(own(parts))[0]?.reason).toMatch(reason);
  });

  test('know days before, by a list or by how long before, and what others did to the account', () => {
    const counts = own({
      assess: ({ history, today, facets }) => [
        {
          ...surprise,
          decades:
            history.length + today.totals.records + today.steps.length / 10 + (facets.network[0]?.days ?? 0),
        },
      ],
      quieted: (subject) => subject,
    });
    const said = (one: Partial<OwnDetector['cases'][number]>) =>
      runDetectorCases({
        ...counts,
        cases: [{ name: 'a', day: [], expect: { atLeast: 299 }, ...one }],
      })[0]?.reason;
    const read = { at: '09:00', kind: 'read', network: 'AS64500' } as const;
    // Eight weeks before the day define what is normal, without the last one.
    expect(said({ history: [read], day: [{ ...read, records: 7 }] })).toContain('at 105.00 decades');
    expect(said({ history: (before) => (before > 10 ? [read] : []), days: 20 })).toContain(
      'at 10.00 decades',
    );
    expect(said({ day: [{ at: '09:00', kind: 'mfa', byOther: true }] })).toContain('at 0.10 decades');
    expect(said({ day: [{ ...read, at: '9:00' }] })).toContain('at: "9:00" is not a time of day');
    expect(said({ day: [{ ...read, at: '23:00', times: 61 }] })).toContain('do not fit the day');
    expect(said({ day: [{ ...read, at: '23:00', times: 60 }] })).toContain('decades');
  });
});

let asked = 0;
const counting = (_: number) => ++asked;

describe('the file of a detector', () => {
  test.each<[string, unknown, string]>([
    ['no export', undefined, 'its default export is no detector'],
    ['another name', own({ uid: 'app-bulk' }), 'uid: expected own- and then'],
    ['a name that is taken', own({ uid: 'own-taken' }), 'own-taken is taken'],
    ['no title', { ...own(), title: 7 }, 'title: expected a sentence'],
    [
      'a technique without a tactic',
      { ...own(), technique: { uid: 'T1', name: 'x' } },
      'technique: expected',
    ],
    ['no runbook', { ...own(), runbook: [] }, 'runbook: expected what to check'],
    ['no stage', { ...own(), stage: 'on' }, 'stage: expected staging, live or off'],
    ['an unknown family', { ...own(), family: 'size' }, 'family: expected amount'],
    ['nothing to ask', { ...own(), assess: 1 }, 'assess: expected a function'],
    ['nothing to quiet it', { ...own(), quieted: undefined }, 'quieted: expected a function'],
    ['no cases', { ...own(), cases: undefined }, 'cases: expected a list'],
    [
      'cases of one kind only',
      { ...own(), cases: own().cases.slice(0, 1) },
      'one that it fires on and one that',
    ],
    ['a case that is none', { ...own(), cases: [7] }, 'cases[0]: expected an object'],
    ['a case without a day', { ...own(), cases: [{ name: 'x', expect: 'quiet' }] }, 'cases[0]: day'],
    [
      'a case with a word that is none',
      { ...own(), cases: [{ name: 'x', day: [], expect: { atleast: 3 } }] },
      'cases[0]: expect',
    ],
    [
      'an event of no kind',
      { ...own(), cases: [{ name: 'x', day: [{ at: '09:00', kind: 'shared' }], expect: 'quiet' }] },
      'did you mean share?',
    ],
  ])('with %s is refused by name', (_, value, reason) => {
    expect(problemOfDetector(value, new Set(['own-taken']))).toContain(reason);
  });

  test('is taken as it is otherwise', () => expect(problemOfDetector(own(), new Set())).toBeUndefined());
});
