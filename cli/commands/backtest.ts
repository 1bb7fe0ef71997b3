import { availableParallelism } from 'node:os';
import { toOcsf } from '../../shared/ocsf.ts';
import { sum } from '../../shared/statistics.ts';
import { compare } from '../backtest/compare.ts';
import { judgeByThreads, judgeHere } from '../backtest/judge.ts';
import { verdictOf } from '../backtest/pages.ts';
import { report, summary } from '../backtest/report.ts';
import { loadWays, type WayOptions } from '../backtest/ways.ts';
import { fromExport } from '../exported.ts';
import { spanOf } from '../history/read-history.ts';
import { filesIn } from '../input/files.ts';
import { STANDARD_INPUT, sizeOf } from '../input/open.ts';
import { checkSavable, saveRun } from '../saved.ts';
import type { Judged } from '../shards/messages.ts';
import { wholeNumber } from '../whole-number.ts';

export interface BacktestOptions extends WayOptions {
  readonly json?: boolean;
  /** Threads; as many as there are cores unless given. */
  readonly jobs?: string;
}

/** Runs detection over logs of the past, in the order of their days, and tells what would have paged and why. */
export async function backtest(paths: readonly string[], options: BacktestOptions): Promise<void> {
  const files = await filesIn(paths);
  const ways = await loadWays(options);
  const jobs = await jobsFor(files, options.jobs);
  await checkSavable('backtest');
  const judging = jobs === 1 ? judgeHere(files, options, ways) : judgeByThreads(files, options, ways, jobs);
  const {
    history,
    judged: [before, after],
  } = await judging;
  if (before === undefined) throw new Error('there is no way of judging');
  const [way, changed = way] = ways.ways;
  const tested = verdictOf(before, way.settings);
  await save('backtest', tested, before);
  const verdict = after && verdictOf(after, changed.settings);
  if (verdict !== undefined && after !== undefined) await save('backtest-after', verdict, after);
  const comparison = verdict && compare(tested, verdict, spanOf(history).weeks);
  const result = { ...tested, found: before, history, settings: way.settings, comparison, rules: way.rules };
  if (options.json) console.log(JSON.stringify(summary(result), null, 2));
  else console.log(report(result).join('\n'));
}

async function save(
  name: string,
  { findings }: Pick<Judged, 'findings'>,
  { profiles }: Pick<Judged, 'profiles'>,
): Promise<void> {
  await saveRun(name, { findings: findings.map((finding) => fromExport(toOcsf(finding))), profiles });
}

/** A thread takes half a second to begin: for less than this, one core is done sooner. */
const THREADS_FROM_BYTES = 4_000_000;
const MAX_JOBS = 64;

async function jobsFor(files: readonly string[], asked: string | undefined): Promise<number> {
  if (asked !== undefined) return wholeNumber('--jobs', asked, 'threads', [1, MAX_JOBS]);
  const sizes = await Promise.all(files.map(sizeOf));
  const isLong = files.includes(STANDARD_INPUT) || sum(sizes) >= THREADS_FROM_BYTES;
  return isLong ? Math.min(MAX_JOBS, availableParallelism()) : 1;
}
