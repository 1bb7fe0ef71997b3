import { expect, test } from 'vitest';
import { DETECTORS } from '../../shared/detectors/index.ts';
import { features } from '../../shared/profile/day.ts';
import { hashOf } from '../../shared/profile/resources.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { at, FIRST_DAY, lifeOf, reading, uid } from '../fixtures/readings.ts';

const TODAY = 90;
const on = (day: number, name: string, parts: Partial<Reading> = {}) =>
  reading({ time: at(day), uid: uid(`${day} ${name}`), eventId: name, ...parts });
/** Exports of a hundred records or so on each day, files for colleagues and one for a partner now and then. */
const ordinary = (day: number) => [
  on(day, 'export', { records: 60 + (hashOf(String(day)) % 90) }),
  ...(day % 9 === 0
    ? [on(day, 'share', { kind: 'share', records: null, outside: true, datasets: ['file:a'] })]
    : []),
];
const stolen = [
  ...Array.from({ length: 30 }, (_, i) => on(TODAY, `read ${i}`, { records: 40, datasets: [`report:${i}`] })),
  ...Array.from({ length: 9 }, (_, i) =>
    on(TODAY, `share ${i}`, { kind: 'share', records: null, outside: true, datasets: [`file:${i}`] }),
  ),
];

/** What is said of the last day by each detector, where so much was taken on a day that people found malicious. */
function saidAfter(day: number, amount: number, days: readonly (readonly Reading[])[]) {
  const { open, base } = lifeOf([...days, stolen]);
  const all = { records: amount, bytes: 0, unsized: 0 };
  const past = base.days.map((one) =>
    one.day !== FIRST_DAY + day
      ? one
      : {
          ...one,
          flagged: true,
          excluded: true as const,
          totals: all,
          peaks: all,
          features: features(() => amount),
        },
  );
  const subject = subjectOf({ open, base: { ...base, days: past } }, FIRST_DAY + TODAY);
  return DETECTORS.flatMap(({ uid, assess }) => assess(subject, 0).map(({ decades }) => [uid, decades]));
}

test('how much was taken on a day that people have found to be malicious makes no later day less or more surprising', () => {
  const every = Array.from({ length: TODAY }, (_, day) => ordinary(day));
  const said = new Set<unknown>();
  for (const day of [21, 30, 45, 60, 70, 78, 80]) {
    const few = saidAfter(day, 1, every);
    for (const [detector] of few) said.add(detector);
    expect(saidAfter(day, 50_000, every), `day ${day}`).toEqual(few);
  }
  for (const detector of ['volume', 'capacity', 'slow-drip', 'outside-sharing', 'enumeration'])
    expect(said).toContain(detector);
});

test('nor does it make an account one that shares with outsiders', () => {
  const young = Array.from({ length: TODAY }, (_, day) =>
    day < 78 ? [] : [on(day, 'list', { records: 1 })],
  );
  expect(saidAfter(80, 50_000, young)).toEqual(saidAfter(80, 0, young));
});
