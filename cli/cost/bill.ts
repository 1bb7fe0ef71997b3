import type { Usage } from './count.ts';
import { DAY_SECONDS, GB, MB, MONTH_DAYS, MONTH_HOURS, MONTH_MINUTES, MONTH_SECONDS } from './month.ts';
import type { PriceList, PriceName } from './prices.ts';
import type { Sample } from './sample.ts';
import { mixOf, type Tier } from './tiers.ts';
import { STORES, type Store, type Units } from './usage.ts';

export const MODES = ['on demand', 'provisioned'] as const;
export type Mode = (typeof MODES)[number];

/** One line of the bill, dollars a month. */
export interface Line {
  readonly service: string;
  readonly item: string;
  readonly usd: number;
}

export interface Bill {
  readonly mode: Mode;
  readonly tier: Tier;
  readonly peoplesShare: number;
  readonly shards: number;
  readonly windowSeconds: number;
  /** What the state table is asked for, in units a second on the average. */
  readonly state: { readonly reads: number; readonly writes: number };
  readonly lines: readonly Line[];
  readonly usd: number;
  /** Undefined where there are none. */
  readonly usdPerMillion: number | undefined;
}

/** What the meter cannot count, because no AWS is there. `npx outflow cost` prints all of it. */
export const ASSUMED = {
  /** Of what is provisioned: shards, and the state table by automatic scaling. */
  utilisation: 0.6,
  /** Mapping windows, in seconds: as the stack comes, and as docs/cost.md says to set it for a steady load. */
  windowSeconds: { 'on demand': 1, provisioned: 20 },
  archiveWindowSeconds: 300,
  leastShardsOnDemand: 4,
  /** Days for which the stack keeps things, as it comes. */
  days: { stream: 7, logs: 90, archive: 400, ledgers: 14 },
  /** A request to a function has at most 6 MB, in base64, with so many bytes around each record. */
  payloadBytes: 6 * MB,
  envelopeBytes: 542,
  /** CPU of detect in milliseconds, measured on 2026-11-25 on an x64 core; Lambda's are taken for as fast. */
  cpuMs: { event: 0.35, entity: 2, ledgerKb: 0.43, request: 0.7, batch: 15 },
  detectGb: 1769 / 1024,
  otherGb: 0.5,
  otherMs: 100,
  /** Lines that Lambda itself logs of an invocation. */
  platformLogBytes: 330,
  otherLogBytes: 250,
  /** Of each metric's name, once it has a value. test/cost/meter.test.ts holds the alarms to the template. */
  metrics: 32,
  alarms: 32,
  keys: 2,
  /** Services keep a data key for about five minutes, for each shard and reader, and for each table and writer. */
  keyMinutes: 5,
  keyUsers: 8,
  vendorsPerBatch: 7,
} as const;

export function billOf(tier: Tier, mode: Mode, sample: Sample, list: PriceList): Bill {
  const rate = tier.eventsPerSecond;
  const windowSeconds = ASSUMED.windowSeconds[mode];
  const { perEvent, peoplesShare } = mixOf(tier, sample, windowSeconds);
  const events = rate * MONTH_SECONDS;
  const shards = shardsFor(mode, rate, perEvent, windowSeconds);
  const flow = { mode, tier, events, perEvent, shards, windowSeconds, sample };
  const usd = (name: PriceName, amount: number) => list.prices[name].usd * amount;
  const lines = [
    ...streamLines(flow, usd),
    ...tableLines(flow, usd),
    ...functionLines(flow, usd),
    ...otherLines(flow, usd),
  ].filter((line) => line.usd > 0);
  const sum = lines.reduce((total, line) => total + line.usd, 0);
  return {
    mode,
    tier,
    peoplesShare,
    shards,
    windowSeconds,
    state: {
      reads: stateUnits('readUnits', perEvent) * rate,
      writes: stateUnits('writeUnits', perEvent) * rate,
    },
    lines,
    usd: sum,
    usdPerMillion: events === 0 ? undefined : sum / (events / 1e6),
  };
}

interface Flow {
  readonly mode: Mode;
  readonly tier: Tier;
  /** A month. */
  readonly events: number;
  readonly perEvent: Usage;
  readonly shards: number;
  readonly windowSeconds: number;
  readonly sample: Sample;
}

type Usd = (name: PriceName, amount: number) => number;

/** Records that one invocation can carry. */
function mostRecords({ bytes }: Usage): number {
  return Math.floor(ASSUMED.payloadBytes / ((bytes * 4) / 3 + ASSUMED.envelopeBytes));
}

/** Provisioned: as many as the load needs, and so many that a window's records fit one invocation. */
function shardsFor(mode: Mode, rate: number, perEvent: Usage, windowSeconds: number): number {
  const busiest = Math.max(rate / 1000, (rate * perEvent.bytes) / MB) / ASSUMED.utilisation;
  if (mode === 'on demand') return Math.max(ASSUMED.leastShardsOnDemand, Math.ceil(busiest));
  return Math.max(1, Math.ceil(busiest), Math.ceil((rate * windowSeconds) / mostRecords(perEvent)));
}

/** A window begins with its first record. */
function invocationsOf({ tier, events, perEvent, shards }: Flow, windowSeconds: number): number {
  if (events === 0) return 0;
  const byWindow = (shards * MONTH_SECONDS) / (windowSeconds + shards / tier.eventsPerSecond);
  return Math.max(Math.min(byWindow, events), events / mostRecords(perEvent));
}

