import { parseArgs } from 'node:util';
import { simulate } from './run.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
});
const runs = wholeNumber('runs', values.runs);
const first = wholeNumber('seed', values.seed);
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

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`--${name} is ${text}: give a whole number above 0.`);
}
