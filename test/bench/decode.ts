import { parseArgs } from 'node:util';
import { readDatabases } from '../../functions/ports/geo.ts';
import { geoFiles } from '../../infra/geo/files.ts';
import { decodeBatch, type StreamRecord } from '../../shared/decode.ts';
import { enrich } from '../../shared/enrich.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import type { Json, JsonObject } from '../../shared/vendors/vendor.ts';

/**
 * What it costs to decode, parse and enrich the events of each vendor, as a multiple of what base64 and JSON.parse
 * of the same records cost: `npm run bench`. Ratios, because milliseconds say more of the machine. The aim is a
 * median of at most 2.0.
 */
const { values } = parseArgs({
  options: { records: { type: 'string', default: '4000' }, rounds: { type: 'string', default: '9' } },
});
const RECORDS = Number(values.records);
const ROUNDS = Number(values.rounds);
const HASH_KEY = new Uint8Array(32).fill(1);
const ARRIVAL = Date.UTC(2030, 0, 1);

const databases = readDatabases(geoFiles());

async function fixturesOf(uid: string): Promise<readonly JsonObject[]> {
  const module: { fixtures?: readonly JsonObject[] } = await import(`../fixtures/${uid}.ts`);
  return module.fixtures ?? [];
}

/** Each record an event of its own: ids, people and addresses differ as they do in a log, and some come again. */
function recordsOf(events: readonly JsonObject[]): StreamRecord[] {
  return Array.from({ length: RECORDS }, (_, at) => ({
    data: Buffer.from(JSON.stringify(varied(events[at % events.length] ?? {}, at))).toString('base64'),
    partitionKey: 'any',
    sequenceNumber: String(at),
    arrival: ARRIVAL,
  }));
}

function varied(value: Json, at: number): Json {
  if (typeof value === 'string') {
    if (/^192\.0\.2\.\d+$/.test(value)) return `11.${at % 200}.${(at >> 3) % 250}.7`;
    return /[0-9a-f]{4}/.test(value) && value.length > 8 && !value.includes(':')
      ? value.replace(/\d(?=\D*$)/, String(at % 10))
      : value;
  }
  if (Array.isArray(value)) return value.map((item) => varied(item, at));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, varied(field ?? null, at)]));
}

function decoded(records: readonly StreamRecord[]): number {
  const { activities } = decodeBatch(records, { hashKey: HASH_KEY, budgetBytes: Number.POSITIVE_INFINITY });
  let located = 0;
  for (const { activity } of activities)
    if (activity.source !== undefined && enrich(activity.source, databases).ip !== undefined) located++;
  return located;
}

function parsed(records: readonly StreamRecord[]): number {
  let count = 0;
  for (const { data } of records)
    if (JSON.parse(Buffer.from(data, 'base64').toString('utf8')) !== null) count++;
  return count;
}

/** Milliseconds of the fastest round: what else the machine does only adds. */
function fastest(work: () => number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

const ratios: number[] = [];
console.log('Vendor              Ratio   us per record');
for (const { uid } of VENDORS) {
  const records = recordsOf(await fixturesOf(uid));
  const base = fastest(() => parsed(records));
  const own = fastest(() => decoded(records));
  ratios.push(own / base);
  console.log(
    `${uid.padEnd(18)} ${(own / base).toFixed(2).padStart(6)}   ${((own / RECORDS) * 1000).toFixed(1)}`,
  );
}
const sorted = ratios.sort((a, b) => a - b);
console.log(`${'median'.padEnd(18)} ${(sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(2).padStart(6)}`);
