import { Session } from 'node:inspector/promises';
import { overlayStateStore } from '../../../cli/evaluate/overlay.ts';
import { type DetectOptions, type DetectPorts, detect } from '../../../functions/detect/detect.ts';
import { PERSON_PART } from '../../../functions/detect/persons.ts';
import { memoryFindingStore } from '../../../functions/ports/memory/findings.ts';
import { memoryNudge } from '../../../functions/ports/memory/nudge.ts';
import { memoryQuarantine } from '../../../functions/ports/memory/quarantine.ts';
import type { StateItem, StateStore } from '../../../functions/ports/state.ts';
import type { StreamRecord } from '../../../shared/decode.ts';
import { enrich } from '../../../shared/enrich.ts';
import type { Dialect } from '../events.ts';
import { type Figure, interleaved, median, type Row } from '../measure.ts';
import { purePath, pureStateOf } from '../pure-path.ts';
import { BATCH_RECORDS, batchesOf, OPTIONS } from '../warm.ts';

const PER_ENTITY = 10;

export const row: Row = {
  title: `Handler of detect on ports in memory, a batch of ${BATCH_RECORDS} records, ${PER_ENTITY} of an account`,
  measure: async () => [...(await ofDialect('okta', 'Okta')), ...(await ofDialect('aws', 'CloudTrail'))],
};

async function ofDialect(dialect: Dialect, title: string): Promise<Figure[]> {
  const { pure, table } = await pureStateOf(dialect);
  const ports = {
    state: table.store,
    organisations: pure.organisations,
    findings: memoryFindingStore(),
    quarantine: memoryQuarantine(),
    nudge: memoryNudge().nudge,
  };
  const options = {
    ...OPTIONS,
    enrich: (source: Parameters<typeof enrich>[0]) => enrich(source, pure.databases),
  };
  const handle = (records: readonly StreamRecord[]) => detect(records, ports, options);
  const batchOf = (round: number) => {
    const [batch = []] = batchesOf(dialect, { actors: 1000, perEntity: PER_ENTITY, batches: 1, from: round });
    return batch;
  };
  const times = await interleaved(batchOf, { pure: (one) => purePath(one, pure), handler: handle }, 9, 4);
  const steady = await secondBatch(dialect, table.store, { ...ports, ...options });
  return [
    { name: `${title}, processor time of the handler`, value: times.handler, unit: 'ms a batch' },
    {
      name: `${title}, handler`,
      value: times.handler / times.pure,
      unit: 'x pure path',
      note: `${(times.handler - times.pure).toFixed(1)} ms outside of it`,
    },
    {
      name: `${title}, allocated`,
      value: await allocatedKb(() => handle(batchOf(100))),
      unit: 'kB a record',
    },
    ...steady.map((figure) => ({ ...figure, name: `${title}, ${figure.name}` })),
  ];
}

/** What the second batch of an hour asks of the table: the first of a day moves a day into the base as well. */
async function secondBatch(
  dialect: Dialect,
  store: StateStore,
  rest: Omit<DetectPorts, 'state'> & DetectOptions,
): Promise<Figure[]> {
  const items = overlayStateStore(store);
  let reads = 0;
  let told = 0;
  let writes = 0;
  const committed = new Set<string>();
  const units = new Map<string, number>();
  const state: StateStore = {
    read: (keys) => {
      const own = keys.filter(({ entity, part }) => part !== PERSON_PART && !entity.startsWith('feed/'));
      const ofFindings = own.filter(({ entity }) => committed.has(entity)).length;
      told += ofFindings;
      reads += own.length - ofFindings;
      return items.read(keys);
    },
    write: (item, expected) => {
      writes++;
      if (item.part === 'open') committed.add(item.entity);
      units.set(item.entity, (units.get(item.entity) ?? 0) + writeUnits(item));
      return items.write(item, expected);
    },
    remove: (key) => items.remove(key),
  };
  const actors = BATCH_RECORDS / PER_ENTITY;
  const [first = [], second = []] = batchesOf(dialect, {
    actors,
    perEntity: PER_ENTITY,
    batches: 2,
    from: 0,
  });
  await detect(first, { ...rest, state }, rest);
  reads = 0;
  told = 0;
  writes = 0;
  committed.clear();
  units.clear();
  await detect(second, { ...rest, state }, rest);
  return [
    {
      name: 'items read of an entity and hour',
      value: reads / units.size,
      unit: 'items',
      limit: { kind: 'at most', value: 3 },
      note: 'besides person and feed, which accounts share',
    },
    {
      name: 'and after the commit, to tell a day that is recorded',
      value: told / units.size,
      unit: 'items',
    },
    {
      name: 'items written of an entity and hour',
      value: writes / units.size,
      unit: 'items',
      limit: { kind: 'at most', value: 2 },
    },
    {
      name: 'write units of these, median',
      value: median([...units.values()]),
      unit: 'units',
      limit: { kind: 'at most', value: 3 },
    },
  ];
}

/** A unit is a kilobyte begun, of names and values: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function writeUnits({ entity, part, base = '', bytes }: StateItem): number {
  const names = 'entity part version bytes base expires'.length;
  return Math.ceil((names + entity.length + part.length + base.length + bytes.length + 16) / 1024);
}

/** By V8's sampling of allocations, of what was collected since as well. */
async function allocatedKb(work: () => unknown): Promise<number> {
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.startSampling', {
    samplingInterval: 8192,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  await work();
  const { profile } = await session.post('HeapProfiler.stopSampling');
  session.disconnect();
  return sizeOf(profile.head) / 1000 / BATCH_RECORDS;
}

interface Allocations {
  readonly selfSize: number;
  readonly children: readonly Allocations[];
}

function sizeOf({ selfSize, children }: Allocations): number {
  return children.reduce((sum, child) => sum + sizeOf(child), selfSize);
}
