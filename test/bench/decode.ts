import { readFileSync } from 'node:fs';
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
 * median of at most 2.0. Most fixtures hold few fields beside those that are read, so what does not grow with an event
 * weighs more here than in a log: `--file events.ndjson` measures events of your own, one a line.
 */
const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '4000' },
    rounds: { type: 'string', default: '9' },
    file: { type: 'string' },
  },
});
const RECORDS = Number(values.records);
const ROUNDS = Number(values.rounds);
const HASH_KEY = new Uint8Array(32).fill(1);
const ARRIVAL = Date.UTC(2030, 0, 1);

const databases = readDatabases(geoFiles());

const own = values.file === undefined ? undefined : eventsIn(values.file);

function eventsIn(path: string): Map<string, JsonObject[]> {
  const byVendor = new Map<string, JsonObject[]>();
  for (const line of readFileSync(path, 'utf8').split('\n').filter(Boolean)) {
    const event: JsonObject = JSON.parse(line);
    const uid = VENDORS.find(({ recognises }) => recognises(event))?.uid;
    if (uid !== undefined) byVendor.set(uid, [...(byVendor.get(uid) ?? []), event]);
  }
  return byVendor;
}

async function fixturesOf(uid: string): Promise<readonly JsonObject[]> {
  if (own !== undefined) return own.get(uid) ?? [];
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

/** Milliseconds that the processor worked in the fastest round: what else the machine does only adds. */
function fastest(work: () => number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

const ratios: number[] = [];
console.log('Vendor              Ratio   us per record   bytes');
for (const { uid } of VENDORS) {
  const events = await fixturesOf(uid);
  if (events.length === 0) continue;
  const records = recordsOf(events);
  const base = fastest(() => parsed(records));
  const whole = fastest(() => decoded(records));
  const bytes = records.reduce((sum, { data }) => sum + data.length * 0.75, 0) / RECORDS;
  ratios.push(whole / base);
  console.log(
    [
      uid.padEnd(18),
      (whole / base).toFixed(2).padStart(6),
      ((whole / RECORDS) * 1000).toFixed(1).padStart(15),
      bytes.toFixed(0).padStart(7),
    ].join(' '),
  );
}
const sorted = ratios.sort((a, b) => a - b);
console.log(`${'median'.padEnd(18)} ${(sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(2).padStart(6)}`);
