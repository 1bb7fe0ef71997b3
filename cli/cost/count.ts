import { alertAll } from '../../functions/alert/batch.ts';
import { doChores } from '../../functions/alert/chores.ts';
import { archiveObjects } from '../../functions/archive/objects.ts';
import { detect } from '../../functions/detect/detect.ts';
import { organisationsIn } from '../../functions/detect/organisations.ts';
import type { FindingItem } from '../../functions/ports/finding-item.ts';
import { rememberImmutable } from '../../functions/ports/immutable.ts';
import { memoryPublisher } from '../../functions/ports/memory/publisher.ts';
import { memoryQuarantine } from '../../functions/ports/memory/quarantine.ts';
import { metricsLine } from '../../functions/ports/metrics.ts';
import { inSegments } from '../../functions/ports/segments.ts';
import { HOUR_PART, type StateItem, type StateStore } from '../../functions/ports/state.ts';
import { judgingWith } from '../../shared/assess.ts';
import type { StreamRecord } from '../../shared/decode.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { GUARD_SETTINGS } from '../../shared/settings/guard.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { ruleSet } from '../../shared/sigma/rule-set.ts';
import { shippedRules } from '../../shared/sigma/shipped.ts';
import type { CorpusEvent } from '../corpus/model.ts';
import { enrichFromCorpus } from '../corpus/networks.ts';
import { meteredAlerting } from './metered-alerting.ts';
import { meteredFindings } from './metered-findings.ts';
import { meteredState } from './metered-state.ts';
import { newMeter, perStore, plus, type Used } from './usage.ts';

const COUNTS = [
  'events',
  // Of the records on the stream, without their partition keys.
  'bytes',
  // As a stream on demand rounds each record up.
  'roundedKb',
  'putUnits',
  'batches',
  'entities',
  'findings',
  'nudges',
  'messages',
  // Of detect's own lines.
  'logBytes',
  'archiveBytes',
  // By which the stored ledgers have grown.
  'ledgerBytes',
  // Ledgers that were read, added to and written, as a whole: what a batch has to compute with.
  'ledgerKb',
] as const;
type Counts = Readonly<Record<(typeof COUNTS)[number], number>>;

/** What some events have used, as it was counted while they ran through the code that the functions run. */
export interface Usage extends Counts {
  readonly used: Used;
}

function eachCount(of: (name: keyof Counts) => number): Counts {
  // COUNTS are all of the keys.
  return Object.fromEntries(COUNTS.map((name) => [name, of(name)])) as Counts;
}

export const NO_USAGE: Usage = {
  ...eachCount(() => 0),
  used: perStore(() => ({ reads: 0, readUnits: 0, writes: 0, writeUnits: 0 })),
};

/** `right` so many times, added to `left`. */
export function addUsage(left: Usage, right: Usage, times = 1): Usage {
  return {
    ...eachCount((name) => left[name] + right[name] * times),
    used: perStore((store) => plus(left.used[store], right.used[store], times)),
  };
}

/** One installation on counting stores, with one process of each function, as one shard has. */
export interface Counted {
  readonly items: ReadonlyMap<string, StateItem>;
  /** Delivers events in batches of what arrives within a window. `quiet`: no detector finds anything in them. */
  deliver(events: readonly CorpusEvent[], windowMs: number, quiet?: boolean): Promise<Usage>;
  /** What `watch` and `alert` do every minute. */
  minute(): Promise<Used>;
}

const HASH_KEY = Buffer.from(sha256Hex('outflow cost'), 'hex');

