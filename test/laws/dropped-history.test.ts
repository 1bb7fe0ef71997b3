import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BuildLimits, type Built, build } from '../../functions/ingest/history/build.ts';
import { dayFiles } from '../../functions/ingest/history/days.ts';
import { snapshots } from '../../functions/ingest/history/snapshot.ts';
import type { FileStore } from '../../functions/ports/files.ts';
import { memoryFileStore } from '../../functions/ports/memory/files.ts';
import { memoryNoteStore } from '../../functions/ports/memory/notes.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { itemKey, openKey, type StateItem, type StateStore } from '../../functions/ports/state.ts';
import type { Activity } from '../../shared/activity.ts';
import { decodeOpen } from '../../shared/profile/codec.ts';
import { DAY_MS, MINUTE_MS } from '../../shared/time.ts';
import { EPOCH_DAY } from '../arbitraries.ts';
import { exportOn } from '../history/activities.ts';
import {
  arrive,
  DAYS,
  enrich,
  fromTheBeginning,
  judged,
  knowledge,
  partsOf,
  reachedBy,
  situations,
  stream,
} from '../history/beside.ts';

/** Everything is cut as small as it can be. */
const SMALL: BuildLimits = { heldBytes: 1e9, batchActivities: 1, snapshotEveryMs: 0, accountsAtOnce: 1 };

/** Stores in memory and a clock. An invocation may be stopped by its time, or die at a call to a store. */
function world(nowMs: number, limits: BuildLimits = SMALL) {
  let clockMs = nowMs;
  let messages = 0;
  const now = () => clockMs;
  const items = new Map<string, StateItem>();
  const state = memoryStateStore(items);
  const files = memoryFileStore();
  const notes = memoryNoteStore(now);

  async function run(work: { readonly steps: number; readonly calls?: number }): Promise<Built | 'died'> {
    let left = work.calls ?? Number.POSITIVE_INFINITY;
    const mortal = async <T>(call: () => Promise<T>): Promise<T> => {
      if (left-- <= 0) throw new Error('died');
      return call();
    };
    // A step takes a second: as many as the invocation has time for.
    const passing: FileStore = {
      ...files,
      put: (name, bytes) => mortal(() => files.put(name, bytes)),
      get: (name) => mortal(() => files.get(name)),
    };
    const target: StateStore = { ...state, write: (...item) => mortal(() => state.write(...item)) };
    const noting = {
      ...notes,
      write: (...note: Parameters<typeof notes.write>) => {
        clockMs += 1000;
        return mortal(() => notes.write(...note));
      },
    };
    const ports = {
      days: dayFiles(passing),
      snapshots: snapshots(passing),
      notes: noting,
      state: target,
      now,
    };
    const options = { ...judged, enrich, limits, stopMs: now() + work.steps * 1000, spareMs: MINUTE_MS };
    const message = `message ${++messages}`;
    try {
      return await build(ports, { ...options, message, keepDays: 60 });
    } catch (error) {
      expect((error as Error).message).toBe('died');
      return 'died';
    } finally {
      // The message comes back once nobody can be at it any more.
      clockMs = options.stopMs + 2 * MINUTE_MS;
    }
  }

  return {
    items,
    state,
    files,
    notes,
    run,
    days: dayFiles(files),
    /** One invocation after the other, until there is nothing left to do. */
    finish: async (each: { readonly steps: number }, between: () => Promise<void> = async () => {}) => {
      for (let turn = 0; turn < 2000; turn++) {
        const built = await run(each);
        if (built !== 'died' && built.kind === 'ended') return { ...built, turns: turn + 1 };
        await between();
      }
      throw new Error('never ends');
    },
  };
}

/** As files bring it: cut anywhere, in any order. */
async function spool(days: ReturnType<typeof dayFiles>, history: readonly Activity[], size: number) {
  for (let at = 0; at < history.length; at += size) await days.add(history.slice(at, at + size));
}

const cuts = fc.record({
  steps: fc.integer({ min: 1, max: 30 }),
  deaths: fc.array(fc.nat(60), { maxLength: 3 }),
  fileSize: fc.integer({ min: 1, max: 40 }),
});

