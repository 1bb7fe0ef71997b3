import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Publisher } from '../publisher.ts';

export interface Topics {
  readonly alerts: string;
  /** A topic of its own: subscribers of one topic all get the same body, and chat needs another one. */
  readonly chat: string;
}

export function snsPublisher(client: SNSClient, { alerts, chat }: Topics): Publisher {
  return {
    publish: async (page) => {
      const MessageAttributes = Object.fromEntries(
        Object.entries(page.attributes).map(([name, value]) => [
          name,
          { DataType: 'String', StringValue: value },
        ]),
      );
      const { subject: Subject, body: Message } = page;
      await client.send(new PublishCommand({ TopicArn: alerts, Subject, Message, MessageAttributes }));
      try {
        const copy = JSON.stringify(page.chat);
        await client.send(new PublishCommand({ TopicArn: chat, Message: copy, MessageAttributes }));
        return { kind: 'complete' };
      } catch (error) {
        return { kind: 'without-chat', reason: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}
