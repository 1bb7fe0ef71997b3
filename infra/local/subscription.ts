import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Clients } from './clients.ts';

/** One message of a topic, as a subscriber receives it. */
export interface Notification {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject?: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly timestamp: string;
}

export interface Subscription {
  /** In the order of their arrival. */
  readonly received: readonly Notification[];
  /** Resolves when all that was published before the call is in `received`. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

const POLL_MS = 100;

/** Subscribes a new queue to the topic and collects what it receives. */
export async function subscribeTo(
  topicArn: string,
  clients: Clients,
  stopping: AbortSignal,
): Promise<Subscription> {
  const { QueueUrl } = await clients.sqs.send(
    new CreateQueueCommand({ QueueName: `subscriber-${randomUUID()}` }),
  );
  const { Attributes } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  await clients.sns.send(
    new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: Attributes?.['QueueArn'] }),
  );

  const closing = new AbortController();
  const stop = AbortSignal.any([closing.signal, stopping]);
  const received: Notification[] = [];
  let emptyAt = 0;

  async function run(): Promise<void> {
    while (!stop.aborted) {
      const readAt = performance.now();
      const { Messages = [] } = await clients.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      for (const { Body = '{}', ReceiptHandle } of Messages) {
        received.push(readNotification(JSON.parse(Body)));
        await clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
      if (Messages.length > 0) continue;
      emptyAt = readAt;
      await sleep(POLL_MS, undefined, { signal: stop }).catch(() => {});
    }
  }

  const running = run();
  running.catch(() => {});
  return {
    received,
    async drained() {
      const since = performance.now();
      const done = (async () => {
        while (emptyAt < since && !stop.aborted)
          await sleep(POLL_MS / 4, undefined, { signal: stop }).catch(() => {});
      })();
      await Promise.race([done, running]);
    },
    async close() {
      closing.abort();
      await running.catch(() => {});
    },
  };
}

/** The envelope that SNS puts around a message for a subscriber without raw delivery. */
interface Envelope {
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Subject?: string | null;
  readonly Message: string;
  readonly Timestamp: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly Value: string }>>;
}

function readNotification(envelope: Envelope): Notification {
  const { MessageId, TopicArn, Subject, Message, Timestamp, MessageAttributes = {} } = envelope;
  return {
    messageId: MessageId,
    topicArn: TopicArn,
    ...(Subject ? { subject: Subject } : {}),
    message: bodyFor('sqs', Message),
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value]),
    ),
    timestamp: Timestamp,
  };
}

/**
 * The emulator delivers a message with one body per protocol (`MessageStructure: json`) as it was published; SNS
 * gives each subscriber the body of its protocol, or the default.
 */
export function bodyFor(protocol: string, message: string): string {
  try {
    const bodies: unknown = JSON.parse(message);
    if (typeof bodies !== 'object' || bodies === null || !('default' in bodies)) return message;
    const own = (bodies as Readonly<Record<string, unknown>>)[protocol];
    return typeof own === 'string' ? own : String(bodies.default);
  } catch {
    return message;
  }
}
