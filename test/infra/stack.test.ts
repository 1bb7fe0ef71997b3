import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import type { FeatureFlagReportProperties } from 'aws-cdk-lib/cloud-assembly-schema';
import { describe, expect, it } from 'vitest';
import { OUTPUT_NAMES } from '../../infra/outputs.ts';
import { createApp } from '../../infra/stack.ts';
import { code, folder, logicalId, nameOf, synthesise, template } from './synthesised.ts';

describe('what comes in', () => {
  it('waits on the stream for seven days, encrypted with the company’s own key', () => {
    template.hasResourceProperties('AWS::Kinesis::Stream', {
      RetentionPeriodHours: 168,
      StreamEncryption: {
        EncryptionType: 'KMS',
        KeyId: { 'Fn::GetAtt': [logicalId('AWS::KMS::Key', 'EvidenceKey'), 'Arn'] },
      },
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    });
  });

  it('is delivered in order, retried, and never given up for its age', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 1000,
      MaximumBatchingWindowInSeconds: 1,
      ParallelizationFactor: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 20,
      MaximumRecordAgeInSeconds: -1,
      StartingPosition: 'TRIM_HORIZON',
    });
  });

  it('is kept with its payload when a batch failed for good, where no key of ours is needed to write', () => {
    const bucket = logicalId('AWS::S3::Bucket', 'FailedBatches');
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [bucket, 'Arn'] } } },
    });
    expect(template.toJSON()['Resources'][bucket].Properties.BucketEncryption).toEqual({
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    });
  });

  it('can be given a number of shards and a window, and refuses others', () => {
    const provisioned = synthesise({ shards: 3, windowSeconds: 5 });
    provisioned.hasResourceProperties('AWS::Kinesis::Stream', {
      ShardCount: 3,
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
    });
    provisioned.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      MaximumBatchingWindowInSeconds: 5,
    });
    for (const wrong of [0, 6, 1.5])
      expect(() => synthesise({ windowSeconds: wrong })).toThrow('Give a whole number from 1 to 5.');
  });
});

describe('what is kept', () => {
  it('survives the deletion of the stack and can be restored to any second: every table', () => {
    template.resourceCountIs('AWS::DynamoDB::Table', 3);
    template.allResources('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: Match.objectLike({
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: Match.objectLike({ SSEEnabled: true, SSEType: 'KMS' }),
      }),
    });
  });

  it('costs one write per write: the state table has no index', () => {
    const { Properties } = template.toJSON()['Resources'][logicalId('AWS::DynamoDB::Table', 'State')];
    expect(Properties.GlobalSecondaryIndexes).toBeUndefined();
    expect(keys(Properties.KeySchema)).toBe('entity part');
    expect(Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expires', Enabled: true });
  });

  it('answers for a finding by id, entity, severity and status, and for the outbox', () => {
    const { Properties } = template.toJSON()['Resources'][logicalId('AWS::DynamoDB::Table', 'Findings')];
    expect(Properties.DeletionProtectionEnabled).toBe(true);
    expect(keys(Properties.KeySchema)).toBe('id');
    const indexes = Properties.GlobalSecondaryIndexes.map(
      (index: { IndexName: string; KeySchema: KeySchema; Projection: { ProjectionType: string } }) =>
        `${index.IndexName}: ${keys(index.KeySchema)}, ${index.Projection.ProjectionType}`,
    );
    expect(indexes).toEqual([
      'byEntity: entity day, ALL',
      'bySeverity: severityMonth latest, ALL',
      'byStatus: statusMonth latest, ALL',
      'outbox: outbox outboxSince, KEYS_ONLY',
    ]);
  });

  it('is private, versioned, spoken to over TLS only and not deleted with the stack: every bucket', () => {
    template.resourceCountIs('AWS::S3::Bucket', 2);
    template.allResources('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: Match.objectLike({
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      }),
    });
    template.allResourcesProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      }),
    });
  });
});

