import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classOf } from '../../shared/activity.ts';
import { addHundredths, assess, JUDGING, quietedBy } from '../../shared/assess.ts';
import { type Detector, FREE_DECADES } from '../../shared/detectors/detector.ts';
import { honeyTouched } from '../../shared/detectors/honey.ts';
import { DETECTORS, findDetector } from '../../shared/detectors/index.ts';
import { ruleMatch } from '../../shared/detectors/rule-match.ts';
import { whereOf } from '../../shared/honey.ts';
import { rawWorth, tailOf } from '../../shared/population.ts';
import { activeDays } from '../../shared/profile/profile.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import { readings } from '../arbitraries.ts';
import { HONEY } from '../fixtures/honey.ts';
import { lifeOf } from '../fixtures/readings.ts';
import { subjects, tails, toolsAreKnown } from './subjects.ts';

/** Rules may page by a weight of their own; the law holds for any. */
const rules = ruleMatch((uid) => ({
  uid,
  title: uid,
  vendor: 'okta',
  level: uid === 'outflow-1' ? 'high' : 'medium',
  stage: 'live',
  techniques: [],
  falsepositives: [],
  references: [],
}));
const planted = honeyTouched((id) => whereOf(id, HONEY));
const ALL: readonly Detector[] = [...DETECTORS, rules, planted];
const uids = ALL.map(({ uid }) => uid);
const free = fc.oneof(
  fc.constant(FREE_DECADES),
  fc.nat(500).map((n) => n / 100),
);

const lives = fc
  .array(readings({ days: 50, operations: 4000 }), { minLength: 1, maxLength: 120 })
  .map((all) => lifeOf([all.toSorted((a, b) => a.time - b.time)]));
const lived = lives.chain((profile) => {
  const days = activeDays(profile);
  return days.length === 0
    ? fc.constant(undefined)
    : fc.constantFrom(...days).map((day) => subjectOf(profile, day));
});
const anySubject = fc
  .oneof({ weight: 3, arbitrary: subjects }, { weight: 1, arbitrary: lived })
  .filter((one) => one !== undefined);

describe('every detector', () => {
  test.each(ALL)('$uid says what it is, which technique it sees and what to do', (detector) => {
    const { uid, title, technique, runbook } = detector;
    expect(uid).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(title.length).toBeGreaterThan(8);
    expect(technique.uid).toMatch(/^T\d{4}(\.\d{3})?$/);
    expect(technique.name).not.toBe('');
    expect(technique.tactic.uid).toMatch(/^TA00\d\d$/);
    expect(runbook.length).toBeGreaterThanOrEqual(3);
    for (const step of runbook) expect(step).toMatch(/[.?`]$/);
    expect(runbook.findIndex((step) => step.startsWith('Likeliest harmless cause: '))).toBe(
      runbook.length - 1,
    );
  });

  test('has a name of its own, by which it is found', () => {
    expect(new Set(uids).size).toBe(uids.length);
    for (const detector of DETECTORS) expect(findDetector(detector.uid)).toBe(detector);
    expect(toolsAreKnown).toBe(true);
  });

  test('says at most one thing, never below what is free, in finite numbers', () => {
    fc.assert(
      fc.property(anySubject, free, (subject, least) => {
        for (const { uid, assess } of ALL) {
          const said = assess(subject, least);
          expect(said.length, uid).toBeLessThanOrEqual(1);
          for (const { decades, observed, expected, quietIf, facts } of said) {
            expect(decades, uid).toBeGreaterThan(least);
            expect(Number.isFinite(decades), uid).toBe(true);
            for (const text of [observed, expected, quietIf]) {
              expect(text, uid).not.toMatch(/NaN|undefined|Infinity|\[object/);
              // Thousands of bytes are kilobytes.
              expect(text, uid).not.toMatch(/\d,\d{3} bytes/);
              expect(text.length, uid).toBeGreaterThan(0);
            }
            for (const fact of Object.values(facts))
              if (typeof fact === 'number') expect(Number.isFinite(fact), uid).toBe(true);
          }
        }
      }),
      { numRuns: 600 },
    );
  });

  test('says nothing of the day that it calls quiet', () => {
    const asked = new Map(uids.map((uid) => [uid, 0]));
    fc.assert(
      fc.property(anySubject, tails, (subject, population) => {
        const judging = { detectors: ALL, tails: population };
        const speaking = new Set(assess(subject, judging).signals.map((signal) => signal.detector));
        for (const detector of ALL.filter(({ uid }) => speaking.has(uid))) {
          const quiet = assess(quietedBy(detector, subject, judging), judging);
          expect(quiet.signals.filter((signal) => signal.detector === detector.uid)).toEqual([]);
          asked.set(detector.uid, (asked.get(detector.uid) ?? 0) + 1);
        }
      }),
      { numRuns: 2000 },
    );
    for (const [uid, times] of asked) expect(times, uid).toBeGreaterThan(150);
  });

  test('is heard: each of them speaks in some life or other', () => {
    const heard = new Set<string>();
    for (const subject of fc.sample(subjects, { numRuns: 600, seed: 7 }))
      for (const { detector } of assess(subject, { ...JUDGING, detectors: ALL }).signals) heard.add(detector);
    expect([...heard].sort()).toEqual(uids.toSorted());
  });
});

describe('an assessment', () => {
  test('is the exact sum of its signals, each at most what is not free, largest first', () => {
    fc.assert(
      fc.property(anySubject, tails, (subject, population) => {
        const { score, signals, loud } = assess(subject, { detectors: ALL, tails: population });
        expect(Number.isFinite(score)).toBe(true);
        expect(score).toBe(addHundredths(signals.map((signal) => signal.score)));
        expect(signals.map((signal) => signal.score)).toEqual(
          signals.map((signal) => signal.score).toSorted((a, b) => b - a),
        );
        for (const signal of signals) {
          expect(signal.score > 0 || signal.notable).toBe(true);
          expect(signal.score).toBeLessThanOrEqual(
            Math.max(0, addHundredths([signal.decades, -FREE_DECADES])),
          );
          expect(signal.technique).toBe(ALL.find(({ uid }) => uid === signal.detector)?.technique.uid);
        }
        for (const [uid, raw] of Object.entries(loud)) {
          expect(uids).toContain(uid);
          const least = rawWorth(tailOf(population, classOf(subject.type), uid), FREE_DECADES);
          expect(raw).toBeGreaterThanOrEqual(Math.floor(least * 100) / 100);
          expect(Number.isFinite(raw)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('of the same subject is the same', () => {
    fc.assert(
      fc.property(anySubject, (subject) => {
        expect(assess(structuredCloneOf(subject))).toEqual(assess(subject));
      }),
      { numRuns: 100 },
    );
  });

  test('never rises when a signal is quieted by a smaller amount', () => {
    fc.assert(
      fc.property(anySubject, fc.constantFrom('volume', 'single-export', 'activity'), (subject, uid) => {
        const detector = DETECTORS.find((one) => one.uid === uid);
        fc.pre(detector !== undefined);
        // Each signal is rounded for itself.
        const rounding = 0.05;
        expect(assess(quietedBy(detector, subject)).score).toBeLessThanOrEqual(
          assess(subject).score + rounding,
        );
      }),
      { numRuns: 100 },
    );
  });
});

/** Functions are no data; the rest is copied. */
function structuredCloneOf<T extends { readonly context: object }>(subject: T): T {
  const { context, ...rest } = subject;
  return { ...structuredClone(rest), context } as T;
}
