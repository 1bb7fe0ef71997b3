import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';

/**
 * One client per process and service, made when first asked for. Region, credentials and the addresses of
 * emulators (AWS_ENDPOINT_URL_DYNAMODB and its siblings) come from the environment. The SDK waits without end by
 * default; a connection that hangs must not use up the whole invocation. Marked as pure, so that a bundle leaves out the
 * clients that its function does not ask for.
 */
const DEFAULTS = {
  maxAttempts: 5,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};

export const dynamoClient = /* @__PURE__ */ once(() => new DynamoDBClient(DEFAULTS));
export const secretsClient = /* @__PURE__ */ once(() => new SecretsManagerClient(DEFAULTS));
export const snsClient = /* @__PURE__ */ once(() => new SNSClient(DEFAULTS));
export const lambdaClient = /* @__PURE__ */ once(() => new LambdaClient(DEFAULTS));
export const s3Client = /* @__PURE__ */ once(
  () =>
    new S3Client({
      ...DEFAULTS,
      // An emulator has no name per bucket.
      forcePathStyle: process.env['AWS_ENDPOINT_URL_S3'] !== undefined,
    }),
);

/**
 * Speaks HTTP/2 unless given another handler: that saves nothing here, and emulators do not speak it. A call may carry
 * 5 MB, and one that is given up too early puts all of them twice.
 */
export const kinesisClient = /* @__PURE__ */ once(() => {
  const requestHandler = { ...DEFAULTS.requestHandler, requestTimeout: 30_000 };
  const speaksHttp1 = new SNSClient({ requestHandler }).config.requestHandler;
  return new KinesisClient({ ...DEFAULTS, requestHandler: speaksHttp1 });
});

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
