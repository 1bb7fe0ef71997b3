import { gzipSync } from 'node:zlib';
import { BatchWriteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { groupByEntity } from '../../functions/detect/arrivals.ts';
import { assessArrivals } from '../../functions/detect/assess-arrivals.ts';
import { dynamoFindingStore } from '../../functions/ports/aws/findings.ts';
import { dynamoStateStore, toItem } from '../../functions/ports/aws/state.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { settle } from '../../functions/ports/parallel.ts';
import type { AsideRecord } from '../../functions/ports/quarantine.ts';
import { hourOfPart, type StateItem, type StateStore } from '../../functions/ports/state.ts';
import type { Entry } from '../../functions/ports/stream.ts';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../../infra/local/local-aws.ts';
import type { Notification } from '../../infra/local/subscription.ts';
import type { Activity } from '../../shared/activity.ts';
import { decodeText } from '../../shared/decode.ts';
import type { Finding } from '../../shared/finding.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { DAY_MS, dayOf, hourOf } from '../../shared/time.ts';
import { addresses } from '../addresses.ts';
import { profileItems } from '../profiles.ts';
import type { SavedRun } from '../saved.ts';
import { withLedger } from '../source.ts';
import type { Company } from './company.ts';
import type { VendorEvent } from './event.ts';

/** A company's day on local AWS: history in the tables, the day on the stream, pages at a subscriber. */
export interface Rehearsal {
  readonly aws: LocalAws;
  /** What the subscriber of the alerts topic received, in order. */
  readonly pages: readonly Notification[];
  /** Puts events on the stream, a slice at a time, each slice processed before the next is put. */
  stream(events: readonly VendorEvent[], options?: StreamOptions): Promise<void>;
  /** Puts records as they are. */
  put(records: readonly Entry[]): Promise<void>;
  /** Resolves when no finding waits for its page any more. */
  settled(): Promise<void>;
  /** Of the day, as the findings table holds them. */
  findings(): Promise<Finding[]>;
  /** What other commands can be asked about afterwards: findings with all that left, and every profile. */
  run(): Promise<SavedRun>;
  /** Records that the quarantine bucket holds, each once. */
  quarantined(): Promise<AsideRecord[]>;
  stop(): Promise<void>;
}

export interface StreamOptions {
  readonly sliceLength?: number;
  /** What has arrived until then, epoch milliseconds, is processed before what comes after it. */
  readonly pauseMs?: number;
  /** Do not wait for one slice before putting the next. */
  readonly atOnce?: boolean;
  readonly onProgress?: (records: number) => void;
}

/** A retry in another cut writes a record again: told apart by its sequence number. */
async function readQuarantine(client: S3Client, bucket: string): Promise<AsideRecord[]> {
  const records = new Map<string, AsideRecord>();
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  for (const { Key } of Contents) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
    for (const line of ((await Body?.transformToString()) ?? '').split('\n').filter((text) => text !== '')) {
      const record = JSON.parse(line) as AsideRecord;
      records.set(record.sequenceNumber, record);
    }
  }
  return [...records.values()];
}

/** The same in every run, so that ids are; a deployment draws its own. */
export const DEMO_HASH_KEY = Buffer.from(sha256Hex('outflow demo'), 'hex');

export interface RehearsalOptions extends LocalAwsOptions {
  /** What the company's past leaves in the table, where somebody has it already. */
  readonly history?: readonly StateItem[];
}

export async function startRehearsal(
  company: Company,
  day: number,
  options: RehearsalOptions = {},
): Promise<Rehearsal> {
  const aws = await startLocalAws({ watchEveryMs: 2000, ...options });
  const { clients, outputs } = aws;
  try {
    await putInstallation(clients.dynamodb, outputs.SettingsTable);
    const startedAt = performance.now();
    const history = options.history ?? (await historyItems(company, day));
    await putItems(clients.dynamodb, outputs.StateTable, history);
    options.onStep?.({ title: 'Load 45 days of history into profiles', ms: performance.now() - startedAt });
    const subscription = await aws.subscribe(outputs.AlertsTopicArn);
    const store = dynamoFindingStore(clients.dynamodb, outputs.FindingsTable);
    const span = { fromMs: day * DAY_MS, toMs: (day + 1) * DAY_MS };
    return {
      aws,
      pages: subscription.received,
      stream: (events, streamOptions = {}) => putSlices(aws, events, streamOptions),
      put: (records) => putRecords(clients.kinesis, outputs.StreamName, records),
      settled: async () => {
        do await aws.drained();
        while ((await store.due(Date.now(), 1)).length > 0);
        await subscription.drained();
      },
      findings: async () => (await store.recent(span, 1000)).map(({ finding }) => finding),
      run: async () => {
        const findings = await withLedger(store, await store.recent(span, 1000));
        const entities = new Set(
          [...history, ...findings.map(({ finding }) => finding)].map(({ entity }) => entity),
        );
        const profiles = await profilesOf(dynamoStateStore(clients.dynamodb, outputs.StateTable), entities);
        return { findings, profiles };
      },
      quarantined: () => readQuarantine(clients.s3, outputs.QuarantineBucket),
      stop: aws.stop,
    };
  } catch (error) {
    await aws.stop();
    throw error;
  }
}

