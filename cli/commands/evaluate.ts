import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { dump, makeOrganisation } from '../corpus/organisation.ts';
import type { Delivery } from '../evaluate/delivery.ts';
import type { Job } from '../evaluate/job.ts';
import { planOf, SIZES } from '../evaluate/plan.ts';
import { evaluationLines } from '../evaluate/report.ts';
import { evaluateObserved } from '../evaluate/result.ts';
import { runAll } from '../evaluate/threads.ts';
import { progressBar } from '../render/progress.ts';
import { wholeNumber } from '../whole-number.ts';

export interface EvaluateOptions {
  readonly seed: string;
  readonly fast?: boolean;
  readonly late?: boolean;
  readonly threads?: string;
  readonly dump?: string;
  readonly json?: boolean;
}

/** One event in twenty up to six hours late, one in fifty twice. */
const LATE: Delivery = { late: 0.05, lateHours: 6, duplicated: 0.02 };

/** Lives through synthetic organisations and attacks, and tells what would have been found at which alert budget. */
export async function evaluate(options: EvaluateOptions): Promise<void> {
  const size = SIZES[options.fast ? 'fast' : 'full'];
  const plan = planOf(options.seed, size, DEFAULT_SETTINGS, options.late ? LATE : undefined);
  if (options.dump !== undefined) return dumpTo(options.dump, plan.falseIncidents[0] as Job);
  const jobs = [...plan.thresholds, ...plan.falseIncidents, ...plan.attacks];
  const days = jobs.reduce((sum, job) => sum + job.warmDays + job.countedDays, 0);
  const progress = progressBar(
    `Living through ${days} days of ${jobs.length} organisations`,
    days,
    process.stderr,
  );
  const observed = await runAll(jobs, threadsFrom(options.threads), () => progress.advance(1));
  progress.end();
  const [first, second] = [plan.thresholds.length, plan.thresholds.length + plan.falseIncidents.length];
  const evaluation = evaluateObserved(
    observed.slice(0, first),
    observed.slice(first, second),
    observed.slice(second),
    DEFAULT_SETTINGS,
  );
  if (options.json) console.log(JSON.stringify({ seed: options.seed, ...evaluation }, null, 2));
  else console.log(evaluationLines(evaluation, options.seed).join('\n'));
}

const MAX_THREADS = 64;

function threadsFrom(text: string | undefined): number {
  if (text === undefined) return Math.min(8, availableParallelism());
  return wholeNumber('--threads', text, 'threads', [1, MAX_THREADS]);
}

/** One organisation's raw events, a file of NDJSON for each vendor: something to try the other commands on. */
async function dumpTo(folder: string, job: Job): Promise<void> {
  const { seed, people, services, firstDay, warmDays, countedDays } = job;
  const lastDay = firstDay + warmDays + countedDays - 1;
  const organisation = makeOrganisation(seed, { people, services, firstDay, lastDay });
  await mkdir(folder, { recursive: true });
  const files = new Map<string, ReturnType<typeof createWriteStream>>();
  for (const { vendor, line } of dump(organisation, firstDay, lastDay)) {
    const file = files.get(vendor) ?? createWriteStream(join(folder, `${vendor}.ndjson`));
    files.set(vendor, file);
    if (!file.write(`${line}\n`)) await once(file, 'drain');
  }
  for (const file of files.values()) {
    file.end();
    await finished(file);
  }
  console.log([...files.keys()].map((vendor) => join(folder, `${vendor}.ndjson`)).join('\n'));
}
