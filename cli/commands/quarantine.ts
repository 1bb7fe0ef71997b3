import { readRecordText } from '../../shared/decode/bytes.ts';
import { untrusted } from '../../shared/page/untrusted.ts';
import { plural } from '../../shared/words.ts';
import { UserError } from '../errors.ts';
import { standardOutput } from '../output.ts';
import { type HeldBucket, type HeldObject, s3HeldBucket } from '../quarantine/bucket.ts';
import {
  type HeldKind,
  type HeldRecord,
  MAX_OBJECT_BYTES,
  NOT_OURS,
  notOurs,
  recordsOf,
  shortKey,
} from '../quarantine/held.ts';
import { putAgain } from '../quarantine/put.ts';
import { recordsIn, redriveObject } from '../quarantine/redrive.ts';
import { progressBar } from '../render/progress.ts';
import { table } from '../render/table.ts';
import { type LiveTarget, type TargetOptions, withLive } from '../target.ts';

export interface QuarantineOptions extends Omit<TargetOptions, 'from'> {
  readonly kind?: string;
  readonly json?: boolean;
}

export interface RedriveOptions extends QuarantineOptions {
  readonly all?: boolean;
  readonly again?: boolean;
}

/** What was set aside: records that could not be read, and batches that failed for good. */
export async function listQuarantine(options: QuarantineOptions): Promise<void> {
  await withLive(options, async (target) => {
    const found = [];
    for await (const { bucket, object } of heldIn(target, options.kind)) {
      const records = await recordsIn(bucket, object);
      const redriven = await bucket.redriven(object.key);
      const isOurs = records !== undefined;
      const one = { id: shortKey(object.key), kind: bucket.kind, key: object.key, isOurs, redriven };
      found.push({ ...one, first: records?.[0], count: records?.length ?? 0, reasons: reasonsOf(records) });
    }
    if (options.json) {
      for (const { id, kind, key, count: records, isOurs, redriven, reasons } of found)
        console.log(
          JSON.stringify({ id, kind, key, redriven, records, reasons, ...(isOurs ? {} : { notOurs: true }) }),
        );
      return;
    }
    if (found.length === 0) {
      console.log(`Nothing is set aside in ${target.title}.`);
      return;
    }
    const rows = found.map(({ id, kind, first, count, redriven, reasons }) => [
      id,
      kind,
      dateOf(first),
      String(count),
      redriven === undefined ? '-' : untrusted(redriven.at.slice(0, 16), 16),
      untrusted(reasons.join('; '), 80),
    ]);
    const [first] = found;
    for (const line of table([['ID', 'KIND', 'ARRIVED', 'RECORDS', 'REDRIVEN', 'REASON'], ...rows]))
      console.log(line);
    const waiting = found.filter(({ isOurs, redriven }) => isOurs && redriven === undefined).length;
    console.log(
      `\n${plural(found.length, 'object')}, ${waiting} not put on the stream again. Next: npx outflow quarantine show ${first?.id} ${target.option}`,
    );
  });
}

/** The records of one object, with what was wrong and how they begin. */
export async function showQuarantine(id: string, options: QuarantineOptions): Promise<void> {
  await withLive(options, async (target) => {
    const { bucket, object } = await findOne(target, id, options);
    if (object.bytes > MAX_OBJECT_BYTES) throw notOurs(object.key);
    const records = recordsOf(bucket.kind, object.key, await bucket.read(object.key));
    const output = standardOutput();
    for (const record of records)
      for (const line of options.json ? [JSON.stringify(record)] : heldLines(record)) await output.line(line);
    if (!options.json)
      await output.line(
        `\n${plural(records.length, 'record')} of ${untrusted(object.key, MAX_KEY)}. Next: npx outflow quarantine redrive ${shortKey(object.key)} ${target.option}`,
      );
    await output.end();
  });
}

