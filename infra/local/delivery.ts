import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { dateFolder, partitionOf, VENDOR_QUERY } from '../../shared/archive.ts';
import { parseJson } from '../../shared/decode/json.ts';
import type { Clients } from './clients.ts';
import type { Outcome } from './function-host.ts';
import { type Mapping, startMapping } from './mapping.ts';
import { ACCOUNT, type Resource, type Template } from './template.ts';
import { nameOf } from './wiring.ts';

/** What of a delivery stream's properties decides where objects lie. */
interface Destination {
  readonly BucketARN: string;
  readonly Prefix: string;
  readonly ErrorOutputPrefix: string;
  readonly ProcessingConfiguration: unknown;
}

/** Firehose gathers for minutes; here it is as fast as its records are wanted. */
const GATHERED = { batchSize: 500, windowMs: 200 };

/**
 * Stands in for Firehose, of which there is no emulator: reads the stream that the template names, and writes objects
 * as Firehose does, parted, delimited and compressed. It knows the one query that the archive uses, and refuses others.
 */
export function connectDeliveries(
  template: Template,
  clients: Clients,
  stopping: AbortSignal,
): Promise<readonly Mapping[]> {
  return Promise.all(
    template.of('AWS::KinesisFirehose::DeliveryStream').map((resource) => {
      const streamArn = String(
        (resource.properties['KinesisStreamSourceConfiguration'] as { KinesisStreamARN: string })
          .KinesisStreamARN,
      );
      const settings = {
        id: resource.name,
        streamArn,
        streamName: nameOf(streamArn),
        roleArn: `arn:aws:iam::${ACCOUNT}:role/local`,
        ...GATHERED,
        reportsItemFailures: false,
        bisects: false,
        retries: -1,
      };
      return startMapping(settings, deliverTo(resource, clients), clients, stopping);
    }),
  );
}

function deliverTo({ name, properties }: Resource, { s3 }: Clients) {
  const destination = properties['ExtendedS3DestinationConfiguration'] as Destination;
  if (!JSON.stringify(destination.ProcessingConfiguration).includes(JSON.stringify(VENDOR_QUERY)))
    throw new Error(`The local AWS does not know the query of ${name}. Teach infra/local/delivery.ts.`);
  const Bucket = destination.BucketARN.split(':::').at(-1);
  return {
    arn: name,
    invoke: async (payload: string): Promise<Outcome> => {
      const { Records } = JSON.parse(payload) as KinesisStreamEvent;
      for (const [prefix, lines] of parted(Records, destination))
        await s3.send(
          new PutObjectCommand({
            Bucket,
            Key: `${prefix}${objectName(name, Records[0])}`,
            Body: gzipSync(lines.map((line) => `${line}\n`).join('')),
          }),
        );
      return { kind: 'returned', payload: 'null' };
    },
  };
}

/** Lines by the prefix of their object. */
function parted(records: readonly KinesisStreamRecord[], destination: Destination): Map<string, string[]> {
  const objects = new Map<string, string[]>();
  for (const { kinesis } of records) {
    const arrived = new Date(kinesis.approximateArrivalTimestamp * 1000);
    const text = Buffer.from(kinesis.data, 'base64').toString();
    const json = parseJson(text);
    const [prefix, line] =
      json === undefined
        ? [filled(destination.ErrorOutputPrefix, arrived), unpartitioned(kinesis.data, arrived)]
        : [filled(destination.Prefix, arrived, partitionOf(json)), text];
    objects.set(prefix, [...(objects.get(prefix) ?? []), line]);
  }
  return objects;
}

/** https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html */
function filled(prefix: string, arrived: Date, vendor = ''): string {
  return prefix
    .replace('!{partitionKeyFromQuery:vendor}', vendor)
    .replace('!{firehose:error-output-type}', 'metadata-extraction-failed')
    .replace('date=!{timestamp:yyyy-MM-dd}/', dateFolder(arrived.toISOString().slice(0, 10)));
}

function unpartitioned(rawData: string, arrived: Date): string {
  return JSON.stringify({
    attemptsMade: 1,
    arrivalTimestamp: arrived.getTime(),
    errorCode: 'DynamicPartitioning.MetadataExtractionFailed',
    errorMessage: 'metadata extraction failed',
    rawData,
  });
}

/** https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html: the time is that of the oldest record. */
function objectName(name: string, oldest: KinesisStreamRecord | undefined): string {
  const arrived = new Date((oldest?.kinesis.approximateArrivalTimestamp ?? 0) * 1000);
  return `${name}-1-${arrived.toISOString().slice(0, 19).replace(/[T:]/g, '-')}-${crypto.randomUUID()}.gz`;
}
