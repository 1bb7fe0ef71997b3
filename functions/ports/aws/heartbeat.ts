import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Heartbeat } from '../heartbeat.ts';

/** A topic of its own: whoever subscribes to it waits for messages, and acts when they stop. */
export function snsHeartbeat(client: SNSClient, topicArn: string): Heartbeat {
  return async (eventMs, nowMs) => {
    const Message = JSON.stringify({
      source: 'outflow',
      kind: 'heartbeat',
      eventTime: new Date(eventMs).toISOString(),
      saidTime: new Date(nowMs).toISOString(),
      ageSeconds: Math.round((nowMs - eventMs) / 1000),
    });
    await client.send(new PublishCommand({ TopicArn: topicArn, Subject: 'Outflow heartbeat', Message }));
  };
}