export function startCounted(): Counted {
  const meter = newMeter();
  const items = new Map<string, StateItem>();
  const found = new Map<string, FindingItem>();
  const stored = inSegments(rememberImmutable(meteredState(items, meter)));
  let ledgerKb = 0;
  const state: StateStore = {
    ...stored,
    write: (item, expected) => {
      if (item.part.startsWith(HOUR_PART)) ledgerKb += item.bytes.length / 1024;
      return stored.write(item, expected);
    },
  };
  const findings = meteredFindings(found, meter);
  const publisher = memoryPublisher();
  const clock = { nowMs: 0 };
  const now = () => clock.nowMs;
  const alerting = { findings, publisher, ...meteredAlerting(meter, now) };
  const nudged: string[][] = [];
  const ports = {
    state,
    findings,
    organisations: organisationsIn(state),
    feeds: new Map(),
    quarantine: memoryQuarantine(),
    nudge: async (ids: readonly string[]) => {
      if (ids.length > 0) nudged.push([...ids]);
      return { asked: ids.length, failed: 0, reason: '' };
    },
  };
  const rules = ruleSet(shippedRules());
  const options = {
    hashKey: HASH_KEY,
    settings: DEFAULT_SETTINGS,
    now,
    rules,
    judging: judgingWith(rules),
    enrich: enrichFromCorpus,
  };
  const silent = { ...options, judging: { ...options.judging, detectors: [] } };
  return {
    items,
    deliver: async (events, windowMs, quiet = false) => {
      let usage = NO_USAGE;
      const keptBefore = keptLedgerBytes(items);
      meter.take();
      ledgerKb = 0;
      for (const batch of Map.groupBy(events, ({ time }) => Math.floor(time / windowMs)).values()) {
        const records = batch.map(toRecord);
        clock.nowMs = (batch.at(-1)?.time ?? 0) + windowMs;
        const { counts, retryFrom } = await detect(records, ports, quiet ? silent : options);
        const {
          Quarantined = 0,
          EntitiesRetried = 0,
          EntitiesQuarantined = 0,
          Entities = 0,
          Findings = 0,
        } = counts;
        if (retryFrom !== undefined || Quarantined + EntitiesRetried + EntitiesQuarantined > 0)
          throw new Error(`A batch of the meter was not judged: ${JSON.stringify(counts)}`);
        const before = publisher.pages.length;
        for (const ids of nudged) await alertAll(ids, alerting, {});
        const sizes = records.map(({ data }) => Buffer.byteLength(data, 'base64'));
        const rounded = (unit: number) => sizes.reduce((sum, size) => sum + Math.ceil((size + 1) / unit), 0);
        usage = addUsage(usage, {
          events: batch.length,
          bytes: sizes.reduce((sum, size) => sum + size, 0),
          roundedKb: rounded(1024),
          putUnits: rounded(25 * 1024),
          batches: 1,
          entities: Entities,
          findings: Findings,
          nudges: nudged.length,
          // Each page goes to the topic of on-call and to that of chat.
          messages: 2 * (publisher.pages.length - before),
          logBytes: metricsLine('detect', { ...counts, AddressDataAgeDays: 30, DetectMs: 100 }, clock.nowMs)
            .length,
          archiveBytes: 0,
          ledgerBytes: 0,
          ledgerKb,
          used: meter.take(),
        });
        nudged.length = 0;
        ledgerKb = 0;
      }
      // As the archive cuts them: some thousand records of a shard at a time.
      const objects = archiveObjects(events.map(toRecord));
      const archiveBytes = objects.reduce((sum, { body }) => sum + body.length, 0);
      return { ...usage, archiveBytes, ledgerBytes: keptLedgerBytes(items) - keptBefore };
    },
    minute: async () => {
      meter.take();
      await findings.due(now(), 1000);
      // A query for each kind of settings, and one for the thresholds.
      for (let query = 0; query <= GUARD_SETTINGS.length; query++) meter.read('settings', 0);
      await doChores([], alerting, {});
      return meter.take();
    },
  };
}

function keptLedgerBytes(items: ReadonlyMap<string, StateItem>): number {
  const ledgers = [...items.values()].filter(({ part }) => /^(?:hour|segment)#/.test(part));
  return ledgers.reduce((sum, { bytes }) => sum + bytes.length + ITEM_BYTES, 0);
}

/** Keys and the names of attributes. */
const ITEM_BYTES = 120;

let sequence = 0;

/** Stamped, as every way in does it, one event a record. */
function toRecord({ vendor, tenant, event, time, actor }: CorpusEvent): StreamRecord {
  return {
    data: Buffer.from(JSON.stringify({ outflow: { vendor, tenant }, event })).toString('base64'),
    partitionKey: String(actor),
    sequenceNumber: String(++sequence).padStart(56, '4'),
    arrival: time,
  };
}
