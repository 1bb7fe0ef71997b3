import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { StackConfig } from '../../infra/config/config.ts';
import { createApp } from '../../infra/stack.ts';
import { code, folder } from './synthesised.ts';

const config: StackConfig = {
  region: 'eu-central-1',
  tags: { owner: 'security' },
  heartbeat: { watchedFrom: 'eu-west-1', everyMinutes: 10 },
};
const appOf = (one: StackConfig) =>
  createApp({ code, config: { stacks: { Outflow: one } } }, mkdtempSync(join(folder, 'heartbeat-')));
const { stacks } = appOf(config).synth();
const stackOf = (name: string) => stacks.find(({ stackName }) => stackName === name);
const main = Template.fromJSON(stackOf('Outflow')?.template);
const watched = Template.fromJSON(stackOf('Outflow-watched')?.template);

describe('the stack that waits for heartbeats', () => {
  it('is there only where it is asked for', () => {
    expect(stacks.map(({ stackName }) => stackName).sort()).toEqual(['Outflow', 'Outflow-watched']);
    expect(appOf({ region: 'eu-central-1' }).synth().stacks).toHaveLength(1);
  });

  it('stands in the other region and depends on nothing of the watched one, so that either can be deployed alone', () => {
    const stack = stackOf('Outflow-watched');
    expect(stack?.environment.region).toBe('eu-west-1');
    expect(stack?.dependencies.filter(({ id }) => id === 'Outflow')).toEqual([]);
    expect(JSON.stringify(watched.toJSON())).not.toContain('Fn::ImportValue');
  });

  it('gets into its queue what the topic of the watched stack says, and from nobody else', () => {
    const [topic] = Object.values(main.findResources('AWS::SNS::Topic')).flatMap(
      ({ Properties }) => Properties.TopicName ?? [],
    );
    expect(topic).toBe('Outflow-heartbeat');
    const subscribed = Object.values(watched.findResources('AWS::SNS::Subscription'))[0]?.['Properties'];
    expect(subscribed).toMatchObject({ Protocol: 'sqs', Region: 'eu-central-1' });
    expect(JSON.stringify(subscribed.TopicArn)).toContain(`sns:eu-central-1:`);
    expect(JSON.stringify(subscribed.TopicArn)).toContain(topic);
    watched.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service: 'sns.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': subscribed.TopicArn } },
          }),
        ]),
      }),
    });
  });

  it.each([
    ['eu-central-1', 'eu-west-1', 'sns.amazonaws.com'],
    ['eu-south-1', 'eu-west-1', 'sns.eu-south-1.amazonaws.com'],
    ['eu-west-1', 'me-south-1', 'sns.me-south-1.amazonaws.com'],
    ['eu-south-1', 'me-south-1', 'sns.me-south-1.amazonaws.com'],
  ])(
    'lets SNS in from %s to %s by the name under which it comes from there',
    (region, watchedFrom, Service) => {
      const other = appOf({ region, heartbeat: { watchedFrom } }).synth();
      const there = other.stacks.find(({ stackName }) => stackName === 'Outflow-watched');
      Template.fromJSON(there?.template).hasResourceProperties('AWS::SQS::QueuePolicy', {
        PolicyDocument: Match.objectLike({
          Statement: Match.arrayWith([
            Match.objectLike({ Action: 'sqs:SendMessage', Principal: { Service } }),
          ]),
        }),
      });
    },
  );

  it('raises its alarm when no heartbeat came three times in a row, also when SQS says nothing at all', () => {
    const topic = Object.keys(watched.findResources('AWS::SNS::Topic'))[0];
    watched.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/SQS',
      MetricName: 'NumberOfMessagesSent',
      Statistic: 'Sum',
      Period: 600,
      EvaluationPeriods: 3,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      AlarmActions: [{ Ref: topic }],
      OKActions: [{ Ref: topic }],
    });
  });

  it('may say so: CloudWatch can use the topic and its key, and both carry the tags', () => {
    const caller = Match.objectLike({ Principal: { Service: 'cloudwatch.amazonaws.com' } });
    watched.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: Match.objectLike({ Statement: Match.arrayWith([caller]) }),
    });
    watched.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: Match.objectLike({ Statement: Match.arrayWith([caller]) }),
      Tags: Match.arrayWith([{ Key: 'owner', Value: 'security' }]),
    });
  });
});
