import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { toolOptions } from '../tool.ts';
import { filesOf, PART_NAMES, testsOf } from './parts.ts';
import { heading, type Mutant, row, sum, tally } from './score.ts';

const USAGE = `npm run mutation -- [--only PART|FILE]... [--force]

The share of small changes of the code that some test notices.

  --only X   one of ${PART_NAMES.join(', ')}, or a file; again for several (all parts)
  --force    also what has not changed since the last time`;
const values = toolOptions(USAGE, {
  only: { type: 'string', multiple: true, default: PART_NAMES },
  force: { type: 'boolean' },
});

/** By file: what is instrumented is slow, and a mutant should not wait for the counters of others. */
function measure(file: string): readonly Mutant[] {
  const report = `reports/mutation/${file}.json`;
  const { status } = spawnSync(
    'stryker',
    ['run', '--mutate', file, '--incrementalFile', report, ...(values.force ? ['--force'] : [])],
    { stdio: 'inherit', env: { ...process.env, MUTATED_FILE: file } },
  );
  if (status !== 0) throw new Error(`${file}: the mutation tester ended with ${status}.`);
  return JSON.parse(readFileSync(report, 'utf8')).files[file]?.mutants ?? [];
}

const rows: string[] = [];
for (const only of values.only) {
  const files = PART_NAMES.includes(only) ? filesOf(only) : [only];
  const untested = files.find((file) => testsOf(file).length === 0);
  if (untested !== undefined)
    throw new Error(`${untested} is no part (${PART_NAMES.join(', ')}) and no file of one.`);
  const tallies = files.map((file) => {
    const counted = tally(measure(file));
    rows.push(row(file, counted));
    return counted;
  });
  if (tallies.length > 1) rows.push(row(only, sum(tallies)), '');
}
console.log([heading, ...rows].join('\n'));
