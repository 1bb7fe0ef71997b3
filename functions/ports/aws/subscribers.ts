import { GetTopicAttributesCommand, type SNSClient } from '@aws-sdk/client-sns';

/** How many subscriptions of a topic are confirmed, whoever they are:
 *  https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
export function snsSubscribers(client: SNSClient): (topicArn: string) => Promise<number> {
  return async (topicArn) => {
    const { Attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn: topicArn }));
    const confirmed = Number(Attributes['SubscriptionsConfirmed']);
    if (!Number.isInteger(confirmed))
      throw new Error(`SNS does not say how many subscribers of ${topicArn} have confirmed.`);
    return confirmed;
  };
}
