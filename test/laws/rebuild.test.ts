import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addresses } from '../../cli/addresses.ts';
import { datesIn, foldersFor } from '../../cli/archive/records.ts';
import { collect } from '../../cli/rebuild/collect.ts';
import { idsToAsk, rebuild } from '../../cli/rebuild/rebuild.ts';
import { type DetectOptions, detect } from '../../functions/detect/detect.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import { memoryNudge } from '../../functions/ports/memory/nudge.ts';
import { memoryQuarantine } from '../../functions/ports/memory/quarantine.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import {
  itemKey,
  type LedgerIndex,
  openKey,
  type StateItem,
  type StateStore,
} from '../../functions/ports/state.ts';
import { JUDGING } from '../../shared/assess.ts';
import type { StreamRecord } from '../../shared/decode.ts';
import { ledger, readingsOf } from '../../shared/ledger.ts';
import { decodeBase, decodeOpen, encodeBase, encodeOpen } from '../../shared/profile/codec.ts';
import { encodeReading } from '../../shared/reading.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { DAY_MS, HOUR_MS } from '../../shared/time.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import type { Vendor } from '../../shared/vendors/vendor.ts';
import { archiveWith } from '../fixtures/archive.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { loginEvent, reportEvent } from '../fixtures/salesforce.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder();

const START = Date.parse('2026-01-05T00:00:00Z');
const DAYS = 45;
const { enrich } = addresses();
const judged = {
  hashKey: new Uint8Array(32).fill(7),
  settings: { ...DEFAULT_SETTINGS, reviewScore: 0.5, pageScore: 2 },
  judging: JUDGING,
};

/** Raw events of three accounts, up to five days late, some of the first one's more. */
const situations = fc
  .array(
    fc.record({
      hour: fc.nat(DAYS * 24 - 1),
      who: fc.constantFrom('A', 'A', 'B', 'C'),
      report: fc.constantFrom(true, true, false),
      rows: fc.oneof({ weight: 5, arbitrary: fc.nat(500) }, { weight: 1, arbitrary: fc.nat(200_000) }),
      ip: fc.constantFrom('192.0.2.10', '192.0.2.10', '198.51.100.9', '203.0.113.5'),
      lateHours: fc.oneof(
        { weight: 8, arbitrary: fc.constant(0) },
        { weight: 2, arbitrary: fc.nat(5 * 24) },
        { weight: 1, arbitrary: fc.constant(9 * 24) },
      ),
      /** An operation in two events of neighbouring hours. */
      chunks: fc.constantFrom(1, 1, 1, 2),
    }),
    { minLength: 10, maxLength: 50 },
  )
  .map((drafts) =>
    drafts
      .flatMap(({ hour, who, report, rows, ip, lateHours, chunks }, index) =>
        Array.from({ length: report ? chunks : 1 }, (_, chunk) => {
          const time = START + (hour + chunk) * HOUR_MS + index * 1000;
          const id = `${index}`.padStart(10, '0') + chunk;
          const common = {
            EventDate: new Date(time).toISOString(),
            EventIdentifier: `00000000-0000-4000-8000-0${id}`,
            UserId: `00500000000000${who}AAA`,
            Username: `${who.toLowerCase()}@example.com`,
            SourceIp: ip,
          };
          const execution = `00000000-0000-4000-9000-${`${index}`.padStart(12, '0')}`;
          const event = report
            ? reportEvent({
                ...common,
                ExecutionIdentifier: execution,
                RowsProcessed: rows,
                Sequence: chunk + 1,
              })
            : loginEvent(common);
          const late = who === 'A' ? lateHours : Math.min(lateHours, 5 * 24);
          return { event, arrival: time + late * HOUR_MS + 60_000 };
        }),
      )
      .sort((a, b) => a.arrival - b.arrival)
      .map(({ event, arrival }) => ({
        text: JSON.stringify({ outflow: { vendor: 'salesforce' }, event }),
        arrival,
      })),
  );
type Put = { readonly text: string; readonly arrival: number };

const USER = '00500000000000AAAA';
const ENTITY = `actor/salesforce/default/${USER}`;

