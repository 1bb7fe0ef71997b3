import {
  CreateTableCommand,
  type CreateTableCommandInput,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  CreateStreamCommand,
  type CreateStreamCommandInput,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import type { Clients } from './clients.ts';
import type { Resource, Template } from './template.ts';

/** In seconds. */
const WAIT = { minDelay: 1, maxDelay: 1, maxWaitTime: 30 };

/** Creates the streams, tables, topics, queues and buckets of the template in the emulators, and waits until they are there. */
export async function createResources(template: Template, clients: Clients): Promise<void> {
  const each = (type: string, create: (resource: Resource) => Promise<unknown>) =>
    template.of(type).map(create);
  await Promise.all([
    ...each('AWS::Kinesis::Stream', async ({ name, properties }) => {
      const { ShardCount, StreamModeDetails } = properties;
      const input = { StreamName: name, ShardCount, StreamModeDetails } as CreateStreamCommandInput;
      await clients.kinesis.send(new CreateStreamCommand(input));
      await waitUntilStreamExists({ client: clients.kinesis, ...WAIT }, { StreamName: name });
    }),
    ...each('AWS::DynamoDB::Table', async ({ name, properties }) => {
      const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } = properties;
      const input = { TableName: name, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode };
      await clients.dynamodb.send(new CreateTableCommand(input as CreateTableCommandInput));
      await waitUntilTableExists({ client: clients.dynamodb, ...WAIT }, { TableName: name });
    }),
    ...each('AWS::SNS::Topic', ({ name }) => clients.sns.send(new CreateTopicCommand({ Name: name }))),
    ...each('AWS::SQS::Queue', ({ name }) => clients.sqs.send(new CreateQueueCommand({ QueueName: name }))),
    ...each('AWS::S3::Bucket', ({ name }) => clients.s3.send(new CreateBucketCommand({ Bucket: name }))),
  ]);
}
