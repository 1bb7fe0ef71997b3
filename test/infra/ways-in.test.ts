import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { Source } from '../../infra/config/config.ts';
import { createApp } from '../../infra/stack.ts';
import example from '../../outflow.config.example.ts';
import { decodeBatch } from '../../shared/decode.ts';
import { githubEvent } from '../fixtures/github.ts';
import { oktaEvent } from '../fixtures/okta.ts';
import { code, folder, nameOf, OWN_METRICS, ways } from './synthesised.ts';

function templateOf(...sources: Source[]): Template {
  const config = { stacks: { Outflow: { sources, publicEndpoints: true } } };
  const app = createApp({ code, ways, config }, mkdtempSync(join(folder, 'ways-')));
  return Template.fromJSON(app.synth().stacks[0]?.template);
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** `Events kinesis:PutRecords`, keys and logs aside. */
function permissions(template: Template, role: string): readonly string[] {
  const [found] = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) =>
    id.startsWith(role),
  );
  if (found === undefined) throw new Error(`no role ${role}`);
  return (found[1]['Properties'].Policies as { PolicyDocument: { Statement: Statement[] } }[])
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) =>
        [Resource].flat().map((one) => {
          const suffix = /"(\/[^"]*)"\]/.exec(JSON.stringify(one))?.[1] ?? '';
          const name =
            /"(?:Fn::GetAtt|Ref)":\[?"(\w+?)[0-9A-F]{8}"/.exec(JSON.stringify(one))?.[1] ?? nameOf(one);
          return `${name}${suffix} ${action}`;
        }),
      ),
    )
    .filter((permission) => !/ (kms|logs):/.test(permission))
    .sort();
}

const drop: Source = { kind: 's3-drop', feeds: [{ vendor: 'okta', tenant: 'a' }, { vendor: 'mixpanel' }] };
const hook: Source = { kind: 'webhook', name: 'segment', vendor: 'segment' };
const partner = {
  kind: 'eventbridge',
  vendor: 'okta',
  tenant: 'example',
  bus: 'aws.partner/okta.com/example/outflow',
  actorPath: '$.detail.actor.id',
} as const satisfies Source;

it('a stack without ways in has none of their resources', () => {
  const template = templateOf();
  for (const type of ['AWS::SQS::Queue', 'AWS::Lambda::Url', 'AWS::SecretsManager::Secret'])
    template.resourceCountIs(type, 0);
});

it('every way in counts under the name by which the alarms of its stack look', () => {
  const app = createApp({ code, ways, config: example }, mkdtempSync(join(folder, 'ways-')));
  const functions = app
    .synth()
    .stacks.flatMap(({ template }) =>
      Object.values(Template.fromJSON(template).findResources('AWS::Lambda::Function')),
    );
  expect(functions.length).toBeGreaterThan(2 * 5);
  for (const { Properties } of functions)
    expect(Properties.Environment.Variables.METRICS_NAMESPACE).toEqual(OWN_METRICS);
});