function world(state: Map<string, StateItem> = new Map()) {
  return { items: state, state: memoryStateStore(state), findings: memoryFindingStore() };
}
type World = ReturnType<typeof world>;
/** A table and findings. */
interface Stores {
  readonly state: StateStore & LedgerIndex;
  readonly findings: World['findings'];
}

/** As the stream brings them: a few at a time, to a detector with these parsers. */
async function stream(
  { state, findings }: Stores,
  puts: readonly Put[],
  vendors?: readonly Vendor[],
  settings = judged.settings,
) {
  const { nudge } = memoryNudge();
  const ports = { state, findings, quarantine: memoryQuarantine(), nudge };
  const options: DetectOptions & { vendors?: readonly Vendor[] } = {
    ...judged,
    settings,
    now: () => 0,
    enrich,
    ...(vendors && { vendors }),
  };
  for (const batch of batchesOf(puts)) {
    const records = batch.map(
      ({ text, arrival }, at): StreamRecord => ({
        data: Buffer.from(text).toString('base64'),
        partitionKey: 'any',
        sequenceNumber: String(at),
        arrival,
      }),
    );
    const { retryFrom } = await detect(records, ports, options);
    expect(retryFrom).toBeUndefined();
  }
}

/** A few at a time, none of them gathered for long. */
function batchesOf(puts: readonly Put[]): Put[][] {
  const batches: Put[][] = [];
  for (const put of puts) {
    const last = batches.at(-1);
    const since = last?.[0]?.arrival ?? Number.NEGATIVE_INFINITY;
    if (last !== undefined && last.length < 4 && put.arrival - since < 60_000) last.push(put);
    else batches.push([put]);
  }
  return batches;
}

let works = 0;

/** What the command does, with everything in memory. */
async function run(
  { state, findings }: Stores,
  archived: readonly Put[],
  nowMs: number,
  settings = judged.settings,
) {
  const archive = archiveWith(archived);
  const folders = await foldersFor(archive, 'salesforce');
  const dates = await datesIn(archive, folders);
  const collected = await collect({
    archive,
    folders,
    dates,
    entity: ENTITY,
    asked: await idsToAsk({ state, findings, entity: ENTITY }),
    workFolder: join(folder, `${works++}`),
  });
  return rebuild(collected, {
    ...judged,
    settings,
    entity: ENTITY,
    decode: {},
    enrich,
    state,
    findings,
    nowMs,
    writes: true,
  });
}

const unrecorded = (bytes: Uint8Array) => {
  const open = decodeOpen(bytes);
  return {
    ...open,
    marks: new Map([...open.marks].map(([day, mark]) => [day, { ...mark, recorded: false }])),
  };
};

/** What the table knows of the account, in canonical form. `recorded` tells of findings, not of the profile. */
function knowledge(items: ReadonlyMap<string, StateItem>, nowMs: number) {
  const known: Record<string, unknown> = {};
  for (const item of items.values()) {
    if (item.entity !== ENTITY) continue;
    if (item.part === 'open') {
      const base = item.base && items.get(itemKey({ entity: ENTITY, part: item.base }));
      known['open'] = Buffer.from(encodeOpen(unrecorded(item.bytes))).toString('base64');
      known['base'] = base ? Buffer.from(encodeBase(decodeBase(base.bytes))).toString('base64') : '';
    }
    const lines = item.part.startsWith('hour#')
      ? readingsOf(ledger.decode(item.bytes)).map(encodeReading)
      : [];
    if (lines.length > 0 && item.expires * 1000 > nowMs + DAY_MS) known[item.part] = lines.sort();
  }
  return known;
}

async function told({ findings }: Pick<World, 'findings'>) {
  return (await findings.byEntity(ENTITY, 800))
    .map(({ finding: { historical: _, ...finding } }) => finding)
    .filter(({ state }) => state === 'open')
    .sort((a, b) => a.day - b.day);
}

/** Everything comes at whole hours and some seconds, and expires so: between two of them nothing is about to. */
const nowOf = (puts: readonly Put[]) => (puts.at(-1)?.arrival ?? START) + HOUR_MS / 2;

