import { readDatabases } from '../../../functions/ports/geo.ts';
import { geoFiles } from '../../../infra/geo/files.ts';
import { decodeBatch, type StreamRecord } from '../../../shared/decode.ts';
import { type Databases, enrich } from '../../../shared/enrich.ts';
import { VENDORS } from '../../../shared/vendors/index.ts';
import type { JsonObject } from '../../../shared/vendors/vendor.ts';
import { HASH_KEY, recordsOf } from '../events.ts';
import { floor } from '../floor.ts';
import { type Figure, interleaved, median, type Row } from '../measure.ts';

const RECORDS = 2000;
const OPTIONS = { hashKey: HASH_KEY, budgetBytes: Number.POSITIVE_INFINITY };

/**
 * Most fixtures hold few fields beside those that are read, so what does not grow with an event weighs more here than
 * in a log: the median event of Okta has more than twice the bytes of the fixture.
 */
export const row: Row = {
  title: 'Parse, and parse and enrich, all vendors on one stream',
  measure: async () => {
    const databases = readDatabases(geoFiles());
    const figures: Figure[] = [];
    const parsed: number[] = [];
    const enriched: number[] = [];
    for (const { uid } of VENDORS) {
      const records = recordsOf(await fixturesOf(uid), RECORDS);
      const variants = {
        floor,
        parse: decoded,
        enrich: (all: readonly StreamRecord[]) => located(all, databases),
      };
      const times = await interleaved(() => records, variants, 7, 5);
      parsed.push(times.parse / times.floor);
      enriched.push(times.enrich / times.floor);
      const bytes = records.reduce((sum, { data }) => sum + data.length * 0.75, 0) / RECORDS;
      figures.push({
        name: `${uid}, parse and enrich`,
        value: times.enrich / times.floor,
        unit: 'x floor',
        note: `parse alone ${(times.parse / times.floor).toFixed(2)} x; floor ${us(times.floor)}, all ${us(times.enrich)} of ${Math.round(bytes)} bytes`,
      });
    }
    const middle = median(enriched);
    figures.push(
      { name: 'median vendor, parse', value: median(parsed), unit: 'x floor' },
      {
        name: 'median vendor, parse and enrich',
        value: middle,
        unit: 'x floor',
        limit: { kind: 'at most', value: 2 },
      },
    );
    return figures;
  },
};

function us(ms: number): string {
  return `${((1000 * ms) / RECORDS).toFixed(1)} us`;
}

async function fixturesOf(uid: string): Promise<readonly JsonObject[]> {
  const module: { fixtures: readonly JsonObject[] } = await import(`../../fixtures/${uid}.ts`);
  return module.fixtures;
}

function decoded(records: readonly StreamRecord[]): number {
  return decodeBatch(records, OPTIONS).activities.length;
}

function located(records: readonly StreamRecord[], databases: Databases): number {
  let count = 0;
  for (const { activity } of decodeBatch(records, OPTIONS).activities)
    if (activity.source !== undefined && enrich(activity.source, databases).ip !== undefined) count++;
  return count;
}
