import { describe, expect, test } from 'vitest';
import { changesOf, storedFindings } from '../../cli/rebuild/tell.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import type { Finding } from '../../shared/finding.ts';
import { BASE_DAYS } from '../../shared/profile/base.ts';
import { OPEN_DAYS, type Profile } from '../../shared/profile/profile.ts';
import { findingOf } from '../fixtures/findings.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';

/** The last of all lives below. */
const TODAY = 100;
const FINAL = FIRST_DAY + TODAY - OPEN_DAYS;

/** One export on each day, or on those that it was active. */
const lifeFrom = (first: number, isActive: (day: number) => boolean = () => true): Profile =>
  lifeOf(
    Array.from({ length: TODAY - first + 1 }, (_, index) => first + index)
      .filter(isActive)
      .map((day) => [reading({ time: at(day), eventId: `e-${day}` })]),
  );
const WHOLE = lifeFrom(0);

/** What was told of a day, resting on these events. */
function told(day: number, ids: readonly string[], parts: Partial<Finding> = {}): Finding {
  const [evidence] = findingOf().evidence;
  if (evidence === undefined) throw new Error('the fixture has no evidence');
  return findingOf({
    id: `OF-${day}`,
    day,
    evidence: ids.map((eventId) => ({ ...evidence, eventId })),
    ...parts,
  });
}

interface Rebuilt {
  readonly before: Finding;
  readonly after?: Finding;
  readonly seen?: readonly string[];
  readonly known?: Profile;
  readonly profile?: Profile;
}

async function changes({ before, after, seen = [], known = WHOLE, profile = WHOLE }: Rebuilt) {
  const store = memoryFindingStore();
  await store.upsert(before, 1, 0);
  const findings = new Map(after === undefined ? [] : [[after.id, after]]);
  const stored = await storedFindings(store, before.entity);
  return (await changesOf(store, stored, known, { findings, profile }, new Set(seen))).map(
    (one) => one.after,
  );
}

describe('what is found no more', () => {
  test('is withdrawn where the archive holds all that it rests on', async () => {
    const before = told(FINAL, ['a', 'b']);
    expect(await changes({ before, seen: ['a', 'b', 'c'] })).toMatchObject([{ state: 'withdrawn' }]);
    expect(await changes({ before, seen: ['a'] })).toEqual([]);
  });

  test('stays told where it names no event, or one that its vendor gave no id', async () => {
    expect(await changes({ before: told(FINAL, []), seen: ['a'] })).toEqual([]);
    expect(await changes({ before: told(FINAL, ['a', '']), seen: ['a'] })).toEqual([]);
  });

  test('stays told while days are missing that it was held against, and no longer', async () => {
    const archive = { profile: lifeFrom(20), seen: ['a'] };
    const from = FIRST_DAY + 20;
    const withdrawn = [expect.objectContaining({ state: 'withdrawn' })];
    expect(await changes({ before: told(from - 1, ['a']), ...archive })).toEqual(withdrawn);
    expect(await changes({ before: told(from, ['a']), ...archive })).toEqual([]);
    expect(await changes({ before: told(from + BASE_DAYS - 1, ['a']), ...archive })).toEqual([]);
    expect(await changes({ before: told(from + BASE_DAYS, ['a']), ...archive })).toEqual(withdrawn);
    expect(await changes({ before: told(from, ['a']), seen: ['a'] })).toEqual(withdrawn);
    expect(await changes({ before: told(FIRST_DAY, ['a']), seen: ['a'] })).toEqual(withdrawn);
  });

  test('stays told while habits of before an absence are missing, however long that was', async () => {
    // Nineteen days from the last before it to the next: they count as fourteen.
    const archive = { profile: lifeFrom(20, (day) => day < 23 || day >= 41), seen: ['a'] };
    const on = (day: number) => changes({ before: told(FIRST_DAY + day, ['a']), ...archive });
    expect(await on(20 + BASE_DAYS + 4)).toEqual([]);
    expect(await on(20 + BASE_DAYS + 5)).toEqual([expect.objectContaining({ state: 'withdrawn' })]);
  });
});

describe('what is found otherwise', () => {
  const before = told(FINAL, ['a', 'b'], { score: 8 });

  test('is told, however much less, where the archive holds all that it rests on', async () => {
    const after = told(FINAL, ['a'], { score: 5 });
    expect(await changes({ before, after, seen: ['a', 'b'] })).toEqual([after]);
  });

  test('is told of a final day only if it is no less, where the archive lacks something', async () => {
    const scored = (score: number) => ({ before, after: told(FINAL, ['a'], { score }), seen: ['a'] });
    expect(await changes(scored(7.99))).toEqual([]);
    expect(await changes(scored(8))).toHaveLength(1);
    expect(await changes(scored(8.01))).toHaveLength(1);
  });

  test('is told of a day whose past the archive lacks only if it is no less', async () => {
    const day = FIRST_DAY + 30;
    const less = {
      before: told(day, ['a'], { score: 8 }),
      after: told(day, ['a'], { score: 5 }),
      seen: ['a'],
    };
    expect(await changes({ ...less, profile: lifeFrom(20) })).toEqual([]);
    expect(await changes(less)).toHaveLength(1);
  });

  test('is told of an open day, which live traffic keeps telling', async () => {
    const open = told(FINAL + 1, ['a', 'b'], { score: 8 });
    const after = told(FINAL + 1, ['a'], { score: 5 });
    expect(await changes({ before: open, after, seen: ['a'] })).toEqual([after]);
  });

  test('is told where what the archive lacks is an event without an id, or one that still counts', async () => {
    const unnamed = told(FINAL, ['a', ''], { score: 8 });
    const less = told(FINAL, ['a'], { score: 5 });
    expect(await changes({ before: unnamed, after: less, seen: ['a'] })).toEqual([less]);
    const both = told(FINAL, ['a', 'b'], { score: 5 });
    expect(await changes({ before, after: both, seen: ['a'] })).toEqual([both]);
  });
});
