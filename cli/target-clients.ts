import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';

export interface TargetClients {
  readonly cloudformation: CloudFormationClient;
  readonly dynamodb: DynamoDBClient;
  readonly kinesis: KinesisClient;
  readonly s3: S3Client;
  readonly lambda: LambdaClient;
  readonly sns: SNSClient;
}

export interface Patience {
  readonly maxAttempts: number;
  readonly requestTimeout: number;
}

/** The SDK waits without end by default: behind a connection that was lost silently a command would never come back. */
const PATIENCE: Patience = { maxAttempts: 5, requestTimeout: 20_000 };
/** A call may carry 4 MB, over any line, and one that is given up too early puts all of them twice. */
const LONGER = 6;
export const LONGEST_MS = LONGER * PATIENCE.requestTimeout;

/** For any client of AWS. */
export function patient({ maxAttempts, requestTimeout } = PATIENCE) {
  return {
    maxAttempts,
    requestHandler: { connectionTimeout: requestTimeout, requestTimeout, throwOnRequestTimeout: true },
  };
}

/**
 * Clients by the caller's own environment, or for the emulators that `env` names in the SDK's own variables. A
 * client opens no connection before its first call, so making all of them costs nothing.
 */
export function targetClients(
  env: Readonly<Record<string, string>>,
  patience: Patience = PATIENCE,
): TargetClients {
  const waiting = patient(patience);
  const longer = { ...waiting.requestHandler, requestTimeout: LONGER * patience.requestTimeout };
  const to = (service: string) => {
    const endpoint = env[`AWS_ENDPOINT_URL_${service}`];
    return { ...waiting, ...(endpoint === undefined ? {} : { endpoint, ...identityOf(env) }) };
  };
  const isLocal = env['AWS_ENDPOINT_URL_KINESIS'] !== undefined;
  return {
    cloudformation: new CloudFormationClient(to('CLOUDFORMATION')),
    dynamodb: new DynamoDBClient(to('DYNAMODB')),
    // The Kinesis client speaks HTTP/2 unless it is given another handler; the emulator speaks HTTP/1.1.
    kinesis: new KinesisClient({
      ...to('KINESIS'),
      requestHandler: isLocal ? new SNSClient({ requestHandler: longer }).config.requestHandler : longer,
    }),
    s3: new S3Client({ ...to('S3'), forcePathStyle: isLocal }),
    // What a function does is done also where nobody waits for its answer.
    lambda: new LambdaClient({ ...to('LAMBDA'), requestHandler: longer }),
    sns: new SNSClient(to('SNS')),
  };
}

function identityOf(env: Readonly<Record<string, string>>) {
  const { AWS_REGION: region = 'us-east-1', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = env;
  return {
    region,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  };
}

export function destroyTargetClients(clients: TargetClients): void {
  for (const client of Object.values(clients)) client.destroy();
}
