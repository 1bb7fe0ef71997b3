import { itemKey, type StateItem } from '../../functions/ports/state.ts';
import { geoFiles } from '../../infra/geo/files.ts';
import { worstFirst } from '../../shared/incident.ts';
import { byValue } from '../../shared/profile/order.ts';
import { type History, readHistory, spoolHistory } from '../history/read-history.ts';
import { replay } from '../history/replay.ts';
import { progressBar } from '../render/progress.ts';
import type { Judged } from '../shards/messages.ts';
import { createOwners } from '../shards/owners.ts';
import { openPool } from '../shards/pool.ts';
import { tellIn } from '../shards/tell.ts';
import { whoseLogs } from '../whose-logs.ts';
import { HASH_KEY, judgementIn, type WayOptions, type Ways } from './ways.ts';

export interface JudgedHistory {
  readonly history: History;
  /** Of each way, worst first. */
  readonly judged: readonly Judged[];
}

/** Reads logs and judges them in every way, on one core. */
export async function judgeHere(
  files: readonly string[],
  options: WayOptions,
  ways: Ways,
): Promise<JudgedHistory> {
  const history = await readHistory(files, options, HASH_KEY, ways.asked, ways.honey);
  try {
    const judged: Judged[] = [];
    for (const way of ways.ways.keys()) {
      const label = labelOf(way);
      const { items, ...found } = await replay(history, { ...judgementIn(ways, way), label });
      judged.push(together([{ ...found, profiles: [...items.values()].filter(isProfile) }]));
    }
    return { history, judged };
  } finally {
    history.spool.remove();
  }
}

/**
 * The same by several threads: they decode in turns, and then each judges the accounts of some people, a day after
 * the other, while the others judge theirs.
 */
export async function judgeByThreads(
  files: readonly string[],
  options: WayOptions,
  ways: Ways,
  jobs: number,
): Promise<JudgedHistory> {
  const whose = await whoseLogs(options);
  // What is made at the first call is made once, and not by all threads at the same time.
  geoFiles();
  const pool = openPool(jobs, { options, arrival: Date.now() });
  try {
    const owners = createOwners();
    const history = await spoolHistory(files, whose, tellIn(pool, owners));
    try {
      const judged: Judged[] = [];
      const { days, activities } = history;
      const task = { folder: history.spool.folder, days, activities, owners: owners.divide(jobs) };
      for (const way of ways.ways.keys()) {
        const progress = progressBar(labelOf(way), activities, process.stderr);
        judged.push(together(await pool.judge({ ...task, way }, progress.advance)));
        progress.end();
      }
      return { history, judged };
    } finally {
      history.spool.remove();
    }
  } finally {
    await pool.close();
  }
}

function labelOf(way: number): string {
  return way === 0 ? 'Judging' : 'Judging anew';
}

/** In an order that does not tell who judged what. */
function together(shards: readonly Judged[]): Judged {
  return {
    findings: shards.flatMap(({ findings }) => findings).sort(worstFirst),
    profiles: shards
      .flatMap(({ profiles }) => profiles)
      .sort((a, b) => byValue([itemKey(a), a], [itemKey(b), b])),
    // Each shard keeps the tables of all.
    causes: shards[0]?.causes ?? [],
    rates: shards[0]?.rates ?? [],
    moments: new Map(shards.flatMap(({ moments }) => [...moments])),
  };
}

/** Of accounts and addresses: what else a state table holds is of no use without it. */
export function isProfile({ part }: StateItem): boolean {
  return part === 'open' || part.startsWith('base#');
}
