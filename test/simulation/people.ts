import type { Random } from '../../cli/corpus/random.ts';
import { UserError } from '../../cli/errors.ts';
import { replay } from '../../cli/history/replay.ts';
import type { Spool } from '../../cli/history/spool.ts';
import { idsToAsk, rebuild } from '../../cli/rebuild/rebuild.ts';
import { liveIn } from '../../functions/ingest/history/live.ts';
import { mergeInto } from '../../functions/ingest/history/merge.ts';
import type { Activity } from '../../shared/activity.ts';
import { JUDGING } from '../../shared/assess.ts';
import { decodeBatch } from '../../shared/decode.ts';
import { documentOf } from '../../shared/settings/document.ts';
import { changed } from '../../shared/settings.ts';
import { dayOf, MINUTE_MS } from '../../shared/time.ts';
import { type Action, VERDICTS } from '../../shared/triage.ts';
import type { Archive } from './archive.ts';
import type { Functions } from './functions.ts';
import type { Mutant } from './mutant.ts';
import type { Ports } from './ports.ts';
import type { Process } from './process.ts';
import type { Scheduler } from './scheduler.ts';
import { CHANGED, historyRecords, OPTIONS, type World } from './world.ts';

/** What a person did to a finding, and was told that it was done. */
export interface Done {
  readonly findingId: string;
  /** No other action has this name. */
  readonly by: string;
}

interface Parts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly functions: Functions;
  readonly ports: Ports;
  readonly world: World;
  readonly archive: Archive;
  readonly mutant: Mutant;
}

/** Whoever gets no answer asks again. */
const AGAIN_MS = MINUTE_MS;
const MAX_TIMES = 200;
/** The archive is written every five minutes. */
const MAX_BEHIND_MS = 5 * MINUTE_MS;

export interface People {
  /** Whoever looks at some finding does something about it. `decides`: closes and reopens, too. */
  act(decides: boolean): Promise<void>;
  changeThresholds(): Promise<void>;
  backfill(): Promise<void>;
  /** Of one account, beside whatever it does meanwhile. */
  rebuild(entity: string): Promise<void>;
  /** All that they have done so far, again: the tables have forgotten it, or half of it. */
  again(): Promise<void>;
  readonly done: readonly Done[];
  /** Profiles that a backfill could not replace. */
  readonly kept: readonly string[];
  /** What became of accounts that were to be rebuilt. */
  readonly rebuilds: Readonly<Record<'rebuilt' | 'asTheyWere' | 'refused', number>>;
}

