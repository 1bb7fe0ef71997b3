import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { dump, makeOrganisation } from '../../../cli/corpus/organisation.ts';
import { groupByEntity } from '../../../functions/detect/arrivals.ts';
import { assessArrivals } from '../../../functions/detect/assess-arrivals.ts';
import { organisationsIn } from '../../../functions/detect/organisations.ts';
import { readDatabases } from '../../../functions/ports/geo.ts';
import { memoryFindingStore } from '../../../functions/ports/memory/findings.ts';
import { memoryStateStore } from '../../../functions/ports/memory/state.ts';
import { ROOT } from '../../../infra/bundle.ts';
import { geoFiles } from '../../../infra/geo/files.ts';
import { decodeBatch, type StreamRecord } from '../../../shared/decode.ts';
import { enrich } from '../../../shared/enrich.ts';
import { recordOf } from '../events.ts';
import type { Figure, Row } from '../measure.ts';
import { OPTIONS } from '../warm.ts';

const PEOPLE = 160;
const SERVICES = 8;
const FIRST_DAY = 20_454;
const DAYS = 35;

/** Seven vendors' events of a synthetic organisation, from files of NDJSON to a report. */
export const row: Row = {
  title: `Backtest of ${DAYS} days of ${PEOPLE} people and ${SERVICES} services, from disk`,
  measure: async ({ seed }) => {
    const folder = await mkdtemp(join(tmpdir(), 'outflow-bench-'));
    try {
      const { files, days, events, few } = await writeLog(folder, seed);
      // As whoever has run it before: what was compiled is kept.
      await backtestOf([few], folder, 2);
      const one = await backtestOf(files, folder, 1);
      const two = await backtestOf(files, folder, 2);
      return [...figuresOf(events, one.processorMs, await judgedMs(days)), ...threadFigures(one, two)];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function figuresOf(events: number, fromDiskMs: number, inMemoryMs: number): Figure[] {
  return [
    {
      name: 'events of a second of processor time',
      value: (1000 * events) / fromDiskMs,
      unit: 'events',
      note: `${events} events`,
    },
    {
      name: 'speed, against decoding and judging the same in memory',
      value: inMemoryMs / fromDiskMs,
      unit: 'x in memory',
      limit: { kind: 'at least', value: 0.5 },
      note: `${((1000 * fromDiskMs) / events).toFixed(0)} us an event, start of the process included`,
    },
  ];
}

/** On a machine that has other things to do the clock tells of these: two threads on two cores of their own take half. */
function threadFigures(one: Taken, two: Taken): Figure[] {
  return [
    {
      name: 'two threads against one core, by processor time',
      value: one.processorMs / (two.processorMs / 2),
      unit: 'x',
      limit: { kind: 'at least', value: 1.7 },
      note: `${(one.processorMs / 1000).toFixed(1)} s by one, ${(two.processorMs / 1000).toFixed(1)} s by two together`,
    },
    { name: 'the same by the clock, with whatever else ran', value: one.clockMs / two.clockMs, unit: 'x' },
  ];
}

async function writeLog(folder: string, seed: string) {
  const lastDay = FIRST_DAY + DAYS - 1;
  const organisation = makeOrganisation(seed, {
    people: PEOPLE,
    services: SERVICES,
    firstDay: FIRST_DAY,
    lastDay,
  });
  const streams = new Map<string, ReturnType<typeof createWriteStream>>();
  const days: StreamRecord[][] = [];
  let events = 0;
  const few = join(folder, 'few.ndjson');
  await writeFile(
    few,
    Array.from(dump(organisation, FIRST_DAY, FIRST_DAY), ({ line }) => `${line}\n`),
  );
  for (let day = FIRST_DAY; day <= lastDay; day++) {
    const records: StreamRecord[] = [];
    for (const { vendor, line } of dump(organisation, day, day)) {
      const stream = streams.get(vendor) ?? createWriteStream(join(folder, `${vendor}.ndjson`));
      streams.set(vendor, stream);
      if (!stream.write(`${line}\n`)) await once(stream, 'drain');
      records.push(recordOf(JSON.parse(line), events++));
    }
    days.push(records);
  }
  for (const stream of streams.values()) await finished(stream.end());
  return { files: [...streams.keys()].map((vendor) => join(folder, `${vendor}.ndjson`)), days, events, few };
}

const MEASURED = `
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    console.error(String((user + system) / 1000));
  });
  await import(${JSON.stringify(join(ROOT, 'cli/outflow.js'))});
`;

interface Taken {
  /** Of all its threads, those of V8 included. */
  readonly processorMs: number;
  readonly clockMs: number;
}

/** In a folder of its own, because a backtest leaves its findings there. */
async function backtestOf(files: readonly string[], cwd: string, jobs: number): Promise<Taken> {
  const command = ['backtest', ...files, '--json', '--jobs', String(jobs)];
  const args = ['--input-type=module', '-e', MEASURED, '--', ...command];
  const start = performance.now();
  const { stderr } = await promisify(execFile)(process.execPath, args, { cwd, maxBuffer: 2 ** 28 });
  return { processorMs: Number(stderr.trim().split('\n').at(-1)), clockMs: performance.now() - start };
}

async function judgedMs(days: readonly (readonly StreamRecord[])[]): Promise<number> {
  const databases = readDatabases(geoFiles());
  const state = memoryStateStore();
  const ports = { state, organisations: organisationsIn(state), findings: memoryFindingStore() };
  const start = process.cpuUsage();
  for (const records of days) {
    const { activities } = decodeBatch(records, OPTIONS);
    await assessArrivals(
      groupByEntity(activities, (source) => enrich(source, databases)),
      ports,
      OPTIONS,
    );
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