describe('the S3 drop', () => {
  const template = templateOf(drop);

  it('tells a queue of every object under live/ and another of history/, each of which hands it on until it is dealt with', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: {
        QueueConfigurations: ['live/', 'history/'].map((Value) => ({
          Event: 's3:ObjectCreated:*',
          Filter: { S3Key: { Rules: [{ Name: 'prefix', Value }] } },
          Queue: Match.anyValue(),
        })),
      },
      VersioningConfiguration: { Status: 'Enabled' },
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 4 },
    });
    for (const [VisibilityTimeout, Timeout, MemorySize] of [
      [660, 600, 1769],
      [960, 900, 3008],
    ]) {
      template.hasResourceProperties('AWS::SQS::Queue', {
        VisibilityTimeout,
        RedrivePolicy: Match.objectLike({ maxReceiveCount: 150 }),
      });
      template.hasResourceProperties('AWS::Lambda::Function', { Timeout, MemorySize });
    }
  });

  it('is bound to the feeds that the configuration names', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          FEEDS: '[{"vendor":"okta","tenant":"a"},{"vendor":"mixpanel","tenant":"default"}]',
        }),
      },
    });
  });

  it('may read what was dropped, put on the stream, and set aside; it can delete nothing', () => {
    expect(permissions(template, 'DropRole')).toEqual([
      'DropFiles/live/* s3:GetObject',
      'DropFiles/live/* s3:GetObjectVersion',
      'DropQueue sqs:DeleteMessage',
      'DropQueue sqs:GetQueueAttributes',
      'DropQueue sqs:ReceiveMessage',
      'Events kinesis:PutRecords',
      'Ingest dynamodb:GetItem',
      'Ingest dynamodb:PutItem',
      'Quarantine/quarantine/* s3:PutObject',
    ]);
  });

  it('builds profiles from history by a role that can tell nobody of anything, nor remove a file', () => {
    expect(permissions(template, 'HistoryRole')).toEqual([
      'DropFiles s3:ListBucket',
      'DropFiles/history/* s3:GetObject',
      'DropFiles/history/* s3:GetObjectVersion',
      'DropFiles/spool/* s3:GetObject',
      'DropFiles/spool/* s3:PutObject',
      'Findings dynamodb:GetItem',
      'HistoryQueue sqs:DeleteMessage',
      'HistoryQueue sqs:GetQueueAttributes',
      'HistoryQueue sqs:ReceiveMessage',
      'Ingest dynamodb:GetItem',
      'Ingest dynamodb:PutItem',
      'Settings dynamodb:GetItem',
      'Settings dynamodb:GetItem',
      'Settings dynamodb:PutItem',
      'Settings dynamodb:Query',
      'State dynamodb:BatchGetItem',
      'State dynamodb:DeleteItem',
      'State dynamodb:PutItem',
    ]);
  });

  it('keeps replays as they stand for a week, and files as long as the configuration says', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: Match.anyValue(),
      LifecycleConfiguration: {
        Rules: [
          Match.objectLike({ ExpirationInDays: 30, NoncurrentVersionExpiration: { NoncurrentDays: 7 } }),
          Match.objectLike({ ExpirationInDays: 7, Prefix: 'spool/state/' }),
        ],
      },
    });
  });

  it('lets in the accounts that are named, to put under live/ and nothing else: history says what is usual', () => {
    const policies = JSON.stringify(
      templateOf({ kind: 's3-drop', feeds: [{ vendor: 'okta' }], writers: ['345678901234'] }).findResources(
        'AWS::S3::BucketPolicy',
      ),
    );
    expect(policies).toMatch(/"Action":"s3:PutObject","Effect":"Allow".*345678901234/);
    expect(policies).toContain('/live/*');
    expect(policies).not.toContain('/history/*');
  });

  it.each(['DropGivenUp', 'HistoryGivenUp', 'DropsRefused', 'DropUnreadable'])('pages on %s', (name) => {
    expect(JSON.stringify(template.findResources('AWS::CloudWatch::Alarm'))).toContain(name);
  });
});

describe('mail to honey', () => {
  const template = templateOf({ kind: 'honey-mail', domain: 'mail.example.com' });

  it('goes from a rule of SES for the one domain to a function, which no message can make costly', () => {
    template.hasResourceProperties('AWS::SES::ReceiptRule', {
      Rule: {
        Name: 'Outflow-MailMailExampleCom',
        Enabled: true,
        Recipients: ['mail.example.com'],
        ScanEnabled: true,
        Actions: [{ LambdaAction: { InvocationType: 'Event', FunctionArn: Match.anyValue() } }],
      },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      ReservedConcurrentExecutions: 5,
      Environment: { Variables: Match.objectLike({ TENANT: 'default' }) },
    });
    template.resourceCountIs('AWS::SES::ReceiptRuleSet', 1);
  });

  it('lets that rule alone invoke it', () => {
    const [permission] = Object.values(
      template.findResources('AWS::Lambda::Permission', { Properties: { Principal: 'ses.amazonaws.com' } }),
    );
    expect(JSON.stringify(permission)).toContain(':receipt-rule/Outflow-MailMailExampleCom');
    expect(JSON.stringify(permission)).toContain('"SourceAccount":{"Ref":"AWS::AccountId"}');
  });

  it('may put on the stream, and give up what it cannot put; that is told', () => {
    expect(permissions(template, 'MailMailExampleComRole')).toEqual([
      'Events kinesis:PutRecords',
      'MailMailExampleComLost sqs:SendMessage',
    ]);
    template.hasResourceProperties('AWS::Lambda::Function', {
      DeadLetterConfig: { TargetArn: Match.anyValue() },
      ReservedConcurrentExecutions: 5,
    });
    expect(JSON.stringify(template.findResources('AWS::CloudWatch::Alarm'))).toContain(
      'MailMailExampleComLost',
    );
  });

  it('has a rule of its own for each domain, however long the name of the stack is', () => {
    const sources = ['mail', 'post'].map((name) => ({
      kind: 'honey-mail' as const,
      domain: `${name}.example.com`,
      ruleSet: 'inbound',
    }));
    const long = { publicEndpoints: true, sources };
    const config = { stacks: { [`O${'x'.repeat(60)}`]: long } };
    const app = createApp({ code, ways, config }, mkdtempSync(join(folder, 'ways-')));
    const made = Template.fromJSON(app.synth().stacks[0]?.template);
    const names = Object.values(made.findResources('AWS::SES::ReceiptRule')).map(
      ({ Properties }) => Properties.Rule.Name,
    );
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9][\w-]{1,62}[A-Za-z0-9]$/);
  });

  it('joins a rule set that is there', () => {
    const joined = templateOf({ kind: 'honey-mail', domain: 'mail.example.com', ruleSet: 'inbound' });
    joined.resourceCountIs('AWS::SES::ReceiptRuleSet', 0);
    joined.hasResourceProperties('AWS::SES::ReceiptRule', { RuleSetName: 'inbound' });
  });
});