function streamLines({ mode, events, perEvent, shards, tier }: Flow, usd: Usd): Line[] {
  const line = (item: string, amount: number): Line => ({ service: 'Kinesis', item, usd: amount });
  if (mode === 'provisioned')
    return [
      line('shards', usd('shardHour', shards * MONTH_HOURS)),
      line('keeping 7 days', usd('shardHourKept', shards * MONTH_HOURS)),
      line('records in', usd('putMillion', (perEvent.putUnits * events) / 1e6)),
    ];
  const keptSeconds = (ASSUMED.days.stream - 1) * DAY_SECONDS;
  return [
    line('stream', usd('streamHour', MONTH_HOURS)),
    line('records in', usd('streamInGb', (perEvent.roundedKb * events * 1024) / GB)),
    line('records out, to detect and archive', usd('streamOutGb', (2 * perEvent.bytes * events) / GB)),
    line(
      'keeping 7 days',
      usd('streamKeptGbMonth', (perEvent.bytes * tier.eventsPerSecond * keptSeconds) / GB),
    ),
  ];
}

const IN_STATE: readonly Store[] = [
  'ledgers',
  'profiles',
  'profile history',
  'people',
  'organisation tables',
  'feeds',
];

function stateUnits(name: 'readUnits' | 'writeUnits', { used }: Usage): number {
  return IN_STATE.reduce((sum, store) => sum + used[store][name], 0);
}

function tableLines({ mode, tier, events, perEvent, sample }: Flow, usd: Usd): Line[] {
  const line = (item: string, amount: number): Line => ({ service: 'DynamoDB', item, usd: amount });
  const requests = STORES.map((store) => {
    const of = (name: keyof Units) =>
      perEvent.used[store][name] * events + sample.minute[store][name] * MONTH_MINUTES;
    const provisioned = mode === 'provisioned' && IN_STATE.includes(store);
    const [reads, writes] = [of('readUnits'), of('writeUnits')];
    if (!provisioned) return line(store, usd('readMillion', reads / 1e6) + usd('writeMillion', writes / 1e6));
    const hours = (units: number) => (units / MONTH_SECONDS / ASSUMED.utilisation) * MONTH_HOURS;
    return line(store, usd('readUnitHour', hours(reads)) + usd('writeUnitHour', hours(writes)));
  });
  const ledgerDays = (ASSUMED.days.ledgers / MONTH_DAYS) * events;
  const bytes = perEvent.ledgerBytes * ledgerDays + sample.profileBytesPerPerson * tier.people;
  return [
    ...requests,
    line('storage and backups', usd('tableGbMonth', bytes / GB) + usd('backupGbMonth', bytes / GB)),
  ];
}

function functionLines(flow: Flow, usd: Usd): Line[] {
  const { events, perEvent, windowSeconds, sample } = flow;
  const { event, entity, ledgerKb, request, batch } = ASSUMED.cpuMs;
  const detected = invocationsOf(flow, windowSeconds);
  const archived = invocationsOf(flow, ASSUMED.archiveWindowSeconds);
  const writes = STORES.reduce((sum, store) => sum + perEvent.used[store].writes, 0);
  const cpuMs = event + entity * perEvent.entities + ledgerKb * perEvent.ledgerKb + request * writes;
  const line = (item: string, invocations: number, gbSeconds: number): Line => ({
    service: 'Lambda',
    item,
    usd: usd('invocationMillion', invocations / 1e6) + usd('gbSecond', gbSeconds),
  });
  const other = (invocations: number) => (invocations * ASSUMED.otherGb * ASSUMED.otherMs) / 1000;
  const woken = MONTH_MINUTES + perEvent.nudges * events;
  const objects = Math.min(events, archived * ASSUMED.vendorsPerBatch);
  const logs =
    (detected * (ASSUMED.platformLogBytes + sample.week.logBytes / Math.max(1, sample.week.batches)) +
      (archived + woken + MONTH_MINUTES) * (ASSUMED.platformLogBytes + ASSUMED.otherLogBytes)) /
    GB;
  const archiveGb = (perEvent.archiveBytes * events) / GB;
  return [
    line('detect', detected, ((detected * batch + events * cpuMs) / 1000) * ASSUMED.detectGb),
    line('alert', woken, other(woken)),
    line('watch', MONTH_MINUTES, other(MONTH_MINUTES)),
    line('archive', archived, other(archived)),
    { service: 'S3', item: 'objects put', usd: usd('putThousand', objects / 1000) },
    {
      service: 'S3',
      item: 'archive of 400 days',
      usd: usd('objectGbMonth', (archiveGb * ASSUMED.days.archive) / MONTH_DAYS),
    },
    {
      service: 'CloudWatch',
      item: 'logs',
      usd: usd('logGb', logs) + usd('logGbMonth', (logs * ASSUMED.days.logs) / MONTH_DAYS),
    },
  ];
}

function otherLines({ events, perEvent, shards }: Flow, usd: Usd): Line[] {
  const users = ASSUMED.keyUsers + 3 * shards;
  const requests = (users * MONTH_MINUTES) / ASSUMED.keyMinutes + perEvent.messages * events;
  return [
    { service: 'CloudWatch', item: 'metrics', usd: usd('metricMonth', ASSUMED.metrics) },
    { service: 'CloudWatch', item: 'alarms', usd: usd('alarmMonth', ASSUMED.alarms) },
    { service: 'CloudWatch', item: 'dashboard', usd: usd('dashboardMonth', 1) },
    { service: 'KMS', item: 'keys', usd: usd('keyMonth', ASSUMED.keys) },
    { service: 'KMS', item: 'requests', usd: usd('keyRequests10k', requests / 1e4) },
    { service: 'SNS', item: 'messages', usd: usd('publishMillion', (perEvent.messages * events) / 1e6) },
  ];
}