/** A parser that took every other report for something of no interest, and halved the rows of the rest. */
const MISTAKEN: readonly Vendor[] = VENDORS.map((vendor) =>
  vendor.uid !== 'salesforce'
    ? vendor
    : {
        ...vendor,
        parse: (event) => {
          const parsed = vendor.parse(event);
          // Of others nothing is rebuilt, and what they do is part of how this one is judged.
          if (parsed.kind !== 'activity' || parsed.draft.kind !== 'export') return parsed;
          if (parsed.draft.actor.uid !== USER) return parsed;
          const { records = 0 } = parsed.draft.volume ?? {};
          return records % 2 === 0
            ? { kind: 'ignored', reason: 'mistaken' }
            : { ...parsed, draft: { ...parsed.draft, volume: { records: (records - 1) / 2 } } };
        },
      },
);

describe('a rebuild', () => {
  test('of an account that nothing happened to changes nothing, and has nobody told', async () => {
    await fc.assert(
      fc.asyncProperty(situations, async (puts) => {
        const one = world();
        await stream(one, puts);
        const before = new Map(one.items);
        const { next, changes } = await run(one, puts, nowOf(puts));
        expect(changes).toEqual([]);
        expect(next.isSame).toBe(true);
        expect(one.items).toEqual(before);
      }),
      { numRuns: 8 },
    );
  });

  test('brings back an account that was lost', async () => {
    await fc.assert(
      fc.asyncProperty(situations, async (puts) => {
        const one = world();
        await stream(one, puts);
        const nowMs = nowOf(puts);
        const [known, findings] = [knowledge(one.items, nowMs), await told(one)];
        for (const key of one.items.keys()) if (key.startsWith(`${ENTITY} `)) one.items.delete(key);
        await run(one, puts, nowMs);
        expect(knowledge(one.items, nowMs)).toEqual(known);
        expect(await told(one)).toEqual(findings);
      }),
      { numRuns: 8 },
    );
  });

  /** What was found of others hangs on what they were thought to share with this one, and of them nothing is rebuilt. */
  const alone = { ...judged.settings, quietHeadStart: 0 };

  test('after a parser was mended ends as if it had never been wrong', async () => {
    await fc.assert(
      fc.asyncProperty(situations, async (puts) => {
        const [wrong, right] = [world(), world()];
        await stream(wrong, puts, MISTAKEN, alone);
        await stream(right, puts, VENDORS, alone);
        const nowMs = nowOf(puts);
        await run(wrong, puts, nowMs, alone);
        expect(knowledge(wrong.items, nowMs)).toEqual(knowledge(right.items, nowMs));
        expect(await told(wrong)).toEqual(await told(right));
        // Done again, it finds nothing to do.
        const { next, changes } = await run(wrong, puts, nowMs, alone);
        expect([next.isSame, changes]).toEqual([true, []]);
      }),
      { numRuns: 8 },
    );
  });

  test('loses nothing that live traffic brings meanwhile and the archive does not hold yet', async () => {
    await fc.assert(
      fc.asyncProperty(situations, fc.integer({ min: 1, max: 48 }), async (puts, hours) => {
        const [wrong, right] = [world(), world()];
        // The archive is minutes behind, and may be hours.
        const until = (puts.at(-1)?.arrival ?? START) - hours * HOUR_MS;
        const early = puts.filter(({ arrival }) => arrival < until);
        const late = puts.filter(({ arrival }) => arrival >= until).slice(-8);
        early.push(...puts.slice(early.length, puts.length - late.length));
        await stream(wrong, early, MISTAKEN);
        // The first of it has come already, the rest comes between two writes.
        await stream(wrong, late.slice(0, 1));
        const rest = late.slice(1).map((put) => () => stream(wrong, [put]));
        const state: StateStore & LedgerIndex = {
          ...wrong.state,
          write: async (item, expected) => {
            await rest.shift()?.();
            return wrong.state.write(item, expected);
          },
        };
        const nowMs = nowOf(puts);
        await run({ state, findings: wrong.findings }, early, nowMs);
        for (const one of rest) await one();
        await stream(right, puts);
        expect(knowledge(wrong.items, nowMs)).toEqual(knowledge(right.items, nowMs));
      }),
      { numRuns: 8 },
    );
  });

  test('keeps what came weeks late and is in no archive yet', async () => {
    const one = world();
    const put = (day: number, hour: number, lateDays: number): Put => {
      const time = START + day * DAY_MS + hour * HOUR_MS;
      const id = `${day * 24 + hour}`.padStart(12, '0');
      const event = reportEvent({
        EventDate: new Date(time).toISOString(),
        EventIdentifier: `00000000-0000-4000-8000-${id}`,
        ExecutionIdentifier: `00000000-0000-4000-9000-${id}`,
        UserId: USER,
        RowsProcessed: lateDays > 0 ? 900_000 : 100,
      });
      const text = JSON.stringify({ outflow: { vendor: 'salesforce' }, event });
      return { text, arrival: time + lateDays * DAY_MS + 60_000 };
    };
    const ordinary = Array.from({ length: 40 }, (_, day) => put(day, 9, 0)).toSpliced(4, 1);
    const archived = [...ordinary, put(4, 10, 38)];
    const inFlight = put(4, 12, 39);
    await stream(one, archived);
    await stream(one, [inFlight]);
    const nowMs = inFlight.arrival + HOUR_MS;
    const [known, findings] = [knowledge(one.items, nowMs), await told(one)];
    expect(findings.map(({ exposure }) => exposure.records.known)).toContain(1_800_000);
    expect((await run(one, archived, nowMs)).next).toMatchObject({ kept: 1, isSame: true });
    expect(knowledge(one.items, nowMs)).toEqual(known);
    expect(await told(one)).toEqual(findings);
  });

  test('that is killed at any write ends, begun again, as one that was not', async () => {
    await fc.assert(
      fc.asyncProperty(situations, fc.nat(12), async (puts, writes) => {
        const [killed, whole] = [world(), world()];
        for (const one of [killed, whole]) await stream(one, puts, MISTAKEN);
        const nowMs = nowOf(puts);
        let left = writes;
        const dies = () => {
          if (left-- === 0) throw new Error('killed');
        };
        const state: StateStore & LedgerIndex = {
          ...killed.state,
          write: async (item, expected) => {
            dies();
            return killed.state.write(item, expected);
          },
        };
        const findings = {
          ...killed.findings,
          upsert: async (...args: Parameters<typeof killed.findings.upsert>) => {
            dies();
            return killed.findings.upsert(...args);
          },
        };
        await run({ state, findings }, puts, nowMs).catch((error: Error) => {
          expect(error.message).toBe('killed');
        });
        await run(killed, puts, nowMs);
        await run(whole, puts, nowMs);
        expect(knowledge(killed.items, nowMs)).toEqual(knowledge(whole.items, nowMs));
        expect(await told(killed)).toEqual(await told(whole));
      }),
      { numRuns: 8 },
    );
  });

  /** An export of the account, put on the stream so many days after it. */
  const put = (day: number, rows: number, lateDays = 0): Put => {
    const id = `00000000-0000-4000-8000-${`${day * 100_000 + rows}`.padStart(12, '0')}`;
    const time = START + day * DAY_MS + 9 * HOUR_MS;
    const fields = { EventDate: new Date(time).toISOString(), UserId: USER, Username: 'a@example.com' };
    const ids = { EventIdentifier: id, ExecutionIdentifier: id };
    const event = reportEvent({ ...fields, ...ids, RowsProcessed: rows });
    const text = JSON.stringify({ outflow: { vendor: 'salesforce' }, event });
    return { text, arrival: time + lateDays * DAY_MS + 60_000 };
  };
  const ordinary = Array.from({ length: 25 }, (_, day) => put(day, 100));

  const today = START / DAY_MS + 24;
  const markOf = ({ items }: World) => {
    const open = items.get(itemKey(openKey(ENTITY)));
    return open && decodeOpen(open.bytes).marks.get(today);
  };

  test('does not forget months that the archive lacks of an account that comes once in each', async () => {
    const monthly = [0, 30, 60, 90, 120, 150].map((day) => put(day, 100));
    const one = world();
    await stream(one, monthly);
    const before = new Map(one.items);
    await expect(run(one, monthly.slice(3), nowOf(monthly))).rejects.toThrow(
      'The profile knows days 2026-01-05 to 2026-03-06 (3), of which the archive has nothing',
    );
    expect(one.items).toEqual(before);
  });

  test('does not forget that a day was recorded of which nothing is found any more', async () => {
    const loud: readonly Vendor[] = VENDORS.map((vendor) => ({
      ...vendor,
      parse: (event) => {
        const parsed = vendor.parse(event);
        if (parsed.kind !== 'activity' || (parsed.draft.time ?? 0) < today * DAY_MS) return parsed;
        return { ...parsed, draft: { ...parsed.draft, volume: { records: 900_000 } } };
      },
    }));
    const [one, right] = [world(), world()];
    await stream(one, ordinary, loud);
    await stream(right, ordinary);
    expect(markOf(one)).toMatchObject({ recorded: true, flagged: true });
    await run(one, ordinary, nowOf(ordinary));
    expect(await told(one)).toEqual(await told(right));
    expect(markOf(one)).toEqual({ recorded: true, flagged: false, loud: {} });
  });

  /** Of the account, after whoever read it wrongly was mended: as it stands, and as it would had nobody been wrong. */
  async function mended(vendors: readonly Vendor[], puts: readonly Put[], archived = puts) {
    const [one, right] = [world(), world()];
    await stream(one, puts, vendors);
    await stream(right, puts);
    const before = await told(one);
    await run(one, archived, nowOf(puts));
    return { before, after: await told(one), right: await told(right) };
  }

  test('withdraws what was told in time of a day that came too late for today’s parser', async () => {
    const puts = [put(0, 163), put(28, 0), put(21, 3, 9)].sort((a, b) => a.arrival - b.arrival);
    const { before, after, right } = await mended(MISTAKEN, puts);
    expect(before.map(({ day }) => day)).toContain(START / DAY_MS + 21);
    expect(after).toEqual(right);
  });

  describe('after a parser that told another day', () => {
    const theft = put(24, 900_000);
    const shifted: readonly Vendor[] = VENDORS.map((vendor) => ({
      ...vendor,
      parse: (event) => {
        const parsed = vendor.parse(event);
        if (parsed.kind !== 'activity' || parsed.draft.volume?.records !== 900_000) return parsed;
        return { ...parsed, draft: { ...parsed.draft, time: Date.parse('2025-12-24T00:00:00Z') } };
      },
    }));

    test('withdraws what was told of that day, and tells the right one', async () => {
      const { before, after, right } = await mended(shifted, [...ordinary, theft]);
      expect(before.map(({ day }) => day)).toContain(Date.parse('2025-12-24') / DAY_MS);
      expect(after).toEqual(right);
    });

    test('says what was found as it withdraws it, wakes nobody for it, and does so once', async () => {
      const puts = [...ordinary, theft];
      const one = world();
      await stream(one, puts, shifted);
      const [before] = (await told(one)).filter(({ day }) => day === Date.parse('2025-12-24') / DAY_MS);
      await run(one, puts, nowOf(puts));
      const after = (await one.findings.get(before?.id ?? ''))?.finding;
      expect(after).toMatchObject({ state: 'withdrawn', severity: 'informational', score: before?.score });
      expect((await run(one, puts, nowOf(puts))).changes).toEqual([]);
    });

    test('keeps out nothing that comes too late for a day of which what came too late was withdrawn', async () => {
      const late = { ...theft, arrival: theft.arrival + 30 * DAY_MS };
      const puts = [...ordinary, put(40, 100), late];
      const one = world();
      await stream(one, puts, shifted);
      await run(one, puts, nowOf(puts));
      const day = Date.parse('2025-12-24T09:00:00Z');
      const [{ text }, arrival] = [put(12, 800_000), late.arrival + DAY_MS];
      const came = {
        text: text.replace(/"EventDate":"[^"]+"/, `"EventDate":"${new Date(day).toISOString()}"`),
        arrival,
      };
      await stream(one, [came]);
      expect((await told(one)).map((finding) => finding.day)).toContain(day / DAY_MS - 9 / 24);
    });

    test('leaves told what rests on events that the archive does not hold', async () => {
      const { before, after } = await mended(shifted, [...ordinary, theft], ordinary);
      expect(after).toEqual(before);
    });
  });

  describe('long after ledgers have expired', () => {
    const quiet = Array.from({ length: 100 }, (_, day) => put(day, 100));
    const inOrder = (puts: readonly Put[]) => puts.toSorted((a, b) => a.arrival - b.arrival);

    async function rebuilt(puts: readonly Put[], archived: readonly Put[]) {
      const one = world();
      await stream(one, puts);
      const nowMs = nowOf(puts);
      for (const [key, { expires }] of one.items)
        if (expires && expires * 1000 < nowMs) one.items.delete(key);
      const before = await told(one);
      await run(one, archived, nowMs);
      return { before, after: await told(one) };
    }

    test('leaves told what rests on events that the archive lacks', async () => {
      const { before, after } = await rebuilt(inOrder([...quiet, put(12, 900_000)]), quiet);
      expect(before.map(({ day }) => day)).toContain(START / DAY_MS + 12);
      expect(after).toEqual(before);
    });

    test('leaves told what rests on many events, of which the archive lacks some', async () => {
      const many = Array.from({ length: 60 }, (_, at) => put(12, 30_000 - at));
      const { before, after } = await rebuilt(
        inOrder([...quiet, ...many]),
        inOrder([...quiet, ...many.slice(0, 30)]),
      );
      expect(before.map(({ day }) => day)).toContain(START / DAY_MS + 12);
      expect(after).toEqual(before);
    });

    test.each([0, 12])(
      'leaves told what was unusual for days that the archive lacks, %i days late',
      async (late) => {
        const puts = inOrder([...quiet, put(22, 4000, late)]);
        const { before, after } = await rebuilt(
          puts,
          puts.filter(({ arrival }) => arrival > START + 20 * DAY_MS),
        );
        expect(before.map(({ day }) => day)).toContain(START / DAY_MS + 22);
        expect(after).toEqual(expect.arrayContaining(before));
      },
    );
  });

  test('judges by what is known of the person when it puts the account in place', async () => {
    const reset: Put = {
      text: JSON.stringify({
        outflow: { vendor: 'okta' },
        event: oktaEvent({
          eventType: 'user.mfa.factor.reset_all',
          published: new Date(today * DAY_MS + 8.5 * HOUR_MS).toISOString(),
          target: [{ id: '00uVICTIM', type: 'User', alternateId: 'a@example.com', displayName: 'A' }],
        }),
      }),
      arrival: today * DAY_MS + 10 * HOUR_MS,
    };
    const [one, right] = [world(), world()];
    await stream(right, [...ordinary, reset]);
    await stream(one, ordinary, MISTAKEN);
    const before = await told(one);
    // Learnt after the account was relived, and before anything was put in place.
    let isLearnt = false;
    const state: StateStore & LedgerIndex = {
      ...one.state,
      hours: async (entity) => {
        if (isLearnt) return one.state.hours(entity);
        isLearnt = asked++ > 0;
        if (isLearnt) await stream(one, [reset]);
        return one.state.hours(entity);
      },
    };
    let asked = 0;
    await run({ state, findings: one.findings }, ordinary, nowOf([reset]));
    expect(isLearnt).toBe(true);
    expect(await told(one)).toEqual(await told(right));
    expect(await told(one)).not.toEqual(before);
  });

  test('that is ahead of the stream keeps out nothing that comes too late after it', async () => {
    const late = [put(15, 150_000, 9), put(15, 170_000, 9)];
    const [ahead, right] = [world(), world()];
    await stream(ahead, ordinary);
    await run(ahead, [...ordinary, ...late.slice(0, 1)], nowOf(late));
    await stream(ahead, late);
    await stream(right, [...ordinary, ...late]);
    expect(await told(ahead)).toEqual(await told(right));
    expect(await told(right)).toContainEqual(expect.objectContaining({ day: START / DAY_MS + 15 }));
  });

  test('of an account that was lost is heard, and so is what comes after it, although its count began anew', async () => {
    const [lost, right] = [world(), world()];
    const today = [put(24, 150_000), put(24, 170_000), put(24, 180_000)];
    const before = [...ordinary, ...today.slice(0, 1)];
    await stream(lost, before);
    for (const key of lost.items.keys()) if (key.startsWith(`${ENTITY} `)) lost.items.delete(key);
    await stream(lost, today.slice(1, 2));
    await run(lost, [...before, ...today.slice(1, 2)], nowOf(today));
    await stream(right, [...before, ...today.slice(1, 2)]);
    expect(await told(lost)).toEqual(await told(right));
    for (const one of [lost, right]) await stream(one, today.slice(2));
    expect(await told(lost)).toEqual(await told(right));
  });

  describe('beside an archive that is hours behind', () => {
    /** A report, or a part of one, of a day and hour since the start, so many hours late. */
    const came = (hour: number, lateHours: number, { rows = 300, part = hour, who = USER } = {}): Put => {
      const time = START + hour * HOUR_MS;
      const id = (n: number) => `${n}`.padStart(12, '0');
      const event = reportEvent({
        EventDate: new Date(time).toISOString(),
        EventIdentifier: `00000000-0000-4000-8000-${id(hour * 10)}`,
        ExecutionIdentifier: `00000000-0000-4000-9000-${id(part * 10)}`,
        UserId: who,
        RowsProcessed: rows,
        Sequence: hour - part + 1,
      });
      const text = JSON.stringify({ outflow: { vendor: 'salesforce' }, event });
      return { text, arrival: time + lateHours * HOUR_MS + 60_000 };
    };
    const at = (day: number, hour: number) => day * 24 + hour;
    const archived = Array.from({ length: 30 }, (_, day) => came(at(day, 9), 0));

    async function changesNothing(unarchived: readonly Put[]) {
      const one = world();
      await stream(one, [...archived, ...unarchived]);
      const nowMs = nowOf(unarchived);
      const known = knowledge(one.items, nowMs);
      expect((await run(one, archived, nowMs)).next).toMatchObject({ isSame: true });
      expect(knowledge(one.items, nowMs)).toEqual(known);
    }

    test('what was in time is relived before what makes it old', async () => {
      await changesNothing([came(at(26, 14), 9 * 24), came(at(38, 9), 0)]);
    });

    test('what came too late is relived after that which made it old, and by itself', async () => {
      await changesNothing([came(at(38, 9), 0), came(at(27, 14), 12 * 24, { rows: 9000 })]);
    });

    test('what was in time stays so where its ledger was renewed by what came too late for its day', async () => {
      await changesNothing([
        came(at(26, 23), 9 * 24, { rows: 155_000 }),
        came(at(27, 0), 9 * 24, { rows: 155_000, part: at(26, 23) }),
        came(at(38, 4), 0),
        came(at(27, 8), 12 * 24, { rows: 9000 }),
      ]);
    });

    async function tellsNothing(...later: readonly Put[]) {
      const one = world();
      const all = [...archived, ...later].sort((a, b) => a.arrival - b.arrival);
      for (const put of all) {
        for (const [name, { expires }] of one.items) if (expires * 1000 < put.arrival) one.items.delete(name);
        await stream(one, [put]);
      }
      expect((await told(one)).map(({ exposure }) => exposure.records.known)).toContain(900_300);
      const { changes } = await run(one, all, nowOf(all));
      expect(changes.filter(({ after }) => after.historical !== true)).toEqual([]);
    }

    test('the oldest day that is open is not told anew for what its ledgers took too late', async () => {
      const theft = came(at(22, 14), 0, { rows: 900_000 });
      await tellsNothing(theft, came(at(22, 14) + 0.5, 7.5 * 24, { rows: 5 }));
    });

    test('a day one of whose ledgers has expired is not told anew', async () => {
      const theft = came(at(29, 14), 0, { rows: 900_000 });
      const others = came(at(44, 9), 0, { who: '00500000000000BAAA' });
      await tellsNothing(theft, others, came(at(28, 15), 17 * 24, { rows: 5 }));
    });

    test('a ledger that would be gone too early is written again', async () => {
      const one = world();
      await stream(one, archived);
      const before = new Map(one.items);
      for (const [name, item] of before)
        if (item.part.startsWith('hour#'))
          one.items.set(name, { ...item, expires: item.expires - 3 * 86_400 });
      const nowMs = nowOf(archived);
      await run(one, archived, nowMs);
      for (const [name, { part, expires }] of before)
        if (part.startsWith('hour#') && expires - 3 * 86_400 > nowMs / 1000)
          expect(one.items.get(name)?.expires, part).within(expires - 3600, expires + 3600);
    });
  });
});