describe('the webhook', () => {
  const template = templateOf(hook);

  it('has an address only if the configuration asks for one, and a bound on what callers can cost', () => {
    template.resourceCountIs('AWS::Lambda::Url', 1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      ReservedConcurrentExecutions: 10,
      Timeout: 30,
    });
  });

  it('may read its own secrets, put on the stream, and note what came', () => {
    expect(permissions(template, 'WebhookRole')).toEqual([
      'Events kinesis:PutRecords',
      'Ingest dynamodb:GetItem',
      'Ingest dynamodb:PutItem',
      'WebhookSegmentSecret secretsmanager:GetSecretValue',
    ]);
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [
        {
          PolicyName: 'work',
          PolicyDocument: Match.objectLike({
            Statement: Match.arrayWith([
              Match.objectLike({
                Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['replay#*'] } },
              }),
            ]),
          }),
        },
      ],
    });
  });

  it('has a secret of its own for each hook, drawn by AWS and kept under our key', () => {
    const two = templateOf(hook, { ...hook, name: 'other' });
    two.resourceCountIs('AWS::SecretsManager::Secret', 2);
    two.allResourcesProperties('AWS::SecretsManager::Secret', {
      KmsKeyId: Match.anyValue(),
      GenerateSecretString: Match.objectLike({ GenerateStringKey: 'first', PasswordLength: 48 }),
    });
    two.resourceCountIs('AWS::Lambda::Url', 1);
    // Whoever is to give it to the sender finds it by name.
    for (const name of ['WebhookSegmentSecretArn', 'WebhookOtherSecretArn'])
      two.hasOutput(name, Match.anyValue());
  });
});