describe('the functions', () => {
  it('run on Node 24 and arm64, and a batch has as long as it may need', () => {
    template.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
    });
    template.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 1769, Timeout: 120 });
  });

  it('are told where everything is', () => {
    expect(environment('Detect')).toEqual({
      STATE_TABLE: 'State',
      FINDINGS_TABLE: 'Findings',
      SETTINGS_TABLE: 'Settings',
      QUARANTINE_BUCKET: 'Quarantine',
      ALERT_FUNCTION: 'Alert',
    });
    expect(environment('Alert')).toEqual({
      FINDINGS_TABLE: 'Findings',
      ALERTS_TOPIC_ARN: 'Alerts',
      CHAT_TOPIC_ARN: 'Chat',
    });
    expect(environment('Watch')).toEqual({ FINDINGS_TABLE: 'Findings', ALERT_FUNCTION: 'Alert' });
    synthesise({ consoleUrl: 'https://example.com/findings' }).hasResourceProperties(
      'AWS::Lambda::Function',
      {
        Environment: { Variables: Match.objectLike({ CONSOLE_URL: 'https://example.com/findings' }) },
      },
    );
  });

  it('watch runs every minute', () => {
    const watch = logicalId('AWS::Lambda::Function', 'Watch');
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [watch, 'Arn'] } })],
    });
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      FunctionName: { 'Fn::GetAtt': [watch, 'Arn'] },
    });
  });
});

describe('what a person is told', () => {
  it('every alarm pages, and CloudWatch may use the encrypted topic to do so', () => {
    const alerts = logicalId('AWS::SNS::Topic', 'Alerts');
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [{ Ref: alerts }] });
    const toCloudWatch = Match.objectLike({
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [{ Ref: alerts }],
      PolicyDocument: Match.objectLike({ Statement: Match.arrayWith([toCloudWatch]) }),
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: Match.objectLike({ Statement: Match.arrayWith([toCloudWatch]) }),
    });
    template.allResourcesProperties('AWS::SNS::Topic', {
      KmsMasterKeyId: { 'Fn::GetAtt': [logicalId('AWS::KMS::Key', 'PagesKey'), 'Arn'] },
    });
  });

  it.each([
    ['AWS/Lambda', 'IteratorAge'],
    ['AWS/Lambda', 'Errors'],
    ['AWS/Lambda', 'Throttles'],
    ['AWS/Lambda', 'OnFailureDestinationDeliveredEventCount'],
    ['AWS/Lambda', 'DroppedEventCount'],
    ['Outflow', 'Quarantined'],
  ])('%s %s has an alarm', (Namespace, MetricName) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace, MetricName });
  });

  it('the outputs name everything that the command line needs', () => {
    expect(Object.keys(template.findOutputs('*')).toSorted()).toEqual([...OUTPUT_NAMES].toSorted());
  });
});

type KeySchema = readonly { readonly AttributeName: string }[];

function keys(schema: KeySchema): string {
  return schema.map(({ AttributeName }) => AttributeName).join(' ');
}

function environment(name: string): Record<string, string> {
  const { Properties } = template.toJSON()['Resources'][logicalId('AWS::Lambda::Function', name)];
  return Object.fromEntries(
    Object.entries(Properties.Environment.Variables).map(([variable, value]) => [variable, nameOf(value)]),
  );
}

it('chooses every feature flag whose recommended value is not the default: cdk synth has nothing to say', () => {
  const { artifacts = {} } = createApp({ code }, mkdtempSync(join(folder, 'flags-'))).synth().manifest;
  const reports = Object.values(artifacts).filter(({ type }) => type === 'cdk:feature-flag-report');
  const flags = reports.flatMap(({ properties }) =>
    Object.entries((properties as FeatureFlagReportProperties).flags),
  );
  const open = flags.filter(
    ([, { userValue, recommendedValue, unconfiguredBehavesLike }]) =>
      userValue === undefined && recommendedValue !== (unconfiguredBehavesLike?.v2 ?? false),
  );
  expect(flags.length).toBeGreaterThan(0);
  expect(open.map(([name]) => name)).toEqual([]);
});