export function createPeople({ scheduler, random, functions, ports, world, archive, mutant }: Parts): People {
  const done: Done[] = [];
  const kept: string[] = [];
  const rebuilds = { rebuilt: 0, asTheyWere: 0, refused: 0 };
  const jobs: (() => Promise<void>)[] = [];
  let actions = 0;

  /** Until it succeeds. `task` gives whether it did. */
  async function insist(what: string, task: () => Promise<boolean>): Promise<void> {
    for (let time = 0; time < MAX_TIMES; time++) {
      if (await task()) return;
      await scheduler.sleep(AGAIN_MS);
    }
    throw new Error(`${what} did not succeed in ${MAX_TIMES} times.`);
  }

  /** Now, and again whenever the tables were set back. */
  function job(run: () => Promise<void>): Promise<void> {
    jobs.push(run);
    return run();
  }

  async function triage(findingId: string, action: Action): Promise<void> {
    await insist(`${action.kind} of ${findingId}`, async () => {
      const by = `analyst-${++actions}`;
      const ended = await functions.triage({ id: findingId, by, action });
      if (ended.kind !== 'returned') return false;
      if (ended.value.kind === 'done') done.push({ findingId, by });
      // Whoever was refused because of others tries again; else he has his answer.
      return ended.value.kind === 'done' || !/at the same time/.test(ended.value.reason);
    });
  }

  async function rebuildOf(entity: string, process: Process): Promise<keyof typeof rebuilds> {
    const table = ports.state(process);
    const state = mutant.rebuild?.(table, world) ?? table;
    const { thresholds } = documentOf(await ports.settings(process).ofKind('thresholds'));
    const findings = ports.rebuild(process);
    const asked = await idsToAsk({ state, findings, entity });
    const collected = archive.collect(entity, asked, process.now(), random.between(0, MAX_BEHIND_MS));
    try {
      const { next, written } = await rebuild(collected, {
        ...OPTIONS,
        entity,
        settings: changed(OPTIONS.settings, thresholds),
        judging: JUDGING,
        verdicts: ports.verdicts(process),
        decode: {},
        state,
        findings,
        nowMs: process.now(),
        writes: true,
      });
      return next.isSame && written === 0 ? 'asTheyWere' : 'rebuilt';
    } catch (error) {
      // The past was filled in, and is in no archive.
      if (error instanceof UserError && /--without-older/.test(error.message)) return 'refused';
      throw error;
    }
  }

  return {
    done,
    kept,
    rebuilds,
    act: async (decides) => {
      const ids = [...world.findings.keys()];
      if (ids.length === 0) return;
      // Those for review are few here, and are decided as well.
      const forReview = ids.filter((one) => world.findings.get(one)?.severity === 'informational');
      const id = random.pick(forReview.length > 0 && random.chance(0.5) ? forReview : ids);
      const action = actionOf(random, decides, world.findings.get(id));
      await job(() => triage(id, action));
    },
    changeThresholds: () =>
      insist('settings apply', async () => {
        const ended = await functions.atDesk(async (process) => {
          const store = ports.settings(process);
          const [before] = await store.ofKind('thresholds');
          if (before !== undefined) return true;
          return store.change({ kind: 'thresholds', id: 'thresholds', after: CHANGED });
        });
        return ended.kind === 'returned' && ended.value;
      }),
    backfill: () =>
      job(() =>
        insist('backfill', async () => {
          const ended = await functions.atDesk(async (process) => {
            const judged = { ...OPTIONS, judging: JUDGING, verdicts: ports.verdicts(process) };
            const state = ports.state(process);
            const live = liveIn(state, process.now());
            const { items } = await replay(pastLog(), { ...judged, join: live.join });
            return mergeInto(state, items, live, { ...judged, nowMs: process.now() });
          });
          if (ended.kind === 'returned') kept.push(...ended.value.kept);
          // Else they would weigh what is usual in the organisation as it was until the next day (docs/tuning.md).
          functions.killAll();
          return ended.kind === 'returned';
        }),
      ),
    rebuild: (entity) =>
      job(() =>
        insist(`rebuild of ${entity}`, async () => {
          const ended = await functions.atDesk((process) => rebuildOf(entity, process));
          if (ended.kind === 'returned') rebuilds[ended.value]++;
          return ended.kind === 'returned';
        }),
      ),
    again: async () => {
      for (const run of [...jobs]) await run();
    },
  };
}

const LOOKS = ['assign', 'note'] as const;
const DECIDES = [...LOOKS, 'close', 'close', 'reopen'] as const;
/** What is closed is mostly left, or taken back. */
const RECONSIDERS = [...LOOKS, 'close', 'reopen', 'reopen', 'reopen'] as const;

function actionOf(random: Random, decides: boolean, on: ReturnType<World['findings']['get']>): Action {
  const kind = random.pick(!decides ? LOOKS : on?.status === 'closed' ? RECONSIDERS : DECIDES);
  switch (kind) {
    case 'assign':
      return { kind, assignee: random.pick(['mara', 'omar', '']) };
    case 'note':
      return { kind, text: 'looked at' };
    case 'reopen':
      return { kind };
    case 'close': {
      const verdict = random.pick(VERDICTS);
      const isNormal = verdict === 'benign' && random.chance(0.5);
      return { kind, verdict, ...(isNormal ? { normalFromDay: dayOf(Date.parse(on?.day ?? '')) } : {}) };
    }
  }
}

/** The days before, as their vendors' logs have them. In memory: nothing but the simulated clock may be waited for. */
function pastLog() {
  const activities = historyRecords().flatMap((record) =>
    decodeBatch([record], OPTIONS).activities.map(({ activity }) => activity),
  );
  const byDay = Map.groupBy(activities, ({ time }) => dayOf(time));
  const days = new Map([...byDay].map(([day, own]) => [day, own.length]));
  const spool: Spool = {
    add: async () => {
      throw new Error('the past is over');
    },
    days: async () => days,
    read: async function* (day): AsyncGenerator<readonly Activity[]> {
      yield byDay.get(day) ?? [];
    },
    folder: '',
    heldCharacters: () => 0,
    remove: () => {},
  };
  return { spool, days, activities: activities.length };
}
