import type { OutflowConfig, StackConfig } from '../../../infra/config/config.ts';
import example from '../../../outflow.config.example.ts';

/** Configurations that between them use every setting: each is synthesised, and read by every pack of cdk-nag. */

const one = (config: StackConfig): OutflowConfig => ({ stacks: { Outflow: config } });
const okta = { vendor: 'okta', tenant: 'example' } as const;

export const MATRIX: Readonly<Record<string, OutflowConfig>> = {
  'no settings': one({}),
  'the documented example': example,
  'provisioned capacity': one({
    capacity: { mode: 'provisioned', shards: 6, state: { reads: 540, writes: 640 } },
    windowSeconds: 20,
    concurrency: { detect: 6, alert: 2, watch: 1, triage: 1 },
  }),
  'no archive, no heartbeat': one({ archive: false, heartbeat: { everyMinutes: 0 } }),
  'names, tags and roles of an organisation': one({
    account: '123456789012',
    region: 'eu-central-1',
    namePrefix: 'acme-',
    tags: { owner: 'security' },
    rolePath: '/security/',
    permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
    bootstrapQualifier: 'sec01',
  }),
  'watched from another region': one({ region: 'eu-central-1', heartbeat: { watchedFrom: 'eu-west-1' } }),
  'ways in that run code': one({
    publicEndpoints: true,
    sources: [
      { kind: 's3-drop', feeds: [okta], writers: ['345678901234'] },
      { kind: 'webhook', name: 'segment', vendor: 'segment' },
      { kind: 'webhook', name: 'other', vendor: 'okta', scheme: 'standard-webhooks' },
      { kind: 'honey-mail', domain: 'mail.example.com' },
      { kind: 'poll', ...okta, url: 'https://example.okta.com' },
      { kind: 'poll', vendor: 'snowflake', url: 'https://example-my_account.snowflakecomputing.com' },
    ],
  }),
  'ways in that run none': one({
    sources: [
      { kind: 'eventbridge', ...okta, bus: 'aws.partner/okta.com/example/outflow' },
      { kind: 'cloudwatch-logs', logGroup: '/example/audit' },
      { kind: 'cross-account', roles: ['arn:aws:iam::345678901234:role/producer'] },
    ],
  }),
};