describe('history that is dropped', () => {
  test('ends in the profiles that a stack from the beginning would have, wherever its builders are cut off or die', async () => {
    await fc.assert(
      fc.asyncProperty(situations, cuts, async (situation, { steps, deaths, fileSize }) => {
        const { history, before, after, union, nowMs } = partsOf(situation);
        fc.pre(history.length > 0);
        const { items, state, days, run, finish } = world(nowMs);
        await stream(state, before, situation.size);
        await spool(days, history, fileSize);
        for (const calls of deaths) await run({ steps: 1000, calls });
        const { job } = await finish({ steps });
        expect(job).toMatchObject({ state: 'done', activities: history.length, kept: 0 });
        await stream(state, after, situation.size);
        const reached = reachedBy(history);
        expect(knowledge(items, reached)).toEqual(await fromTheBeginning(union, reached));
      }),
      { numRuns: 20 },
    );
  });

  test('is not disturbed by events that arrive between its builders', async () => {
    await fc.assert(
      fc.asyncProperty(situations, cuts, async (situation, { fileSize }) => {
        const { history, before, after, union, nowMs } = partsOf(situation);
        fc.pre(history.length > 0);
        const { items, state, days, finish } = world(nowMs);
        await stream(state, before, situation.size);
        await spool(days, history, fileSize);
        // No more than a day: a profile that has folded days which the logs lack is kept.
        const during = after.filter(({ time }) => time < nowMs + DAY_MS).slice(0, 12);
        await finish({ steps: 4 }, async () => {
          await arrive(state, during.splice(0, 2));
        });
        await stream(state, after, situation.size);
        const reached = reachedBy(history);
        expect(knowledge(items, reached)).toEqual(await fromTheBeginning(union, reached));
      }),
      { numRuns: 20 },
    );
  });

  const past = Array.from({ length: DAYS }, (_, day): Activity => exportOn(day));
  const TODAY_MS = (EPOCH_DAY + DAYS) * DAY_MS;

  test('is judged by the refusals that live traffic stored of the person, at whichever vendor they were', async () => {
    const last = DAYS - 1;
    const stolen: Activity = { ...exportOn(last), source: { ip: '198.51.100.9', client: 'Chrome on macOS' } };
    const history = [...past.slice(0, last), stolen].map(
      (one): Activity => ({ ...one, vendor: 'salesforce' }),
    );
    const { volume: _, ...rest } = stolen;
    const refusals = Array.from({ length: 8 }, (_, n): Activity => {
      const uid = `${n}`.padStart(16, 'f');
      const time = stolen.time - (20 - n) * MINUTE_MS;
      const operation = 'user.mfa.okta_verify.deny_push';
      return { ...rest, uid, time, kind: 'logon', operation, outcome: 'failure', resources: [] };
    });
    const { items, state, days, finish } = world(TODAY_MS);
    await stream(state, refusals, 3);
    await days.add(history);
    const { job } = await finish({ steps: 1000 });
    expect(job).toMatchObject({ state: 'done', activities: DAYS, kept: 0 });
    const open = items.get(itemKey(openKey('actor/salesforce/default/ana')));
    expect(open && decodeOpen(open.bytes).marks.get(EPOCH_DAY + last)?.loud).toHaveProperty('let-in');
    expect(knowledge(items)).toEqual(await fromTheBeginning([...history, ...refusals]));
  });

  test('that comes file by file, between builders, is built from as a whole', async () => {
    const { items, days, run, finish } = world(TODAY_MS);
    await days.add(past.slice(20));
    await run({ steps: 7 });
    await days.add(past.slice(0, 20));
    const { job } = await finish({ steps: 1000 });
    expect(job).toMatchObject({ state: 'done', activities: DAYS });
    expect(knowledge(items)).toEqual(await fromTheBeginning(past));
  });

  test('is built from once, whatever is dropped or delivered twice', async () => {
    const { items, files, days, finish } = world(TODAY_MS);
    await days.add(past);
    await finish({ steps: 1000 });
    const [once, written] = [knowledge(items), files.files.size];
    await days.add(past);
    expect(await finish({ steps: 1000 })).toMatchObject({ repeated: true, turns: 1 });
    expect(files.files.size).toBe(written);
    expect(knowledge(items)).toEqual(once);
  });

  test('has one builder at a time; whoever comes meanwhile leaves it the job', async () => {
    const { days, files, notes, state } = world(TODAY_MS);
    await days.add(past);
    const now = () => TODAY_MS;
    const ports = { days, snapshots: snapshots(files), notes, now };
    const options = {
      ...judged,
      enrich,
      stopMs: TODAY_MS + MINUTE_MS,
      spareMs: MINUTE_MS,
      keepDays: 60,
      message: 'one',
    };
    let other: Built | undefined;
    const busy: StateStore = {
      ...state,
      read: async (keys) => {
        other ??= await build({ ...ports, state }, { ...options, message: 'two' });
        return state.read(keys);
      },
    };
    expect(await build({ ...ports, state: busy }, options)).toMatchObject({ kind: 'ended', repeated: false });
    expect(other).toEqual({ kind: 'unfinished' });
  });

  test('is gone on with at once by the message whose builder died', async () => {
    const { days, files, notes, state } = world(TODAY_MS);
    await days.add(past);
    const ports = { days, snapshots: snapshots(files), notes, now: () => TODAY_MS };
    const options = { ...judged, enrich, stopMs: TODAY_MS + MINUTE_MS, spareMs: MINUTE_MS, keepDays: 60 };
    const dying: StateStore = { ...state, write: () => Promise.reject(new Error('died')) };
    await expect(build({ ...ports, state: dying }, { ...options, message: 'one' })).rejects.toThrow('died');
    const asked = (message: string) => build({ ...ports, state }, { ...options, message });
    expect(await asked('two')).toEqual({ kind: 'unfinished' });
    expect(await asked('one')).toMatchObject({ kind: 'ended', repeated: false });
    expect(await asked('two')).toMatchObject({ kind: 'ended', repeated: true });
  });

  test('of more accounts than can be held is refused with the remedy, and writes nothing', async () => {
    const { items, days, finish } = world(TODAY_MS, { ...SMALL, heldBytes: 100 });
    await days.add(past);
    const { job } = await finish({ steps: 1000 });
    expect(job.state).toBe('refused');
    expect(job.reason).toContain('npx outflow backfill');
    expect(items.size).toBe(0);
  });
});
