/**
 * Every setting, each with an example. Copy this file to `outflow.config.ts` (git ignores it, so no update of Outflow
 * touches it) and leave out what you do not need: everything has a default, which infra/config/config.ts names.
 */
import { defineConfig, type StackConfig } from './infra/config/config.ts';

const common: StackConfig = {
  region: 'eu-central-1',
  tags: { owner: 'security', application: 'outflow' },
  tenants: ['example'],
};

export default defineConfig({
  stacks: {
    // npx cdk deploy acme-OutflowDev
    OutflowDev: {
      ...common,
      namePrefix: 'acme-',
      account: '123456789012',
      capacity: { mode: 'provisioned', shards: 1, state: { reads: 10, writes: 10 } },
      retention: { stream: 1, logs: 30 },
    },
    // npx cdk deploy acme-OutflowProd
    OutflowProd: {
      ...common,
      namePrefix: 'acme-',
      account: '210987654321',
      rolePath: '/security/',
      permissionsBoundary: 'arn:aws:iam::210987654321:policy/boundary',
      bootstrapQualifier: 'sec01',
      existing: {
        evidenceKeyArn: 'arn:aws:kms:eu-central-1:210987654321:key/11111111-2222-3333-4444-555555555555',
        pagesKeyArn: 'arn:aws:kms:eu-central-1:210987654321:key/66666666-7777-8888-9999-000000000000',
        streamArn: 'arn:aws:kinesis:eu-central-1:210987654321:stream/audit-events',
        alertsTopicArn: 'arn:aws:sns:eu-central-1:210987654321:on-call',
        chatTopicArn: 'arn:aws:sns:eu-central-1:210987654321:security-chat',
      },
      windowSeconds: 2,
      concurrency: { detect: 40, alert: 5, watch: 2, triage: 5 },
      retention: { quarantine: 400, failedBatches: 400, archive: 730, drop: 30, logs: 365 },
      alarms: {
        topicArn: 'arn:aws:sns:eu-central-1:210987654321:platform-on-call',
        behindSeconds: 120,
        overdueSeconds: 300,
        silentHours: 12,
      },
      alerting: {
        pagesPer10Minutes: 20,
        criticalPagesPer10Minutes: 100,
        repeatMinutes: 30,
        maxRepeats: 4,
        heartbeatHours: 24,
      },
      heartbeat: { everyMinutes: 5, watchedFrom: 'eu-west-1' },
      archive: true,
      consoleUrl: 'https://security.example.com/findings',
      publicEndpoints: true,
      sources: [
        { kind: 's3-drop', feeds: [{ vendor: 'mixpanel', tenant: 'example' }], writers: ['345678901234'] },
        { kind: 'webhook', name: 'segment', vendor: 'segment', tenant: 'example', scheme: 'outflow' },
        { kind: 'cloudwatch-logs', logGroup: '/example/github-audit', filterPattern: '' },
        {
          kind: 'eventbridge',
          vendor: 'okta',
          tenant: 'example',
          bus: 'aws.partner/okta.com/example/outflow',
          sourcePrefix: 'aws.partner/okta.com/example',
          actorPath: '$.detail.actor.id',
        },
        { kind: 'cross-account', roles: ['arn:aws:iam::345678901234:role/audit-producer'] },
        // Beside these, `ruleSet: 'inbound'` where you have a rule set already.
        { kind: 'honey-mail', domain: 'mail.example.com', tenant: 'example' },
        {
          kind: 'poll',
          vendor: 'salesforce',
          tenant: 'example',
          url: 'https://example.my.salesforce.com',
          everyMinutes: 15,
        },
      ],
    },
  },
});
