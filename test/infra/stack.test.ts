import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import type { FeatureFlagReportProperties } from 'aws-cdk-lib/cloud-assembly-schema';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../infra/config/error.ts';
import { OUTPUT_NAMES } from '../../infra/outputs.ts';
import { createApp } from '../../infra/stack.ts';
import { code, folder, logicalId, nameOf, OWN_METRICS, synthesise, template } from './synthesised.ts';

const alarms: readonly Alarm[] = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
  ({ Properties }) => Properties as Alarm,
);

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
      BatchSize: 5000,
    });
    for (const wrong of [0, 21, 1.5])
      expect(() => synthesise({ windowSeconds: wrong })).toThrow('Give a whole number from 1 to 20.');
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

  it('answers for a finding by id and its beginning, entity, severity and status, and for what waits', () => {
    const { Properties } = template.toJSON()['Resources'][logicalId('AWS::DynamoDB::Table', 'Findings')];
    expect(Properties.DeletionProtectionEnabled).toBe(true);
    expect(keys(Properties.KeySchema)).toBe('id');
    const indexes = Properties.GlobalSecondaryIndexes.map(
      (index: { IndexName: string; KeySchema: KeySchema; Projection: { ProjectionType: string } }) =>
        `${index.IndexName}: ${keys(index.KeySchema)}, ${index.Projection.ProjectionType}`,
    );
    expect(indexes).toEqual([
      'byEntity: entity day, KEYS_ONLY',
      'bySeverity: severityMonth latest, KEYS_ONLY',
      'byStatus: statusMonth latest, KEYS_ONLY',
      'outbox: outbox outboxSince, KEYS_ONLY',
      'later: later laterAt, KEYS_ONLY',
      'byPrefix: idStart id, KEYS_ONLY',
    ]);
  });

  it('is forgotten when its time is over, also what was replaced and what broke off on its way: every bucket', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::S3::Bucket')))
      expect(Properties.LifecycleConfiguration.Rules[0]).toMatchObject({
        ExpirationInDays: 400,
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      });
  });

  it('is private, versioned, spoken to over TLS only and not deleted with the stack: every bucket', () => {
    template.resourceCountIs('AWS::S3::Bucket', 3);
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
      SETTINGS_TABLE: 'Settings',
      ALERTS_TOPIC_ARN: 'Alerts',
      CHAT_TOPIC_ARN: 'Chat',
      HEARTBEAT_TOPIC_ARN: 'Heartbeat',
    });
    expect(environment('Watch')).toEqual({
      STATE_TABLE: 'State',
      FINDINGS_TABLE: 'Findings',
      SETTINGS_TABLE: 'Settings',
      STREAM_NAME: 'Events',
      ALERTS_TOPIC_ARN: 'Alerts',
      ALERT_FUNCTION: 'Alert',
      HEARTBEAT_MINUTES: '"5"',
    });
    synthesise({ consoleUrl: 'https://example.com/findings' }).hasResourceProperties(
      'AWS::Lambda::Function',
      {
        Environment: { Variables: Match.objectLike({ CONSOLE_URL: 'https://example.com/findings' }) },
      },
    );
  });

  it('tell on-call as often and as long as the deployment says, and refuse what makes no sense', () => {
    const alerting = { pagesPer10Minutes: 5, repeatMinutes: 15, maxRepeats: 2, heartbeatHours: 0 };
    synthesise({ alerting }).hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          PAGES_PER_10_MINUTES: '5',
          REPEAT_MINUTES: '15',
          MAX_REPEATS: '2',
          HEARTBEAT_HOURS: '0',
        }),
      },
    });
    expect(() => synthesise({ alerting: { maxRepeats: -1 } })).toThrow(
      /maxRepeats is -1\. Give a whole number/,
    );
    expect(() => synthesise({ consoleUrl: 'http://example.com' })).toThrow(
      /Give an address that begins with https/,
    );
    // Given by `-c` on the command line: a sentence, and no stack.
    expect(() => synthesise({ alerting: { maxRepeats: -1 } })).toThrow(ConfigError);
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
    expect(alarms.length).toBeGreaterThan(0);
    for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([{ Ref: alerts }]);
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
    ['detect lags', 'IteratorAge of Detect', 'Maximum >= 60000, 3 of 5 × 60 s'],
    ['detect fails', 'Errors of Detect', 'Sum >= 1, 2 of 3 × 60 s'],
    ['alert fails', 'Errors of Alert', 'Sum >= 1, 2 of 3 × 60 s'],
    ['watch fails', 'Errors of Watch', 'Sum >= 1, 2 of 3 × 60 s'],
    ['detect is throttled', 'Throttles of Detect', 'Sum >= 1, 2 of 3 × 60 s'],
    ['alert is throttled', 'Throttles of Alert', 'Sum >= 1, 2 of 3 × 60 s'],
    ['watch is throttled', 'Throttles of Watch', 'Sum >= 1, 2 of 3 × 60 s'],
    ['alert cannot be invoked', 'NudgesFailed', 'Sum >= 1, 3 of 5 × 60 s'],
    ['a page is overdue', 'OutboxOldestMs', 'Maximum > 300000, 3 of 5 × 60 s'],
    ['no heartbeat comes through', 'Heartbeats', 'Sum < 1, 3 of 3 × 300 s'],
    ['nobody has subscribed', 'AlertsSubscribers', 'Maximum < 1, 3 of 3 × 300 s'],
  ])('pages when %s, and again when that has passed', (_, metric, condition) => {
    const alarm = alarmOn(metric);
    expect(conditionOf(alarm)).toBe(condition);
    expect(alarm.OKActions).toEqual(alarm.AlarmActions);
  });

  it.each([
    ['a batch failed for good', 'OnFailureDestinationDeliveredEventCount of EventsToDetect', 60],
    ['records were dropped', 'DroppedEventCount of EventsToDetect', 60],
    ['a record could not be read', 'Quarantined', 300],
    ['the state of an entity could not be stored', 'EntitiesQuarantined', 300],
    ['a page went out without its chat message', 'ChatFailed', 60],
    ['what is known of a feed could not be kept', 'FeedsFailed', 300],
    ['nobody has taken on a page that was repeated to the end', 'PagesAbandoned', 300],
  ])('pages when %s, and not a second time because it did not happen again', (_, metric, seconds) => {
    const alarm = alarmOn(metric);
    expect(conditionOf(alarm)).toBe(`Sum >= 1, 1 of 1 × ${seconds} s`);
    expect(alarm.OKActions).toBeUndefined();
  });

  it('pages when watch or the heartbeat falls silent, and for no other silence', () => {
    const breaching = alarms.filter(({ TreatMissingData }) => TreatMissingData !== 'notBreaching');
    expect(breaching.map((alarm) => [metricOf(alarm), alarm.TreatMissingData])).toEqual([
      ['OutboxOldestMs', 'breaching'],
      ['Heartbeats', 'breaching'],
    ]);
  });

  it('no page is sent for a record that was repaired and judged', () => {
    expect(alarms.map(metricOf)).not.toContain('Repaired');
  });

  it('says where the records of an entity are whose state cannot be stored', () => {
    expect(alarmOn('EntitiesQuarantined').AlarmDescription).toMatch(
      /quarantine bucket, each with the reason/,
    );
  });

  it('are set on what the functions of this very stack count, and each function knows under which name', () => {
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));
    expect(functions.length).toBeGreaterThan(4);
    for (const { Properties } of functions)
      expect(Properties.Environment.Variables.METRICS_NAMESPACE).toEqual(OWN_METRICS);
  });

  it('names the stack in every command that whoever is woken copies', () => {
    const commands = alarms.flatMap(({ AlarmDescription = '' }) =>
      [...AlarmDescription.matchAll(/npx outflow (?!rules)[^:.;]+/g)].map(([command]) => command),
    );
    expect(commands.length).toBeGreaterThan(1);
    for (const command of commands) expect(command).toMatch(/ --stack Outflow\b/);
  });

  it('the outputs name everything that the command line needs', () => {
    expect(Object.keys(template.findOutputs('*'))).toEqual(expect.arrayContaining([...OUTPUT_NAMES]));
  });
});

