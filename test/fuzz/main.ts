import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sha256Hex } from '../../shared/hash.ts';
import { amountAbove0, toolOptions, wholeNumber } from '../tool.ts';
import { type Failure, fuzzOnce, seedTexts } from './fuzz.ts';

const USAGE = `npm run fuzz -- [--minutes N] [--seed TEXT] [--keep N]

Mutated inputs for decode, every vendor and the readers of files: none may throw, hang or grow the heap.

  --minutes N   how long (1)
  --seed TEXT   the same inputs again (the time)
  --keep N      keeps up to so many small inputs that were read in a new way in the corpus (0)`;
const values = toolOptions(USAGE, {
  minutes: { type: 'string', default: '1' },
  seed: { type: 'string', default: String(Date.now()) },
  keep: { type: 'string', default: '0' },
});

const minutes = amountAbove0(USAGE, 'minutes', values.minutes);
const keep = values.keep === '0' ? 0 : wholeNumber(USAGE, 'keep', values.keep);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heapMb = () => {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
};
/** What may stay behind after any number of inputs: caches have limits. */
const MAX_GROWTH_MB = 64;
const WARM_UP = 2_000;

const seeds = await seedTexts();
const signatures = new Set<string>();
const failures: Failure[] = [];
const endMs = performance.now() + minutes * 60_000;
let inputs = 0;
let slowestMs = 0;
let kept = 0;
let baseMb = Number.NaN;
for (; performance.now() < endMs && failures.length < 10; inputs++) {
  const { failure, signature, text, ms } = await fuzzOnce(`${values.seed}/${inputs}`, seeds);
  slowestMs = Math.max(slowestMs, ms);
  if (failure) {
    failures.push(failure);
    console.log(
      `seed ${failure.seed}, as ${failure.target}: ${failure.problem}\n  ${JSON.stringify(text.slice(0, 300))}`,
    );
  }
  if (!signatures.has(signature)) {
    signatures.add(signature);
    if (kept < keep && text.length < 700) {
      kept++;
      writeFileSync(join(import.meta.dirname, 'corpus', sha256Hex(text).slice(0, 12)), text);
    }
  }
  if (inputs === WARM_UP) baseMb = heapMb();
}
// Before it is warm, nothing says what the heap grows by.
const grownMb = heapMb() - baseMb;
const growth = Number.isNaN(grownMb)
  ? 'not measured in so few'
  : `grew ${grownMb.toFixed(1)} MB of at most ${MAX_GROWTH_MB}`;
console.log(
  `${inputs.toLocaleString('en')} inputs, ${signatures.size.toLocaleString('en')} ways to be read, ${failures.length} failures; slowest ${slowestMs.toFixed(0)} ms; heap ${growth}`,
);
process.exitCode = failures.length > 0 || grownMb > MAX_GROWTH_MB ? 1 : 0;