describe('connections that run no code of ours', () => {
  it('EventBridge: stamps each event, keeps an account together, retries for a day, then sets aside', () => {
    const template = templateOf(partner);
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: 'aws.partner/okta.com/example/outflow',
      EventPattern: { source: [{ prefix: 'aws.partner/okta.com/example/outflow' }] },
      Targets: [
        Match.objectLike({
          KinesisParameters: { PartitionKeyPath: '$.detail.actor.id' },
          InputTransformer: {
            InputTemplate: '{"outflow":{"vendor":"okta","tenant":"example"},"event":<aws.events.event.json>}',
          },
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
          DeadLetterConfig: Match.anyValue(),
        }),
      ],
    });
    expect(permissions(template, 'BusOktaExample')).toEqual([
      'Events kinesis:PutRecord',
      'Events kinesis:PutRecords',
    ]);
    expect(JSON.stringify(template.findResources('AWS::CloudWatch::Alarm'))).toContain('GivenUpAlarm');
  });

  it('EventBridge: what the rule makes of an event is read as that vendor’s, and as no other’s', () => {
    const [rule] = Object.values(
      templateOf(partner).findResources('AWS::Events::Rule', {
        Properties: { EventBusName: Match.anyValue() },
      }),
    );
    const inputTemplate: string = rule?.['Properties'].Targets[0].InputTransformer.InputTemplate;
    const read = (detail: unknown) => {
      const event = { version: '0', id: 'e', 'detail-type': 'SystemLog', source: partner.bus, detail };
      const record = inputTemplate.replace('<aws.events.event.json>', () => JSON.stringify(event));
      return decodeBatch(
        [
          {
            data: Buffer.from(record).toString('base64'),
            partitionKey: 'k',
            sequenceNumber: '1',
            arrival: Date.now(),
          },
        ],
        { hashKey: new Uint8Array(32) },
      );
    };
    expect(read(oktaEvent({})).activities.map(({ activity }) => [activity.vendor, activity.tenant])).toEqual([
      ['okta', 'example'],
    ]);
    const forged = read({ outflow: { vendor: 'github' }, event: githubEvent({}) });
    expect([forged.activities.length, forged.malformed.length]).toEqual([0, 1]);
  });

  it('CloudWatch Logs: a role that only CloudWatch Logs of this account may take, for this stream', () => {
    const template = templateOf({
      kind: 'cloudwatch-logs',
      logGroup: '/example/audit',
      filterPattern: '{ $.a = 1 }',
    });
    template.hasResourceProperties('AWS::Logs::SubscriptionFilter', {
      LogGroupName: '/example/audit',
      FilterPattern: '{ $.a = 1 }',
      Distribution: 'Random',
    });
    expect(permissions(template, 'LogsExampleAudit')).toEqual([
      'Events kinesis:PutRecord',
      'Events kinesis:PutRecords',
    ]);
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: Match.objectLike({
        Statement: [
          Match.objectLike({
            Principal: { Service: 'logs.amazonaws.com' },
            Condition: { StringLike: { 'aws:SourceArn': Match.anyValue() } },
          }),
        ],
      }),
    });
  });

  it('other accounts: the roles that are named may put records, and use the key for that alone', () => {
    const role = 'arn:aws:iam::345678901234:role/producer';
    const template = templateOf({ kind: 'cross-account', roles: [role] });
    template.hasResourceProperties('AWS::Kinesis::ResourcePolicy', {
      ResourcePolicy: Match.objectLike({
        Statement: [
          Match.objectLike({
            Action: ['kinesis:DescribeStreamSummary', 'kinesis:PutRecord', 'kinesis:PutRecords'],
            Principal: { AWS: role },
          }),
        ],
      }),
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'kms:GenerateDataKey',
            Principal: { AWS: role },
            Condition: { StringLike: { 'kms:ViaService': Match.anyValue() } },
          }),
        ]),
      }),
    });
  });
});

it('a way in that fails each time it tries is told of, however seldom it tries', () => {
  const polls = (['okta', 'snowflake'] as const).map(
    (vendor) => ({ kind: 'poll', vendor, url: 'https://example.com' }) as const,
  );
  const template = templateOf(drop, ...polls);
  const periods = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).flatMap(
    ([id, { Properties }]) => (/^(Drop|History|Poll\w+)ErrorsAlarm/.test(id) ? [Properties] : []),
  );
  expect(
    periods.map(({ Period, EvaluationPeriods, DatapointsToAlarm }) => [
      Period,
      EvaluationPeriods,
      DatapointsToAlarm,
    ]),
  ).toEqual([
    [1260, 3, 2],
    [1860, 3, 2],
    [300, 3, 2],
    [3600, 3, 2],
  ]);
});

it('events that no poller can put on the stream are told of, once for all feeds', () => {
  const polls = (['okta', 'snowflake'] as const).map(
    (vendor) => ({ kind: 'poll', vendor, url: 'https://example.com' }) as const,
  );
  const found = templateOf(...polls).findResources('AWS::CloudWatch::Alarm', {
    Properties: { MetricName: 'PollUnreadable', Threshold: 1 },
  });
  expect(Object.keys(found)).toHaveLength(1);
});

it('no role of any way in has a wildcard action, a managed policy, or every resource', () => {
  const { stacks } = createApp({ code, ways, config: example }, mkdtempSync(join(folder, 'all-'))).synth();
  const roles = stacks.flatMap(({ template }) =>
    Object.values(Template.fromJSON(template).findResources('AWS::IAM::Role')),
  );
  expect(roles.length).toBeGreaterThan(10);
  for (const { Properties } of roles) {
    expect(Properties.ManagedPolicyArns).toBeUndefined();
    for (const { PolicyDocument } of Properties.Policies)
      for (const { Action, Resource } of PolicyDocument.Statement) {
        expect([Action].flat().filter((action: string) => action.includes('*'))).toEqual([]);
        expect([Resource].flat()).not.toContain('*');
      }
  }
});
