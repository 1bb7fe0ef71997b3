import { addresses } from '../../cli/addresses.ts';
import { DEMO_SEED, makeCompany } from '../../cli/demo/company.ts';
import type { VendorEvent } from '../../cli/demo/event.ts';
import { DEMO_HASH_KEY, historyItems, recordData } from '../../cli/demo/rehearsal.ts';
import { type Detected, type DetectPorts, detect } from '../../functions/detect/detect.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import { memoryQuarantine } from '../../functions/ports/memory/quarantine.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { itemKey } from '../../functions/ports/state.ts';
import { judgingWith } from '../../shared/assess.ts';
import type { StreamRecord } from '../../shared/decode.ts';
import type { Finding } from '../../shared/finding.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { ruleSet } from '../../shared/sigma/rule-set.ts';
import { shippedRules } from '../../shared/sigma/shipped.ts';
import { DAY_MS, dayOf } from '../../shared/time.ts';

export const TODAY = '2026-06-30';
export const DAY = dayOf(Date.parse(TODAY));
export const company = makeCompany(DEMO_SEED, { today: TODAY });

let history: ReturnType<typeof historyItems> | undefined;

/** What the company's past leaves in the table: made once. */
export function companyHistory(): ReturnType<typeof historyItems> {
  history ??= historyItems(company, DAY);
  return history;
}

/** Stores in memory that hold the company's history, for one run. */
export async function storesWithHistory() {
  return {
    state: memoryStateStore(new Map((await companyHistory()).map((item) => [itemKey(item), item]))),
    findings: memoryFindingStore(),
    quarantine: memoryQuarantine(),
    nudge: async (ids: readonly string[]) => ({ asked: ids.length, failed: 0, reason: '' }),
  } satisfies DetectPorts;
}

export function toRecord(data: Uint8Array | string, index: number): StreamRecord {
  return {
    data: Buffer.from(data).toString('base64'),
    partitionKey: 'any',
    sequenceNumber: String(index + 1).padStart(20, '0'),
    arrival: (DAY + 1) * DAY_MS,
  };
}

export function toRecords(events: readonly VendorEvent[]): StreamRecord[] {
  return events.map((event, index) => toRecord(recordData(event), index));
}

/** As the deployed function has them. */
const rules = ruleSet(shippedRules());
const judging = judgingWith(rules);

/** Delivers records in batches of the given sizes, in turn, and sums the counts. */
export async function deliver(
  records: readonly StreamRecord[],
  ports: DetectPorts,
  sizes: readonly number[],
): Promise<{ readonly counts: Record<string, number>; readonly results: readonly Detected[] }> {
  const counts: Record<string, number> = {};
  const results: Detected[] = [];
  for (let start = 0, turn = 0; start < records.length; turn++) {
    const batch = records.slice(start, start + (sizes[turn % sizes.length] ?? 1));
    const { enrich } = addresses();
    const options = {
      hashKey: DEMO_HASH_KEY,
      settings: DEFAULT_SETTINGS,
      now: () => 0,
      enrich,
      rules,
      judging,
    };
    const result = await detect(batch, ports, options);
    for (const [name, count] of Object.entries(result.counts)) counts[name] = (counts[name] ?? 0) + count;
    results.push(result);
    start += batch.length;
  }
  return { counts, results };
}

/** What must not depend on how events arrive. */
export function essence(findings: readonly Finding[]): string {
  return JSON.stringify(
    findings
      .filter(({ state }) => state === 'open')
      .map(({ id, severity, score, signals, exposure, evidence }) => ({
        id,
        severity,
        score,
        signals,
        exposure,
        evidence,
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    null,
    1,
  );
}

export async function findingsOf({
  findings,
}: Pick<Awaited<ReturnType<typeof storesWithHistory>>, 'findings'>) {
  const stored = await findings.recent({ fromMs: DAY * DAY_MS, toMs: (DAY + 1) * DAY_MS }, 1000);
  return stored.map(({ finding }) => finding);
}
