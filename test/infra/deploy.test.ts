import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { POLLERS } from '../../functions/ingest/poll/vendors/index.ts';
import { checkConfig } from '../../infra/config/check.ts';
import { createApp } from '../../infra/stack.ts';
import example from '../../outflow.config.example.ts';
import { MATRIX } from './config/matrix.ts';
import { code, folder, template, ways } from './synthesised.ts';

const root = join(import.meta.dirname, '..', '..');
const guide = readFileSync(join(root, 'docs', 'deploy.md'), 'utf8');

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}
const stacks = createApp({ code, ways, config: example }, mkdtempSync(join(folder, 'deploy-'))).synth()
  .stacks;
const resources = stacks.flatMap(({ template: one }) =>
  Object.values(one.Resources as Record<string, Resource>),
);

describe('the deploy guide', () => {
  it('links to files that exist', () => {
    for (const [, target = ''] of guide.matchAll(/\]\((?!https?:)([^)#]+)\)/g))
      expect(existsSync(join(root, dirname('docs/deploy.md'), target)), target).toBe(true);
  });

  it('names the fields of every poller’s secret, and an address that the configuration takes', () => {
    for (const [vendor, { fields }] of Object.entries(POLLERS)) {
      const row = guide.split('\n').find((line) => line.startsWith(`| ${vendor} |`)) ?? '';
      for (const field of fields) expect(row).toContain(`\`${field}\``);
      const urls = [...row.matchAll(/`(https:[^`]+)`/g)].map(([, url = '']) => url);
      expect(urls, vendor).not.toEqual([]);
      for (const url of urls) {
        const checked = checkConfig({ stacks: { Outflow: { sources: [{ kind: 'poll', vendor, url }] } } });
        expect(checked, url).not.toHaveProperty('problems');
      }
    }
  });

  it('names every place in which a poller of another vendor has to stand', () => {
    const list = readFileSync(join(root, 'infra', 'ways-in', 'poll.ts'), 'utf8');
    for (const name of ['POLLED', 'USUAL_MINUTES']) expect(guide).toContain(`\`${name}\``);
    expect(list).toContain('const USUAL_MINUTES: Readonly<Record<Polled, number>>');
  });

  it('names every way in, and outputs that there are', () => {
    for (const { sources = [] } of Object.values(example.stacks))
      for (const { kind } of sources) expect(guide).toContain(`\`${kind}\``);
    const outputs = stacks.flatMap(({ template: one }) => Object.keys(one.Outputs));
    for (const name of ['AlertsTopicArn', 'DropBucket', 'WebhookUrl', 'IngestTable']) {
      expect(guide).toContain(`\`${name}\``);
      expect(outputs).toContain(name);
    }
  });
});

describe('what deploying needs', () => {
  it('is allowed by the policy in the guide, service by service', () => {
    const policy = JSON.parse(readFileSync(join(root, 'docs', 'deploy-policy.json'), 'utf8'));
    const allowed = new Set(
      policy.Statement.flatMap(({ Action }: { Action: string | string[] }) => [Action].flat()).map(
        (action: string) => action.split(':')[0],
      ),
    );
    const prefixes: Readonly<Record<string, string>> = {
      applicationautoscaling: 'application-autoscaling',
    };
    const used = new Set(
      resources.map(({ Type }) => Type.split('::')[1]?.toLowerCase() ?? '').filter((name) => name !== 'cdk'),
    );
    expect(used.size).toBeGreaterThan(10);
    expect([...used].map((name) => prefixes[name] ?? name).filter((name) => !allowed.has(name))).toEqual([]);
    // Of IAM, what is named and nothing else.
    const needed: Readonly<Record<string, string>> = {
      'AWS::IAM::Role': 'iam:CreateRole',
      'AWS::IAM::ManagedPolicy': 'iam:CreatePolicy',
    };
    for (const type of new Set(
      resources.map(({ Type }) => Type).filter((name) => name.startsWith('AWS::IAM::')),
    ))
      expect(JSON.stringify(policy), type).toContain(`"${needed[type] ?? type}"`);
  });

  it('lets CloudFormation read the policies of roles as well as write them: it does so to make and to compare', () => {
    const { Statement } = JSON.parse(readFileSync(join(root, 'docs', 'deploy-policy.json'), 'utf8'));
    const { Action } = Statement.find(({ Action: all }: { Action: unknown }) =>
      [all].flat().includes('iam:CreateRole'),
    );
    for (const what of ['GetRole', 'GetRolePolicy', 'ListRolePolicies', 'ListAttachedRolePolicies'])
      expect(Action).toContain(`iam:${what}`);
  });

  it('lets the role be made that scales the state table: the first account that asks for it has none', () => {
    const config = { stacks: { Outflow: MATRIX['provisioned capacity']?.stacks['Outflow'] ?? {} } };
    const { stacks: made } = createApp({ code, config }, mkdtempSync(join(folder, 'scaled-'))).synth();
    const roles = Object.values(made[0]?.template.Resources as Record<string, Resource>).flatMap(
      ({ Type, Properties }) =>
        Type === 'AWS::ApplicationAutoScaling::ScalableTarget'
          ? [JSON.stringify(Properties?.['RoleARN'])]
          : [],
    );
    const { Statement } = JSON.parse(readFileSync(join(root, 'docs', 'deploy-policy.json'), 'utf8'));
    const { Resource } = Statement.find(
      ({ Action }: { Action: unknown }) => Action === 'iam:CreateServiceLinkedRole',
    );
    expect(roles).toHaveLength(2);
    for (const role of roles) expect(role).toContain(Resource.replace('arn:aws:iam::*', '').replace('*', ''));
  });
});

describe('an upgrade', () => {
  const kept = (resourcesOf: Readonly<Record<string, Resource>>) =>
    Object.entries(resourcesOf)
      .filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
      .map(([id, { Type }]) => `${Type.replace('AWS::', '')} ${id}`)
      .sort();

  it('finds everything that holds data under its old logical id', () => {
    expect(kept(template.toJSON()['Resources'])).toMatchInlineSnapshot(`
      [
        "DynamoDB::Table Findings172CF60E",
        "DynamoDB::Table Settings1CCB6159",
        "DynamoDB::Table State1C20CC9A",
        "KMS::Key EvidenceKey167D8F4D",
        "KMS::Key PagesKey54FE8C18",
        "S3::Bucket ArchiveFilesE7012089",
        "S3::Bucket FailedBatches983C92EC",
        "S3::Bucket Quarantine23FF09FE",
      ]
    `);
  });

  it('finds what ways in have kept, too', () => {
    const own = kept(template.toJSON()['Resources']);
    const prod = stacks.find(({ stackName }) => stackName === 'acme-OutflowProd');
    const added = kept(prod?.template.Resources).filter((line) => !own.includes(line));
    expect(added).toMatchInlineSnapshot(`
      [
        "DynamoDB::Table Ingest4069586C",
        "S3::Bucket DropFilesC76FF6B6",
      ]
    `);
  });
});
