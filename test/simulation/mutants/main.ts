import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolOptions, wholeNumber } from '../../tool.ts';
import { huntAll } from './hunters.ts';

const USAGE = `npm run mutants -- [--seeds N]

Known-wrong designs, each of which the simulation must catch.

  --seeds N   lives after which one counts as not caught (300)`;
const values = toolOptions(USAGE, { seeds: { type: 'string', default: '300' } });
let survived = 0;
const caught: Record<string, number> = {};
for await (const { name, seeds, violation, seconds } of huntAll(wholeNumber(USAGE, 'seeds', values.seeds))) {
  if (seeds === undefined) survived++;
  else caught[name] = seeds;
  const after = seeds === undefined ? 'SURVIVED' : `seed ${seeds}`;
  console.log(`${after.padStart(9)}  ${seconds.toFixed(1).padStart(5)} s  ${name}`);
  if (violation !== '') console.log(`${' '.repeat(20)}${violation.slice(0, 160)}`);
}
console.log(survived === 0 ? 'Every mutant was caught.' : `${survived} survived ${values.seeds} seeds.`);
process.exitCode = survived > 0 ? 1 : 0;
// Where the test begins to look: a life that told the mutant from the right design will do so again.
if (survived === 0)
  writeFileSync(join(import.meta.dirname, 'caught.json'), `${JSON.stringify(caught, null, 2)}\n`);