/** Puts records on the stream again, each with its own key. What was put before is left, unless asked for. */
export async function redriveQuarantine(ids: readonly string[], options: RedriveOptions): Promise<void> {
  if (ids.length === 0 && !options.all)
    throw new UserError(
      'Say what to redrive: ids from npx outflow quarantine list, or --all for everything that was not yet.',
    );
  if (ids.length > 0 && options.all)
    throw new UserError('Name what to redrive by its ids, or give --all, not both.');
  await withLive(options, async (target) => {
    const chosen: Held[] = [];
    if (options.all) for await (const held of heldIn(target, options.kind)) chosen.push(held);
    else for (const id of ids) chosen.push(await findOne(target, id, options));

    const { clients, outputs } = target;
    const put = (records: readonly HeldRecord[]) => putAgain(clients.kinesis, outputs.StreamName, records);
    const progress = progressBar('Redriving', chosen.length, process.stderr);
    const counts = { objects: 0, records: 0, before: 0, notOurs: 0, tooLarge: 0 };
    for (const { bucket, object } of chosen) {
      const outcome = await redriveObject(object, {
        bucket,
        put,
        now: Date.now,
        ...(options.again ? { again: true } : {}),
      });
      if (outcome.kind === 'was-redriven') counts.before++;
      else if (outcome.kind === 'not-ours') {
        // Whoever names it means it; among all there may be some, and they must not keep the others back.
        if (!options.all) throw notOurs(object.key);
        counts.notOurs++;
      } else {
        if (outcome.records > 0 || outcome.tooLarge === 0) counts.objects++;
        counts.records += outcome.records;
        counts.tooLarge += outcome.tooLarge;
      }
      progress.advance(1);
    }
    progress.end();
    if (options.json) console.log(JSON.stringify(jsonOf(counts)));
    else console.log(summaryOf(counts));
  });
}

interface Counts {
  readonly objects: number;
  readonly records: number;
  /** Objects that had been redriven. */
  readonly before: number;
  /** Objects. */
  readonly notOurs: number;
  /** Records. */
  readonly tooLarge: number;
}

function jsonOf({ notOurs, tooLarge, ...counts }: Counts): object {
  return { ...counts, ...(notOurs === 0 ? {} : { notOurs }), ...(tooLarge === 0 ? {} : { tooLarge }) };
}

function summaryOf({ objects, records, before, notOurs, tooLarge }: Counts): string {
  return [
    `Put ${plural(records, 'record')} of ${plural(objects, 'object')} on the stream again; the objects stay, marked.`,
    ...(before === 0
      ? []
      : [`${plural(before, 'object')} had been redriven before: --again puts those as well.`]),
    ...(notOurs === 0
      ? []
      : [
          `Left as it is: ${plural(notOurs, 'object')} that neither Outflow nor Lambda wrote; npx outflow quarantine list says which.`,
        ]),
    ...(tooLarge === 0
      ? []
      : [
          `Left as it is: ${plural(tooLarge, 'record')} larger than the stream takes; npx outflow quarantine show ID --json has the bytes.`,
        ]),
  ].join(' ');
}

interface Held {
  readonly bucket: HeldBucket;
  readonly object: HeldObject;
}

const KINDS: readonly HeldKind[] = ['unreadable', 'failed'];

async function* heldIn({ clients, outputs }: LiveTarget, kind: string | undefined): AsyncGenerator<Held> {
  if (kind !== undefined && !KINDS.some((one) => one === kind))
    throw new UserError(`There is no kind "${kind}": choose ${KINDS.join(' or ')}.`);
  const buckets = { unreadable: outputs.QuarantineBucket, failed: outputs.FailedBatchesBucket };
  for (const one of KINDS) {
    if (kind !== undefined && kind !== one) continue;
    const bucket = s3HeldBucket(clients.s3, buckets[one], one);
    for await (const object of bucket.list()) yield { bucket, object };
  }
}

async function findOne(target: LiveTarget, id: string, { kind }: QuarantineOptions): Promise<Held> {
  for await (const held of heldIn(target, kind))
    if (shortKey(held.object.key) === id || held.object.key === id) return held;
  throw new UserError(
    `Nothing that is set aside has the id ${id}: npx outflow quarantine list ${target.option} shows what there is.`,
  );
}

function reasonsOf(records: readonly HeldRecord[] | undefined): string[] {
  if (records === undefined) return [NOT_OURS];
  return [...new Set(records.flatMap(({ reasons }) => reasons))].slice(0, 3);
}

function dateOf(record: HeldRecord | undefined): string {
  return record === undefined ? '-' : new Date(record.arrival).toISOString().slice(0, 16);
}

const SHOWN = 400;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY = 1024;

/** One record for a terminal: when and where it was, why it is held, and how it begins. */
export function heldLines(record: HeldRecord): string[] {
  const content = readRecordText(record.data);
  return [
    `${dateOf(record)}  ${record.sequenceNumber}  key ${untrusted(record.partitionKey, 60)}  ${plural(Buffer.byteLength(record.data, 'base64'), 'byte')}`,
    ...record.reasons.map((reason) => `  why   ${untrusted(reason, 200)}`),
    `  text  ${content.kind === 'malformed' ? 'none that can be read; --json has the bytes' : untrusted(content.text, SHOWN)}`,
  ];
}
