import { expect, it } from 'vitest';
import { readTemplate } from '../../../infra/local/template.ts';

const template = readTemplate(
  {
    Resources: {
      Topic: { Type: 'AWS::SNS::Topic' },
      Table: { Type: 'AWS::DynamoDB::Table', Properties: { BillingMode: 'PAY_PER_REQUEST' } },
      Handler: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax.
          Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}-${AWS::Region}' }, S3Key: 'abc123.zip' },
          Environment: {
            Variables: {
              TABLE: { Ref: 'Table' },
              TOPIC: { Ref: 'Topic' },
              INDEX: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Table', 'Arn'] }, '/index/outbox']] },
              // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax.
              SUB: { 'Fn::Sub': '${Table}:${Topic.TopicArn}' },
            },
          },
        },
      },
      Odd: { Type: 'AWS::SQS::Queue', Properties: { Name: { 'Fn::ImportValue': 'x' } } },
      Lost: { Type: 'AWS::Custom::Thing', Properties: { Of: { Ref: 'Nothing' } } },
    },
    Outputs: { TableName: { Value: { Ref: 'Table' } } },
  },
  'Outflow',
  'assembly',
);

it('a reference is a name, or the ARN where CloudFormation says so', () => {
  const [handler] = template.of('AWS::Lambda::Function');
  expect(handler?.properties['Environment']).toEqual({
    Variables: {
      TABLE: 'outflow-table',
      TOPIC: 'arn:aws:sns:us-east-1:000000000000:outflow-topic',
      INDEX: 'arn:aws:dynamodb:us-east-1:000000000000:table/outflow-table/index/outbox',
      SUB: 'outflow-table:arn:aws:sns:us-east-1:000000000000:outflow-topic',
    },
  });
  expect(handler?.properties['Code']).toMatchObject({ S3Bucket: 'assets-000000000000-us-east-1' });
  expect(template.outputs).toEqual({ TableName: 'outflow-table' });
});

it('a function runs from the very asset that would be uploaded', () => {
  const [handler] = template.of('AWS::Lambda::Function');
  expect(handler && template.codeFolder(handler)).toMatch(/^assembly.asset\.abc123$/);
});

it('what it cannot resolve is said, not guessed', () => {
  expect(() => template.of('AWS::SQS::Queue')).toThrow('does not know Fn::ImportValue');
  expect(() => template.of('AWS::Custom::Thing')).toThrow('refers to Nothing, which it does not hold');
});
