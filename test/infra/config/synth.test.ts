import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { StackConfig } from '../../../infra/config/config.ts';
import { createApp } from '../../../infra/stack.ts';
import { code, folder, ways } from '../synthesised.ts';

function app(stacks: Readonly<Record<string, StackConfig>>) {
  return createApp({ code, ways, config: { stacks } }, mkdtempSync(join(folder, 'config-'))).synth();
}

function templateOf(config: StackConfig): Template {
  return Template.fromJSON(app({ Outflow: config }).stacks[0]?.template);
}

const region = 'eu-central-1:123456789012';

describe('each setting reaches the template', () => {
  it('stacks: each has its own name, account and region', () => {
    const { stacks } = app({
      Dev: { namePrefix: 'acme-' },
      Prod: { account: '123456789012', region: 'eu-central-1' },
    });
    expect(stacks.map(({ stackName }) => stackName).sort()).toEqual(['Prod', 'acme-Dev']);
    const prod = stacks.find(({ stackName }) => stackName === 'Prod');
    expect(prod?.environment).toMatchObject({ account: '123456789012', region: 'eu-central-1' });
  });

  it('an empty one changes nothing', () => {
    const { stacks } = createApp({ code }, mkdtempSync(join(folder, 'plain-'))).synth();
    expect(templateOf({}).toJSON()).toEqual(stacks[0]?.template);
  });

  it('tags: on every table', () => {
    templateOf({ tags: { owner: 'security' } }).allResourcesProperties('AWS::DynamoDB::Table', {
      Tags: Match.arrayWith([{ Key: 'owner', Value: 'security' }]),
    });
  });

  it('rolePath and permissionsBoundary: on every role', () => {
    const boundary = 'arn:aws:iam::123456789012:policy/boundary';
    templateOf({ rolePath: '/security/', permissionsBoundary: boundary }).allResourcesProperties(
      'AWS::IAM::Role',
      { Path: '/security/', PermissionsBoundary: boundary },
    );
  });

  it('bootstrapQualifier: in the version that the deployment asks for', () => {
    expect(JSON.stringify(templateOf({ bootstrapQualifier: 'sec01' }).toJSON())).toContain(
      '/cdk-bootstrap/sec01/version',
    );
  });

  it('capacity and windowSeconds: of stream and mapping', () => {
    const template = templateOf({ capacity: { mode: 'provisioned', shards: 4 }, windowSeconds: 3 });
    template.hasResourceProperties('AWS::Kinesis::Stream', { ShardCount: 4 });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { MaximumBatchingWindowInSeconds: 3 });
  });

  it('concurrency: kept for the functions that it names, and for no other', () => {
    const reserved = (config: StackConfig) =>
      Object.values(templateOf(config).findResources('AWS::Lambda::Function'))
        .map(({ Properties }) => Properties.ReservedConcurrentExecutions as number | undefined)
        .filter((count) => count !== undefined);
    expect(reserved({})).toEqual([]);
    expect(reserved({ concurrency: { detect: 40, alert: 5 } }).sort()).toEqual([40, 5]);
  });

  it('capacity.state: of the state table alone, which follows the load at 60 % of use', () => {
    const state = { reads: 560, writes: 750 };
    const template = templateOf({ capacity: { mode: 'provisioned', shards: 4, state } });
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      ProvisionedThroughput: { ReadCapacityUnits: 934, WriteCapacityUnits: 1250 },
      TimeToLiveSpecification: Match.objectLike({ Enabled: true }),
    });
    template.resourcePropertiesCountIs('AWS::DynamoDB::Table', { BillingMode: 'PAY_PER_REQUEST' }, 2);
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      MinCapacity: 250,
      MaxCapacity: 6250,
      ScalableDimension: 'dynamodb:table:WriteCapacityUnits',
    });
    template.allResourcesProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      TargetTrackingScalingPolicyConfiguration: Match.objectLike({ TargetValue: 60 }),
    });
  });

  it('retention: of stream, logs and buckets', () => {
    const template = templateOf({ retention: { stream: 3, logs: 30, quarantine: 100, failedBatches: 200 } });
    template.hasResourceProperties('AWS::Kinesis::Stream', { RetentionPeriodHours: 72 });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
    for (const ExpirationInDays of [100, 200])
      template.hasResourceProperties('AWS::S3::Bucket', {
        LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays })] },
      });
  });

  it('alarms: their limits, a second topic for all of them, and silence', () => {
    const topicArn = `arn:aws:sns:${region}:platform`;
    const template = templateOf({
      alarms: { topicArn, behindSeconds: 120, overdueSeconds: 600, silentHours: 6 },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'IteratorAge',
      Threshold: 120_000,
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'OutboxOldestMs',
      Threshold: 600_000,
    });
    // Heartbeats come by the stream as well.
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: 'FILL(incoming, 0) - FILL(beats, 0)' }),
        Match.objectLike({
          Id: 'incoming',
          MetricStat: Match.objectLike({ Metric: Match.objectLike({ MetricName: 'IncomingRecords' }) }),
        }),
        Match.objectLike({
          Id: 'beats',
          MetricStat: Match.objectLike({ Metric: Match.objectLike({ MetricName: 'HeartbeatsSent' }) }),
        }),
      ]),
      Threshold: 1,
      EvaluationPeriods: 6,
      TreatMissingData: 'breaching',
    });
    const without = templateOf({ alarms: { silentHours: 6 }, heartbeat: { everyMinutes: 0 } });
    without.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'IncomingRecords',
      Period: 3600,
      EvaluationPeriods: 6,
      TreatMissingData: 'breaching',
    });
    template.allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: Match.arrayWith([topicArn]),
    });
  });

  it('consoleUrl: told to alert', () => {
    templateOf({ consoleUrl: 'https://example.com/f' }).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ CONSOLE_URL: 'https://example.com/f' }) },
    });
  });

  it('alerting: told to alert, and what a deployment says by itself goes before it', () => {
    const alerting = { repeatMinutes: 15, maxRepeats: 2 };
    templateOf({ alerting }).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ REPEAT_MINUTES: '15', MAX_REPEATS: '2' }) },
    });
    const outdir = mkdtempSync(join(folder, 'alerting-'));
    const app = createApp(
      { code, config: { stacks: { One: { alerting } } }, alerting: { maxRepeats: 3 } },
      outdir,
    );
    Template.fromJSON(app.synth().stacks[0]?.template).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ REPEAT_MINUTES: '15', MAX_REPEATS: '3' }) },
    });
  });

  it('heartbeat: as often as it says, and without one watch may put nothing on the stream', () => {
    const template = templateOf({ heartbeat: { everyMinutes: 15 } });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'Heartbeats', Period: 900 });
    const without = templateOf({ heartbeat: { everyMinutes: 0 } });
    without.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { MetricName: 'Heartbeats' }, 0);
    expect(JSON.stringify(without.toJSON())).not.toContain('kinesis:PutRecords');
  });

  it('existing: keys, stream and topics are used, and none is made', () => {
    const key = (id: string) => `arn:aws:kms:${region}:key/00000000-0000-0000-0000-${id.padStart(12, '0')}`;
    const streamArn = `arn:aws:kinesis:${region}:stream/audit`;
    const alertsTopicArn = `arn:aws:sns:${region}:on-call`;
    const template = templateOf({
      existing: {
        evidenceKeyArn: key('1'),
        pagesKeyArn: key('2'),
        streamArn,
        alertsTopicArn,
        chatTopicArn: `arn:aws:sns:${region}:chat`,
      },
    });
    for (const type of ['AWS::KMS::Key', 'AWS::Kinesis::Stream']) template.resourceCountIs(type, 0);
    // That of the heartbeats, which is nobody's on-call.
    template.resourceCountIs('AWS::SNS::Topic', 1);
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { EventSourceArn: streamArn });
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [alertsTopicArn] });
    template.allResourcesProperties('AWS::DynamoDB::Table', {
      SSESpecification: Match.objectLike({ KMSMasterKeyId: key('1') }),
    });
    // A tenth of a day: nobody here knows for how long it keeps its records, and Kinesis does so for a day.
    const behind = { MetricName: 'GetRecords.IteratorAgeMilliseconds' };
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { ...behind, Threshold: 8_640_000 });
    templateOf({}).hasResourceProperties('AWS::CloudWatch::Alarm', { ...behind, Threshold: 60_480_000 });
  });
});

