import { describe, expect, test } from 'vitest';
import { honeyTouched, touchesHoney } from '../../shared/detectors/honey.ts';
import type { HoneyDataset } from '../../shared/honey.ts';
import { hitOf } from '../../shared/honey-sighting.ts';
import { DATASETS } from '../fixtures/honey.ts';
import { NOBODY } from '../fixtures/subjects.ts';

const [contacts, leads] = DATASETS;
const never: HoneyDataset = {
  vendor: 'hubspot',
  dataset: 'tickets',
  code: 9,
  used: 64,
  count: 10,
  plantedMs: Date.UTC(2026, 0, 5),
  retiredMs: Date.UTC(2026, 2, 1),
};
const far = { ...never, dataset: 'deals', code: 10 };
const PLACES: Readonly<Record<string, HoneyDataset>> = {
  c1: contacts,
  c2: contacts,
  l1: leads,
  n1: never,
  f1: far,
};
const detector = honeyTouched((id) => PLACES[id]);
const assessed = (...ids: readonly string[]) =>
  detector.assess({ ...NOBODY, hits: ids.map((id) => hitOf({ id, where: contacts })) });

describe('honey', () => {
  test('fires when a record of it is touched, and says since when it could be', () => {
    expect(assessed('c1')).toMatchObject([
      {
        decades: 10,
        notable: true,
        observed: 'honey of contacts at salesforce, planted 2026-01-05, last verified there 2026-02-06',
        facts: {
          records: ['c1'],
          datasets: ['salesforce: contacts'],
          planted: ['2026-01-05'],
          verified: ['2026-02-06'],
        },
      },
    ]);
  });

  test('says of a dataset that it was never verified, and that it was retired', () => {
    expect(assessed('n1')).toMatchObject([
      {
        observed: 'honey of tickets at hubspot, planted 2026-01-05, never verified since, retired 2026-03-01',
        facts: { verified: ['never'] },
      },
    ]);
  });

  test('names each dataset once and three of them, and every record', () => {
    const [signal] = assessed('c1', 'c2', 'l1', 'n1');
    expect(signal?.observed.split('; ')).toHaveLength(3);
    expect(signal?.facts['records']).toEqual(['c1', 'c2', 'l1', 'n1']);
    expect(assessed('c1', 'l1', 'n1', 'f1')[0]?.observed).toMatch(/; and 1 more dataset$/);
  });

  test('nearly fires on one that nobody knows any more, and on a rule that matched', () => {
    expect(assessed('gone')).toEqual([]);
    expect(detector.assess({ ...NOBODY, hits: ['c1'] })).toEqual([]);
    expect(assessed()).toEqual([]);
  });

  test('is quiet without its records, and leaves the rules that matched', () => {
    const hits = [hitOf({ id: 'c1', where: contacts }), 'a-rule'];
    expect(detector.quieted({ ...NOBODY, hits }).hits).toEqual(['a-rule']);
  });

  test('is touched where a signal of it names records, and not where the day after remembers it', () => {
    const of = (name: string, facts: Readonly<Record<string, string[]>>) =>
      touchesHoney([{ detector: name, facts }]);
    expect(of('honey', { records: ['c1'] })).toBe(true);
    expect(of('honey', {})).toBe(false);
    expect(of('rule-match', { records: ['c1'] })).toBe(false);
    expect(touchesHoney([])).toBe(false);
  });
});
