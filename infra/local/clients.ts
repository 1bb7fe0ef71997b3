import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Emulators } from './emulators.ts';
import { REGION } from './template.ts';

/** The environment that points any AWS SDK at the emulators. */
export function localEnv(
  urls: Emulators['urls'] & { readonly secrets?: string },
  lambdaUrl: string,
): Readonly<Record<string, string>> {
  return {
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_KINESIS: urls.kinesis,
    AWS_ENDPOINT_URL_DYNAMODB: urls.dynamodb,
    AWS_ENDPOINT_URL_SNS: urls.messaging,
    AWS_ENDPOINT_URL_SQS: urls.messaging,
    AWS_ENDPOINT_URL_S3: urls.messaging,
    AWS_ENDPOINT_URL_LAMBDA: lambdaUrl,
    ...(urls.secrets === undefined ? {} : { AWS_ENDPOINT_URL_SECRETS_MANAGER: urls.secrets }),
  };
}

export interface Clients {
  readonly kinesis: KinesisClient;
  readonly dynamodb: DynamoDBClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly lambda: LambdaClient;
}

export function localClients(urls: Emulators['urls'], lambdaUrl: string): Clients {
  const to = (endpoint: string) => ({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    // The Kinesis client speaks HTTP/2 unless it is given another handler; kinesis-local speaks HTTP/1.1.
    kinesis: new KinesisClient({
      ...to(urls.kinesis),
      requestHandler: new SNSClient({}).config.requestHandler,
    }),
    dynamodb: new DynamoDBClient(to(urls.dynamodb)),
    sns: new SNSClient(to(urls.messaging)),
    sqs: new SQSClient(to(urls.messaging)),
    s3: new S3Client({ ...to(urls.messaging), forcePathStyle: true }),
    lambda: new LambdaClient(to(lambdaUrl)),
  };
}

export function destroyClients(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}
