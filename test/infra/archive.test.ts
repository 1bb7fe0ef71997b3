import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../infra/stack.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import { code, folder, logicalId, template } from './synthesised.ts';

describe('the archive of raw records', () => {
  it('is on unless it is turned off', () => {
    const named = (json: object) =>
      Object.keys(Template.fromJSON(json).findResources('AWS::Lambda::Function')).filter((id) =>
        id.startsWith('Archive'),
      );
    expect(named(template.toJSON())).toHaveLength(1);
    const config = { stacks: { Outflow: { archive: false } } };
    const off = createApp({ code, config }, mkdtempSync(join(folder, 'off-'))).synth().stacks[0]?.template;
    expect(named(off)).toEqual([]);
    for (const type of ['AWS::Glue::Table', 'AWS::Athena::WorkGroup'])
      Template.fromJSON(off).resourceCountIs(type, 0);
  });

  it('reads the stream beside detect, minutes at a time, and gives nothing up', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [logicalId('AWS::Kinesis::Stream', 'Events'), 'Arn'] },
      FunctionName: { Ref: logicalId('AWS::Lambda::Function', 'Archive') },
      BatchSize: 10_000,
      MaximumBatchingWindowInSeconds: 300,
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: -1,
    });
  });

  it('lets the stack be deleted by those who have asked it something', () => {
    template.hasResource('AWS::Athena::WorkGroup', { Properties: { RecursiveDeleteOption: true } });
  });

  it('can be asked by vendor and date without a crawler, every vendor included', () => {
    const [table] = Object.values(template.findResources('AWS::Glue::Table'));
    const { Parameters, PartitionKeys } = table?.['Properties'].TableInput ?? {};
    expect(PartitionKeys.map(({ Name }: { Name: string }) => Name)).toEqual(['vendor', 'date']);
    expect(Parameters['projection.vendor.values'].split(',')).toEqual([
      ...VENDORS.map(({ uid }) => uid),
      'unstamped',
    ]);
  });

  it('gives answers only encrypted, and forgets them after a month', () => {
    template.hasResourceProperties('AWS::Athena::WorkGroup', {
      WorkGroupConfiguration: Match.objectLike({
        EnforceWorkGroupConfiguration: true,
        ResultConfiguration: Match.objectLike({
          EncryptionConfiguration: Match.objectLike({ EncryptionOption: 'SSE_KMS' }),
        }),
      }),
    });
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([Match.objectLike({ Prefix: 'answers/', ExpirationInDays: 30 })]),
      },
    });
  });

  it('pages when records wait for it', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'IteratorAge',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: logicalId('AWS::Lambda::Function', 'Archive') } }],
      Threshold: 3_600_000,
    });
  });
});

describe('the services around the functions', () => {
  it.each([
    ['events near the end of their time', 'GetRecords.IteratorAgeMilliseconds', 60_480_000],
    ['a full stream', 'WriteProvisionedThroughputExceeded', 1],
    ['batches that take nearly as long as they may', 'Duration', 96_000],
    ['reads turned away', 'ReadThrottleEvents', 1],
    ['writes turned away', 'WriteThrottleEvents', 1],
    ['a subscriber that gets no message', 'NumberOfNotificationsFailed', 1],
  ])('page on %s', (_name, MetricName, Threshold) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName, Threshold });
  });

  it('are shown on one dashboard, beside every counter of the functions', () => {
    const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(dashboard);
    for (const name of [
      'IncomingRecords',
      'IteratorAge',
      'Findings',
      'OutboxOldestMs',
      'WebhookRefused',
      'DropsDone',
    ])
      expect(body).toContain(name);
  });
});
