import { execFile } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toolOptions } from '../tool.ts';
import type { Figure } from './measure.ts';

/**
 * `npm run bench`: what things cost, as ratios of one run, because milliseconds say more of the machine.
 * `--only ROW` measures one row (or several, with commas), `--json` prints all of it as JSON.
 */
const ROWS = [
  'parse',
  'pure',
  'profile',
  'handler',
  'sdk',
  'bundles',
  'memory',
  'drop',
  'backtest',
  'peer',
] as const;

const USAGE = `npm run bench -- [--only ROWS] [--seed TEXT] [--json]

What things cost, as ratios of one run.

  --only ROWS   with commas, of ${ROWS.join(', ')} (all; some ten minutes)
  --seed TEXT   of the synthetic organisation (bench)
  --json        all of it as JSON`;
const values = toolOptions(USAGE, {
  only: { type: 'string' },
  json: { type: 'boolean', default: false },
  seed: { type: 'string', default: 'bench' },
});

const wanted = values.only?.split(',') ?? ROWS;
const unknown = wanted.find((name) => !(ROWS as readonly string[]).includes(name));
if (unknown !== undefined) {
  console.error(`There is no row ${unknown}: --only takes ${ROWS.join(', ')}.`);
  process.exit(2);
}

interface Measured {
  readonly row: string;
  readonly title: string;
  readonly figures: readonly Figure[];
}

const head = {
  machine: `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, ${process.platform} ${process.arch}`,
  node: process.version,
  seed: values.seed,
};
if (!values.json) console.log(`${head.machine}\nNode ${head.node}, seed ${head.seed}`);
const rows: Measured[] = [];
for (const name of wanted) {
  const measured = await measure(name);
  rows.push(measured);
  if (!values.json) print(measured);
}
if (values.json) console.log(JSON.stringify({ ...head, rows }, null, 2));

/** Each in a process of its own, so that no row warms up or clutters another. */
async function measure(name: string): Promise<Measured> {
  const path = join(import.meta.dirname, 'row.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [path, name, values.seed], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return { row: name, ...JSON.parse(stdout) };
}

function print({ row, title, figures }: Measured): void {
  console.log(`\n${title} (${row})`);
  for (const figure of figures) console.log(lineOf(figure));
}

function lineOf({ name, value, unit, limit, note }: Figure): string {
  const verdict =
    limit === undefined ? '' : `${isMet(value, limit) ? 'met' : 'MISSED'}: ${limit.kind} ${limit.value}`;
  return `  ${name.padEnd(64)} ${rounded(value).padStart(9)} ${unit.padEnd(16)} ${[verdict, note].filter(Boolean).join('; ')}`.trimEnd();
}

function isMet(value: number, { kind, value: limit }: NonNullable<Figure['limit']>): boolean {
  return kind === 'at most' ? value <= limit : value >= limit;
}

function rounded(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : value.toFixed(2);
}
