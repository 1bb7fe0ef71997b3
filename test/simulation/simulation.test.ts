import { describe, expect, test } from 'vitest';
import { simulate } from './run.ts';

const RUNS = 300;

describe('the simulated system', () => {
  test(`keeps every promise in ${RUNS} lives`, async () => {
    const broken: string[] = [];
    const totals = new Map<string, number>();
    for (let seed = 1; seed <= RUNS; seed++) {
      const { title, violations, figures } = await simulate(seed);
      for (const [name, value] of Object.entries(figures)) totals.set(name, (totals.get(name) ?? 0) + value);
      for (const violation of violations)
        broken.push(`npm run simulate -- --runs 1 --seed ${seed} (${title}): ${violation}`);
    }
    expect(broken).toEqual([]);
    // What never happens proves nothing.
    for (const name of ['died', 'failedBatches', 'redriven', 'restored', 'pages', 'findings'])
      expect(totals.get(name), name).toBeGreaterThan(RUNS / 20);
  });

  test('lives the same life for the same seed', async () => {
    for (const seed of [3, 11, 19]) expect(await simulate(seed)).toEqual(await simulate(seed));
  });
});
