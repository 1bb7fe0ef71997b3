import { describe, expect, test } from 'vitest';
import { simulate } from './run.ts';

const GROUPS = 6;
const RUNS = 20;
/** Ends what hangs, also where many share a core. */
const TIMEOUT_MS = 600_000;

describe('the simulated system', () => {
  const totals = new Map<string, number>();
  const firsts = Array.from({ length: GROUPS }, (_, group) => 1 + group * RUNS);

  test.each(firsts)(
    `keeps every promise in ${RUNS} lives from seed %i on`,
    async (first) => {
      const broken: string[] = [];
      for (let seed = first; seed < first + RUNS; seed++) {
        const { title, violations, figures } = await simulate(seed);
        for (const [name, value] of Object.entries(figures))
          totals.set(name, (totals.get(name) ?? 0) + value);
        for (const violation of violations)
          broken.push(`npm run simulate -- --runs 1 --seed ${seed} (${title}): ${violation}`);
      }
      expect(broken).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test('meets in these lives what it promises to stand: what never happens proves nothing', () => {
    const often = [
      'died',
      'failedBatches',
      'redriven',
      'restored',
      'pages',
      'escalated',
      'findings',
      'splits',
    ];
    for (const name of [...often, 'triaged', 'repeated', 'backfills', 'settingsChanged', 'refusedByTopic'])
      expect(totals.get(name), name).toBeGreaterThan((GROUPS * RUNS) / 25);
    const faults = ['throttle', 'refuse', 'crash', 'lose', 'delay', 'repeat', 'stall', 'timedOut'];
    const deliveries = ['bisected', 'partlyFailed', 'deliveredAgain', 'expiredRead'];
    const records = ['duplicates', 'late', 'tooLate', 'keyedOtherwise'];
    for (const name of [...faults, ...deliveries, ...records, 'rebuilt', 'asTheyWere'])
      expect(totals.get(name), name).toBeGreaterThan((GROUPS * RUNS) / 25);
    for (const name of ['resolved', 'repeatedPages', 'digests', 'merges'])
      expect(totals.get(name), name).toBeGreaterThan(0);
  });

  test('lives the same life for the same seed', async () => {
    for (const seed of [3, 11, 19]) expect(await simulate(seed)).toEqual(await simulate(seed));
  });
});