async function profilesOf(state: StateStore, entities: Iterable<string>): Promise<StateItem[]> {
  const outcomes = await settle([...entities], READS_IN_FLIGHT, (entity) => profileItems(state, entity));
  return outcomes.flatMap((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return (outcome.value ?? []).flatMap((item) => item ?? []);
  });
}

const READS_IN_FLIGHT = 8;

async function putInstallation(client: DynamoDBClient, table: string): Promise<void> {
  const Item = {
    kind: { S: 'installation' },
    id: { S: 'hashKey' },
    hashKey: { S: DEMO_HASH_KEY.toString('base64') },
    createdMs: { N: '0' },
  };
  await client.send(new PutItemCommand({ TableName: table, Item }));
}

/** The detector itself, on a store in memory: what it leaves there is what it would have left in the table. */
export async function historyItems(company: Company, today: number): Promise<StateItem[]> {
  const ports = { state: memoryStateStore(), findings: memoryFindingStore() };
  const options = { hashKey: DEMO_HASH_KEY, settings: DEFAULT_SETTINGS, now: () => 0 };
  const { enrich } = addresses();
  const days = Map.groupBy(activitiesOf(company.history()), ({ time }) => dayOf(time));
  for (const activities of days.values()) {
    const arrived = activities.map((activity) => ({ activity, record: 0, arrival: activity.time }));
    const arrivals = groupByEntity(arrived, enrich);
    const { failed } = await assessArrivals(arrivals, ports, options);
    const [broken] = failed;
    if (broken) throw broken.error;
  }
  // Ledgers of days that are final serve nobody any more.
  const firstHour = hourOf((today - LEDGER_DAYS) * DAY_MS);
  return [...ports.state.items.values()].filter(({ part }) => (hourOfPart(part) ?? firstHour) >= firstHour);
}

const LEDGER_DAYS = 8;

function activitiesOf(events: Iterable<VendorEvent>): Activity[] {
  const activities: Activity[] = [];
  for (const event of events)
    activities.push(...decodeText(JSON.stringify(stamped(event)), { hashKey: DEMO_HASH_KEY }).activities);
  return activities;
}

const ITEMS_PER_WRITE = 25;
const WRITES_IN_FLIGHT = 4;

async function putItems(client: DynamoDBClient, table: string, items: readonly StateItem[]): Promise<void> {
  const chunks = chunksOf(items, ITEMS_PER_WRITE);
  const outcomes = await settle(chunks, WRITES_IN_FLIGHT, async (chunk) => {
    const RequestItems = { [table]: chunk.map((item) => ({ PutRequest: { Item: toItem(item) } })) };
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems }));
    if (UnprocessedItems?.[table]) throw new Error(`The emulator left items of ${table} unwritten.`);
  });
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/** One call of PutRecords, which the emulator makes visible at once. */
const SLICE_LENGTH = 100;

/**
 * Shards are read side by side. What an administrator does to somebody ends a slice, and so does a pause: in every run it is
 * known by the time that what follows it is judged, and the first page says the same.
 */
function* slicesOf(
  events: readonly VendorEvent[],
  length: number,
  pauseMs = Number.POSITIVE_INFINITY,
): Generator<VendorEvent[]> {
  let slice: VendorEvent[] = [];
  for (const [index, event] of events.entries()) {
    slice.push(event);
    const next = events[index + 1];
    const pauses = event.arrival <= pauseMs && next !== undefined && next.arrival > pauseMs;
    if ((index + 1) % length !== 0 && !pauses && !isReset(event)) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}

function isReset({ raw }: VendorEvent): boolean {
  return 'eventType' in raw && raw.eventType === 'user.mfa.factor.reset_all';
}

async function putSlices(
  aws: LocalAws,
  events: readonly VendorEvent[],
  options: StreamOptions,
): Promise<void> {
  for (const slice of slicesOf(events, options.sliceLength ?? SLICE_LENGTH, options.pauseMs)) {
    const records = slice.map((event) => ({ data: recordData(event), partitionKey: event.actor }));
    await putRecords(aws.clients.kinesis, aws.outputs.StreamName, records);
    if (!options.atOnce) await aws.drained();
    options.onProgress?.(slice.length);
  }
}

/**
 * The stream refuses records one by one, also where the call succeeds: what it refused is put again.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
async function putRecords(client: KinesisClient, stream: string, records: readonly Entry[]): Promise<void> {
  let rest = records.map(({ data, partitionKey }) => ({ Data: data, PartitionKey: partitionKey }));
  while (rest.length > 0) {
    const { Records = [] } = await client.send(new PutRecordsCommand({ StreamName: stream, Records: rest }));
    rest = rest.filter((_, index) => Records[index]?.ErrorCode !== undefined);
  }
}

/** Mixpanel's log is a file that somebody downloads: compressed, as files are. */
export function recordData(event: VendorEvent): Uint8Array {
  const json = JSON.stringify(stamped(event));
  return event.vendor === 'mixpanel' ? gzipSync(json) : Buffer.from(json);
}

function stamped({ vendor, tenant, raw }: VendorEvent): object {
  return { outflow: { vendor, tenant, source: 'demo' }, event: raw };
}

function chunksOf<Item>(items: readonly Item[], length: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, i) =>
    items.slice(i * length, (i + 1) * length),
  );
}
