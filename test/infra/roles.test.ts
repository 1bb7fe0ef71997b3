import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../infra/stack.ts';
import { code, folder, logicalId, nameOf, template } from './synthesised.ts';

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

const ROLES = ['DetectRole', 'AlertRole', 'WatchRole', 'ArchiveRole'];

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
      'Findings dynamodb:UpdateItem',
      'Quarantine/quarantine/* s3:PutObject',
      'Settings dynamodb:GetItem',
      'Settings dynamodb:PutItem',
      'State dynamodb:BatchGetItem',
      'State dynamodb:DeleteItem',
      'State dynamodb:PutItem',
    ]);
  });

  it('detect reaches the installation’s own record and no other setting, findings and no thread', () => {
    const conditions = statements('DetectRole')
      .filter(({ Resource }) => ['Settings', 'Findings'].includes(nameOf(Resource)))
      .map(({ Resource, Condition }) => [nameOf(Resource), Condition]);
    expect(Object.fromEntries(conditions)).toEqual({
      Findings: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['OF-*'] } },
      Settings: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['installation'] } },
    });
    expect(conditions.length).toBe(2);
  });

  it('alert reads and settles what it was asked about and publishes; watch only looks and nudges', () => {
    expect(permissions('AlertRole')).toEqual([
      'Alerts sns:Publish',
      'Chat sns:Publish',
      'Findings dynamodb:GetItem',
      'Findings dynamodb:UpdateItem',
    ]);
    expect(permissions('WatchRole')).toEqual([
      'Alert lambda:InvokeFunction',
      'Findings/index/outbox dynamodb:Query',
    ]);
  });

  it('each function writes to its own log group, which forgets after three months', () => {
    for (const name of ['Detect', 'Alert', 'Watch']) {
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
          expect(JSON.stringify(Condition)).toMatch(/kms:ViaService.*(dynamodb|kinesis|s3)\./);
  });
});

it('AWS Solutions of cdk-nag finds nothing that is not acknowledged with a reason', () => {
  const app = createApp({ code }, mkdtempSync(join(folder, 'nag-')));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});
