import { expect, test } from 'vitest';
import { type Asked, callsOf } from '../../../infra/local/calls.ts';

const keys = new Map([
  ['state', 'entity'],
  ['findings', 'id'],
]);

/** What a role would have to allow: action, resource and partition keys. */
function asked(request: Partial<Asked>): readonly unknown[] {
  const whole = { functionName: 'detect', service: '', method: 'POST', url: '/', target: '', body: '{}' };
  return callsOf({ ...whole, ...request }, keys).map(({ functionName, action, resource, leadingKeys }) => {
    expect(functionName).toBe('detect');
    return [action, resource, ...leadingKeys];
  });
}

const dynamodb = (operation: string, input: object) =>
  asked({ service: 'dynamodb', target: `DynamoDB_20120810.${operation}`, body: JSON.stringify(input) });
const TABLES = 'arn:aws:dynamodb:us-east-1:000000000000:table';

test('a call on an item names its table and its partition key', () => {
  const item = { id: { S: 'OF-1' }, entity: { S: 'other' } };
  expect(dynamodb('PutItem', { TableName: 'findings', Item: item })).toEqual([
    ['dynamodb:PutItem', `${TABLES}/findings`, 'OF-1'],
  ]);
  expect(dynamodb('UpdateItem', { TableName: 'findings', Key: { id: { S: 'OF-2' } } })).toEqual([
    ['dynamodb:UpdateItem', `${TABLES}/findings`, 'OF-2'],
  ]);
});

test('a batch is a call on each of its tables, and a query of an index is one on the index', () => {
  const RequestItems = {
    state: {
      Keys: [
        { entity: { S: 'a' }, part: { S: 'open' } },
        { entity: { S: 'b' }, part: { S: 'open' } },
      ],
    },
    findings: { Keys: [{ id: { S: 'c' } }] },
  };
  expect(dynamodb('BatchGetItem', { RequestItems })).toEqual([
    ['dynamodb:BatchGetItem', `${TABLES}/state`, 'a', 'b'],
    ['dynamodb:BatchGetItem', `${TABLES}/findings`, 'c'],
  ]);
  expect(dynamodb('Query', { TableName: 'findings', IndexName: 'outbox' })).toEqual([
    ['dynamodb:Query', `${TABLES}/findings/index/outbox`],
  ]);
});

test('a query of a table asks for the partition key that its condition begins with', () => {
  const input = {
    TableName: 'findings',
    KeyConditionExpression: '#id = :id',
    ExpressionAttributeNames: { '#id': 'id' },
    ExpressionAttributeValues: { ':id': { S: 'OF-3' } },
  };
  expect(dynamodb('Query', input)).toEqual([['dynamodb:Query', `${TABLES}/findings`, 'OF-3']]);
});

test('objects, topics and functions are named by their ARN', () => {
  expect(asked({ service: 's3', method: 'PUT', url: '/aside/a/b%20c?x-id=PutObject' })).toEqual([
    ['s3:PutObject', 'arn:aws:s3:::aside/a/b c'],
  ]);
  const topic = 'arn:aws:sns:us-east-1:000000000000:alerts';
  expect(asked({ service: 'sns', body: `Action=Publish&TopicArn=${encodeURIComponent(topic)}` })).toEqual([
    ['sns:Publish', topic],
  ]);
  expect(asked({ service: 'lambda', url: '/2015-03-31/functions/alert/invocations' })).toEqual([
    ['lambda:InvokeFunction', 'arn:aws:lambda:us-east-1:000000000000:function:alert'],
  ]);
});

test('what is not understood is told as it came, on every resource, so that no role allows it', () => {
  expect(asked({ service: 'kms', url: '/keys' })).toEqual([['kms:POST /keys', '*']]);
  expect(asked({ service: 'lambda', url: '/2015-03-31/functions' })).toEqual([
    ['lambda:POST /2015-03-31/functions', '*'],
  ]);
  expect(asked({ service: 's3', method: 'DELETE', url: '/aside/a' })).toEqual([['s3:DELETE /aside/a', '*']]);
  expect(dynamodb('ExecuteStatement', { Statement: 'select' })).toEqual([['dynamodb:ExecuteStatement', '*']]);
});
