import { expect, test } from 'vitest';
import { incidentsAt } from '../../cli/evaluate/incidents.ts';
import type { Scores } from '../../cli/evaluate/methods.ts';
import type { AttackPath, Moment } from '../../cli/evaluate/observe.ts';
import { evaluateObserved } from '../../cli/evaluate/result.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';

const QUIET: Scores = { outflow: 0, static: 0, 'z-score': 0, peer: 0, novelty: 0, 'risk points': 0 };

test('an attack that begins with many failures is paged early where few of its exports are gone', () => {
  const path = attackOf([
    momentAt({ events: 40, takings: 0, score: 2 }),
    momentAt({ events: 44, takings: 4, score: 7 }),
    momentAt({ events: 60, takings: 20, score: 9 }),
  ]);
  expect(shippedOf(path)).toMatchObject({ recall: 1, withinFive: 0, withinFiveTakings: 1, events: [44, 44] });
});

test('it is not where six have gone', () => {
  const path = attackOf([
    momentAt({ events: 5, takings: 5, score: 5.9 }),
    momentAt({ events: 6, takings: 6, score: 7 }),
  ]);
  expect(shippedOf(path)).toMatchObject({ recall: 1, withinFive: 0, withinFiveTakings: 0 });
});

test('what never pages is found within no number of exports', () => {
  expect(shippedOf(attackOf([momentAt({ events: 3, takings: 3, score: 1 })]))).toMatchObject({
    recall: 0,
    withinFive: 0,
    withinFiveTakings: 0,
  });
});

function shippedOf(path: AttackPath) {
  const lives = { benign: [], attacks: [path], events: 0 };
  return evaluateObserved([], [], [lives], DEFAULT_SETTINGS).results[0]?.scenarios[0];
}

function attackOf(moments: readonly Moment[]): AttackPath {
  return { scenario: 'spray-then-export', vendor: 'salesforce', events: 60, records: 1000, moments };
}

function momentAt({ events, takings, score }: { events: number; takings: number; score: number }): Moment {
  const person = { ...QUIET, outflow: score };
  return { events, takings, records: 10 * takings, minutes: events, person, service: QUIET };
}

test('benign days of one week are one page, and one more where ten times as much is taken, or clearly worse is found', () => {
  const pagedBy = (
    method: 'outflow' | 'static',
    ...taken: readonly (readonly [amount: number, score: number])[]
  ) => {
    const days = taken.map(([amount, outflow], i) => ({
      entity: 'actor/okta/default/1',
      actor: 'person' as const,
      day: i,
      scores: { ...QUIET, outflow },
      amount,
      causes: [],
    }));
    const lines = { person: method === 'outflow' ? 6 : 0, service: 6 };
    return incidentsAt(days, method, lines).map(({ day }) => day);
  };
  const growing = [500, 4999, 5000, 49_999].map((amount) => [amount, 7] as const);
  expect(pagedBy('outflow', ...growing)).toEqual([0, 2]);
  expect(pagedBy('static', ...growing)).toEqual([0]);
  // Held against the most that was told, also where what was told last was worse by its score.
  expect(pagedBy('outflow', [5000, 7], [100, 10], [49_999, 10], [50_000, 10])).toEqual([0, 1, 3]);
});
