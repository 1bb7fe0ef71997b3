import { toolOptions, wholeNumber } from '../tool.ts';
import { simulate } from './run.ts';

const USAGE = `npm run simulate -- [--runs N] [--seed N]

Simulated lives with faults, each of which must end as a quiet one would.

  --runs N   how many lives (1000)
  --seed N   seed of the first one (1); a failed life names its own`;
const options = toolOptions(USAGE, {
  runs: { type: 'string', default: '1000' },
  seed: { type: 'string', default: '1' },
});
const runs = wholeNumber(USAGE, 'runs', options.runs);
const first = wholeNumber(USAGE, 'seed', options.seed);
const totals = new Map<string, number>();
const startedAt = performance.now();
let failed = 0;
for (let seed = first; seed < first + runs; seed++) {
  const { title, violations, figures } = await simulate(seed);
  for (const [name, value] of Object.entries(figures)) totals.set(name, (totals.get(name) ?? 0) + value);
  if (violations.length > 0) {
    failed++;
    console.log(
      `Seed ${seed} (${title}) broke ${violations.length} promises; replay it with --runs 1 --seed ${seed}`,
    );
    for (const violation of violations.slice(0, 12)) console.log(`  ${violation}`);
  }
  const done = seed - first + 1;
  if (done % 500 === 0) console.error(`${done} of ${runs} runs, ${failed} failed`);
}
const seconds = (performance.now() - startedAt) / 1000;
console.log(`${runs} runs from seed ${first} in ${seconds.toFixed(1)} s, ${failed} failed`);
console.log([...totals].map(([name, value]) => `${value.toLocaleString('en')} ${name}`).join(', '));
process.exitCode = failed > 0 ? 1 : 0;
