import { describe, expect, it } from 'vitest';
import { logicalId, nameOf, template } from './synthesised.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function statements(role: string): readonly Statement[] {
  const { Properties } = template.toJSON()['Resources'][logicalId('AWS::IAM::Role', role)];
  return Properties.Policies.flatMap(
    (policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement,
  );
}

/** Each thing that a role may do, as `Resource action`, its keys and logs aside. */
function permissions(role: string): readonly string[] {
  return statements(role)
    .flatMap(({ Action, Resource }) =>
      [Action]
        .flat()
        .flatMap((action) => [Resource].flat().map((resource) => `${where(resource)} ${action}`)),
    )
    .filter((permission) => !/ (kms|logs):/.test(permission))
    .toSorted();
}

function where(resource: unknown): string {
  const suffix = /"(\/[^"]*)"\]/.exec(JSON.stringify(resource))?.[1] ?? '';
  return `${nameOf(resource)}${suffix}`;
}

const ROLES = ['DetectRole', 'AlertRole', 'WatchRole', 'TriageRole', 'ArchiveRole'];

describe('what the functions may do', () => {
  it('no role has a wildcard action, a managed policy, or every resource', () => {
    template.resourceCountIs('AWS::IAM::Role', ROLES.length);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    for (const role of ROLES) {
      expect(
        template.toJSON()['Resources'][logicalId('AWS::IAM::Role', role)].Properties.ManagedPolicyArns,
      ).toBeUndefined();
      for (const { Effect, Action, Resource } of statements(role)) {
        expect(Effect).toBe('Allow');
        expect([Action].flat().filter((action) => action.includes('*'))).toEqual([]);
        expect([Resource].flat()).not.toContain('*');
      }
    }
  });

  it('detect reads its stream, keeps state, projects findings, and cannot read or delete what it set aside', () => {
    expect(permissions('DetectRole')).toEqual([
      'Alert lambda:InvokeFunction',
      'Events kinesis:DescribeStream',
      'Events kinesis:DescribeStreamSummary',
      'Events kinesis:GetRecords',
      'Events kinesis:GetShardIterator',
      'Events kinesis:ListShards',
      'FailedBatches s3:ListBucket',
      'FailedBatches/aws/lambda/* s3:PutObject',
      'Findings dynamodb:GetItem',
      'Findings dynamodb:UpdateItem',
      'Quarantine/quarantine/* s3:PutObject',
      'Settings dynamodb:GetItem',
      'Settings dynamodb:GetItem',
      'Settings dynamodb:PutItem',
      'Settings dynamodb:Query',
      'State dynamodb:BatchGetItem',
      'State dynamodb:DeleteItem',
      'State dynamodb:PutItem',
    ]);
  });

  it('detect writes findings and the installation’s own record, reads verdicts and what tunes it, and nothing else', () => {
    const conditions = statements('DetectRole')
      .filter(({ Resource }) => ['Settings', 'Findings'].includes(nameOf(Resource)))
      .map(({ Resource, Action, Condition }) => [nameOf(Resource), [Action].flat(), Condition]);
    const keys = (...patterns: string[]) => ({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns },
    });
    expect(conditions).toEqual([
      ['Findings', ['dynamodb:UpdateItem'], keys('OF-*')],
      ['Findings', ['dynamodb:GetItem'], keys('verdict#*')],
      ['Settings', ['dynamodb:GetItem', 'dynamodb:PutItem'], keys('installation')],
      ['Settings', ['dynamodb:Query'], keys('contracts', 'thresholds')],
      ['Settings', ['dynamodb:GetItem'], keys('honey')],
    ]);
  });

  it('alert reads and settles findings, reads what settles how much is told, and publishes', () => {
    expect(permissions('AlertRole')).toEqual([
      'Alerts sns:Publish',
      'Chat sns:Publish',
      'Findings dynamodb:BatchGetItem',
      'Findings dynamodb:GetItem',
      'Findings dynamodb:UpdateItem',
      'Findings/index/byEntity dynamodb:Query',
      'Findings/index/bySeverity dynamodb:Query',
      'Findings/index/later dynamodb:Query',
      'Heartbeat sns:Publish',
      'Settings dynamodb:Query',
    ]);
    expect(
      statements('AlertRole')
        .filter(({ Resource }) => nameOf(Resource) === 'Settings')
        .map(({ Condition }) => Condition),
    ).toEqual([
      {
        'ForAllValues:StringLike': {
          'dynamodb:LeadingKeys': ['suppressions', 'contracts', 'feeds', 'thresholds'],
        },
      },
    ]);
  });

  it('watch nudges, keeps what is known of feeds, and sees no state of an account', () => {
    expect(permissions('WatchRole')).toEqual([
      'Alert lambda:InvokeFunction',
      'Alerts sns:GetTopicAttributes',
      'Events kinesis:PutRecords',
      'Findings dynamodb:BatchGetItem',
      'Findings dynamodb:GetItem',
      'Findings dynamodb:UpdateItem',
      'Findings/index/bySeverity dynamodb:Query',
      'Findings/index/outbox dynamodb:Query',
      'Settings dynamodb:GetItem',
      'Settings dynamodb:Query',
      'State dynamodb:BatchGetItem',
      'State dynamodb:PutItem',
      'State dynamodb:Query',
    ]);
    const keysOf = (table: string) =>
      statements('WatchRole')
        .filter(({ Resource }) => nameOf(Resource) === table && !JSON.stringify(Resource).includes('index'))
        .flatMap(
          ({ Condition }) => JSON.stringify(Condition).match(/LeadingKeys":(\[[^\]]*\])/)?.[1] ?? 'all',
        );
    expect(keysOf('State')).toEqual(['["feed/*"]', '["feed/*","organisation/*"]', '["feed/*","feeds"]']);
    expect(keysOf('Findings')).toEqual(['["OF-*"]']);
    expect(keysOf('Settings')).toEqual(['["installation"]', '["feeds","thresholds"]']);
  });

  it('triage writes what people decide and nothing that detect or alert own, whoever invokes it', () => {
    expect(permissions('TriageRole')).toEqual([
      'Alert lambda:InvokeFunction',
      'Findings dynamodb:GetItem',
      'Findings dynamodb:UpdateItem',
      'Findings dynamodb:UpdateItem',
    ]);
    const writes = statements('TriageRole').filter(({ Action }) => String(Action) === 'dynamodb:UpdateItem');
    expect(writes.map(({ Condition }) => Condition)).toEqual([
      {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['OF-*'] },
        'ForAllValues:StringEquals': {
          'dynamodb:Attributes': [
            'id',
            'status',
            'statusMonth',
            'triage',
            'triageVersion',
            'outbox',
            'outboxSince',
          ],
        },
        StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
      },
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['verdict#*'] } },
    ]);
  });

  it('people read without writing, triage without touching a table, and see no secret of the installation', () => {
    const policies = Object.entries(template.findResources('AWS::IAM::ManagedPolicy'));
    const of = (name: string) =>
      policies
        .filter(([id]) => id.startsWith(name))
        .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[])
        .flatMap(({ Action }) => [Action].flat());
    expect(of('ReadFindings').sort()).toEqual([
      'cloudformation:DescribeStacks',
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:Query',
      'kms:Decrypt',
    ]);
    expect(of('ApplySettings').sort()).toEqual(['dynamodb:DeleteItem', 'dynamodb:PutItem']);
    for (const [, { Properties }] of policies)
      for (const { Resource, Condition } of Properties.PolicyDocument.Statement as Statement[])
        if (JSON.stringify(Resource).includes(logicalId('AWS::DynamoDB::Table', 'Settings')))
          expect(JSON.stringify(Condition)).toMatch(/LeadingKeys":\["suppressions"(?!.*installation)/);
    expect(of('TriageFindings')).toEqual(['lambda:InvokeFunction']);
    // Neither is attached to a function.
    for (const [, { Properties }] of policies) expect(Properties.Roles).toBeUndefined();
  });

  it('each function writes to its own log group, which forgets after three months', () => {
    for (const name of ['Detect', 'Alert', 'Watch', 'Triage']) {
      const group = logicalId('AWS::Logs::LogGroup', `${name}Logs`);
      const logging = statements(`${name}Role`).filter(({ Action }) => String(Action).includes('logs:'));
      expect(logging.map(({ Resource }) => Resource)).toEqual([{ 'Fn::GetAtt': [group, 'Arn'] }]);
      template.hasResourceProperties('AWS::Lambda::Function', {
        LoggingConfig: { LogGroup: { Ref: group } },
      });
    }
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
  });

  it('each use of the evidence key is bound to the service that needs it', () => {
    const evidence = logicalId('AWS::KMS::Key', 'EvidenceKey');
    for (const role of ROLES)
      for (const { Resource, Condition } of statements(role))
        if (JSON.stringify(Resource).includes(evidence))
          // Also where names do not end in amazonaws.com.
          expect(JSON.stringify(Condition)).toMatch(
            /StringLike.*kms:ViaService.*"(dynamodb|kinesis|s3)\.",.*AWS::Region.*"\.amazonaws\.\*"/,
          );
  });
});
