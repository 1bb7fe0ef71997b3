import { inflateRawSync } from 'node:zlib';
import { ConditionalCheckFailedException, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { isTransient } from '../../../functions/detect/errors.ts';

const fromAws = (name: string) =>
  new DynamoDBServiceException({ name, $fault: 'client', $metadata: {}, message: name });
const withCode = (code: string) => Object.assign(new Error(code), { code });
const thrownBy = (task: () => unknown): unknown => {
  try {
    return task();
  } catch (error) {
    return error;
  }
};

describe('an error is worth another delivery', () => {
  test.each([
    ['a throttle', fromAws('ProvisionedThroughputExceededException')],
    ['a fault', fromAws('InternalServerError')],
    ['denied access, which an operator mends', fromAws('AccessDeniedException')],
    ['a missing table', fromAws('ResourceNotFoundException')],
    ['a condition that failed', new ConditionalCheckFailedException({ $metadata: {}, message: '' })],
    ['a broken connection', withCode('ECONNRESET')],
    ['a name that cannot be looked up', withCode('EAI_AGAIN')],
    ['a time-out', Object.assign(new Error('slow'), { name: 'TimeoutError' })],
  ])('where it is %s', (_, error) => {
    expect(isTransient(error)).toBe(true);
  });
});

describe('an error would come back for ever', () => {
  test.each([
    ['the request', fromAws('ValidationException')],
    ['the size of an item collection', fromAws('ItemCollectionSizeLimitExceededException')],
    ['the form of the request', fromAws('SerializationException')],
    ['our own code', new TypeError('x is not a function')],
    ['an argument that Node refuses', thrownBy(() => Buffer.from(5 as never))],
    ['bytes that are no deflate', thrownBy(() => inflateRawSync(Uint8Array.of(255, 255)))],
    ['a limit of Node', withCode('ERR_BUFFER_TOO_LARGE')],
    ['something thrown that is no error', 'text'],
    ['nothing', undefined],
  ])('where it is of %s', (_, error) => {
    expect(isTransient(error)).toBe(false);
  });
});