describe('npx cdk synth', () => {
  const root = join(import.meta.dirname, '..', '..', '..');
  const synth = (config: string) => {
    const out = mkdtempSync(join(folder, 'cli-'));
    execFileSync(join(root, 'node_modules/.bin/cdk'), ['synth', '--quiet', '--output', out], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
      // Nothing answers there: what asks the network fails.
      env: {
        PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
        HOME: folder,
        OUTFLOW_CONFIG: config,
        HTTPS_PROXY: 'http://127.0.0.1:9',
        HTTP_PROXY: 'http://127.0.0.1:9',
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    });
    return readdirSync(out).filter((name) => name.endsWith('.template.json'));
  };

  it('makes every stack of the documented example, without credentials and without network', () => {
    expect(synth(join(root, 'outflow.config.example.ts'))).toEqual([
      'acme-OutflowDev.template.json',
      'acme-OutflowProd-watched.template.json',
      'acme-OutflowProd.template.json',
    ]);
  });

  it('says what is wrong with a configuration, and no stack trace', () => {
    const path = join(folder, 'wrong.config.ts');
    writeFileSync(path, 'export default { stacks: { A: { windowSeconds: 90 } } };');
    let printed = '';
    try {
      synth(path);
    } catch (error) {
      printed = String((error as { stderr?: unknown }).stderr);
    }
    expect(printed).toContain('stacks.A.windowSeconds: Give a whole number from 1 to 20.');
    expect(printed).not.toMatch(/^\s+at /m);
  });
});