interface Alarm {
  readonly Namespace: unknown;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Value: unknown }[];
  readonly Statistic: string;
  readonly ComparisonOperator: 'GreaterThanOrEqualToThreshold' | 'GreaterThanThreshold' | 'LessThanThreshold';
  readonly Threshold: number;
  readonly DatapointsToAlarm?: number;
  readonly EvaluationPeriods: number;
  readonly Period: number;
  readonly TreatMissingData: string;
  readonly AlarmDescription: string;
  readonly AlarmActions?: unknown;
  readonly OKActions?: unknown;
}

/** `Errors of Detect` for what AWS counts per resource, the bare name for what our functions count. */
function metricOf({ Namespace, MetricName, Dimensions = [] }: Alarm): string {
  const [of] = Dimensions.map(({ Value }) => nameOf(Value).replace(/^\{"Ref":"(\w+)"\}$/, '$1'));
  if (of === undefined) expect(Namespace).toEqual(OWN_METRICS);
  else expect(Namespace).toMatch(/^AWS\//);
  return of === undefined ? MetricName : `${MetricName} of ${of}`;
}

function alarmOn(metric: string): Alarm {
  const [alarm, ...more] = alarms.filter((one) => metricOf(one) === metric);
  if (alarm === undefined || more.length > 0) throw new Error(`not one alarm on ${metric}`);
  return alarm;
}

function conditionOf(alarm: Alarm): string {
  const { Statistic, ComparisonOperator, Threshold, EvaluationPeriods, Period } = alarm;
  const operator = { GreaterThanOrEqualToThreshold: '>=', GreaterThanThreshold: '>', LessThanThreshold: '<' }[
    ComparisonOperator
  ];
  const { DatapointsToAlarm = EvaluationPeriods } = alarm;
  return `${Statistic} ${operator} ${Threshold}, ${DatapointsToAlarm} of ${EvaluationPeriods} × ${Period} s`;
}

type KeySchema = readonly { readonly AttributeName: string }[];

function keys(schema: KeySchema): string {
  return schema.map(({ AttributeName }) => AttributeName).join(' ');
}

function environment(name: string): Record<string, string> {
  const { Properties } = template.toJSON()['Resources'][logicalId('AWS::Lambda::Function', name)];
  const { METRICS_NAMESPACE: _, ...own } = Properties.Environment.Variables;
  return Object.fromEntries(Object.entries(own).map(([variable, value]) => [variable, nameOf(value)]));
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
