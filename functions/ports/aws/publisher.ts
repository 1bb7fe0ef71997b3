import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Page } from '../../../shared/page/page.ts';
import { messageOf } from '../../../shared/text.ts';
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
      const Message = JSON.stringify(bodiesOf(page));
      await client.send(
        new PublishCommand({
          TopicArn: alerts,
          Subject: page.subject,
          Message,
          MessageStructure: 'json',
          MessageAttributes,
        }),
      );
      try {
        const copy = JSON.stringify(page.chat);
        await client.send(new PublishCommand({ TopicArn: chat, Message: copy, MessageAttributes }));
        return { kind: 'complete' };
      } catch (error) {
        return { kind: 'without-chat', reason: messageOf(error) };
      }
    },
  };
}

/**
 * One body per protocol; subscribers of any other protocol get the text:
 * https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html
 */
function bodiesOf({ body, sms, https }: Page) {
  const machine = JSON.stringify(https);
  return { default: body, email: body, sms, https: machine, http: machine };
}
