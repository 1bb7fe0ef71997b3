import { setTimeout as sleep } from 'node:timers/promises';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Clients } from './clients.ts';
import type { LambdaFunction } from './lambda-function.ts';
import type { Resource, Template } from './template.ts';
import { functionNamed, mappingsFrom, nameOf } from './wiring.ts';

export interface Drops {
  /** Resolves when each object put before the call has been handed on until its function was done with it. */
  drained(): Promise<void>;
  /** Resolves when nothing more is delivered; never rejects. */
  readonly ended: Promise<void>;
}

const POLL_MS = 200;

/**
 * S3's notices of new objects, through the queue that the template names, to the function behind it. The emulator
 * of S3 sends none, so the bucket is looked at; a message that the function does not take is delivered again.
 */
export async function connectDrops(
  template: Template,
  functions: ReadonlyMap<string, LambdaFunction>,
  clients: Clients,
  stopping: AbortSignal,
): Promise<Drops> {
  const routes = template.of('AWS::S3::Bucket').flatMap((bucket) => routesFrom(bucket, template, functions));
  const seen = new Set<string>();
  let emptyAt = 0;

  async function look(): Promise<void> {
    const lookedAt = performance.now();
    let delivered = 0;
    for (const { bucket, prefix, target } of routes) {
      const { Contents = [] } = await clients.s3.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }),
      );
      for (const { Key = '', ETag = '' } of Contents) {
        const id = `${bucket} ${Key} ${ETag}`;
        if (seen.has(id)) continue;
        delivered++;
        if (await deliver(target, Key, ETag)) seen.add(id);
      }
    }
    if (delivered === 0) emptyAt = lookedAt;
  }

  async function run(): Promise<void> {
    while (!stopping.aborted) {
      await look();
      await pause(stopping);
    }
  }

  const running = routes.length === 0 ? Promise.resolve() : run();
  running.catch(() => {});
  return {
    async drained() {
      const since = performance.now();
      const done = (async () => {
        while (routes.length > 0 && emptyAt < since && !stopping.aborted) await pause(stopping);
      })();
      await Promise.race([done, routes.length === 0 ? done : running]);
    },
    ended: running.then(
      () => {},
      () => {},
    ),
  };
}

interface Route {
  readonly bucket: string;
  readonly prefix: string;
  readonly target: LambdaFunction;
}

interface QueueNotice {
  readonly Queue: string;
  readonly Filter?: { readonly S3Key: { readonly Rules: readonly { Name: string; Value: string }[] } };
}

function routesFrom(
  { name, properties }: Resource,
  template: Template,
  functions: ReadonlyMap<string, LambdaFunction>,
): Route[] {
  const { QueueConfigurations = [] } = (properties['NotificationConfiguration'] ?? {}) as {
    QueueConfigurations?: readonly QueueNotice[];
  };
  return QueueConfigurations.flatMap(({ Queue, Filter }) => {
    const prefix = Filter?.S3Key.Rules.find(({ Name }) => Name === 'prefix')?.Value ?? '';
    return mappingsFrom(template, 'sqs')
      .filter(({ properties: mapping }) => mapping['EventSourceArn'] === Queue)
      .map(({ properties: mapping }) => ({
        bucket: name,
        prefix,
        target: functionNamed(nameOf(String(mapping['FunctionName'])), functions),
      }));
  });
}

/** Whether the function took the message: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
async function deliver(target: LambdaFunction, key: string, etag: string): Promise<boolean> {
  const object = { key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+'), eTag: etag };
  const body = JSON.stringify({ Records: [{ eventName: 'ObjectCreated:Put', s3: { object } }] });
  const outcome = await target.invoke(JSON.stringify({ Records: [{ messageId: key, body }] }));
  if (outcome.kind === 'failed') return false;
  const { batchItemFailures = [] } = JSON.parse(outcome.payload) ?? {};
  return batchItemFailures.length === 0;
}

async function pause(stopping: AbortSignal): Promise<void> {
  await sleep(POLL_MS, undefined, { signal: stopping }).catch(() => {});
}
