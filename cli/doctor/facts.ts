import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { GetSubscriptionAttributesCommand, paginateListSubscriptionsByTopic } from '@aws-sdk/client-sns';
import type { LiveTarget } from '../target.ts';
import { type Patience, patient } from '../target-clients.ts';
import { type AlarmFact, asksForAttributes, type MappingFact, type SubscriptionFact } from './checks.ts';

/** What AWS says of the parts of a stack. */

export async function subscriptionsOf(
  { clients }: LiveTarget,
  topicArn: string,
): Promise<SubscriptionFact[]> {
  const found: SubscriptionFact[] = [];
  const pages = paginateListSubscriptionsByTopic({ client: clients.sns }, { TopicArn: topicArn });
  for await (const { Subscriptions = [] } of pages)
    for (const { SubscriptionArn = '', Protocol = '' } of Subscriptions)
      found.push({
        arn: SubscriptionArn,
        protocol: Protocol,
        isFiltered: await isFiltered(clients.sns, SubscriptionArn),
      });
  return found;
}

async function isFiltered(sns: LiveTarget['clients']['sns'], arn: string): Promise<boolean> {
  // There are no attributes of one that waits.
  if (!arn.startsWith('arn:')) return false;
  const { Attributes = {} } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }));
  return asksForAttributes(Attributes);
}

export async function mappingsOf({ clients, outputs }: LiveTarget): Promise<MappingFact[]> {
  const { EventSourceMappings = [] } = await clients.lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: outputs.DetectFunction }),
  );
  return EventSourceMappings.map(({ UUID = '', State = 'unknown', LastProcessingResult = '' }) => ({
    uuid: UUID,
    state: State,
    lastResult: LastProcessingResult,
  }));
}

const NAMES_PER_CALL = 100;

/** Of the stack itself: other alarms of the account are nobody's business here. One that was deleted is named still. */
export async function alarmNames({ clients }: LiveTarget, stack: string): Promise<string[]> {
  const names: string[] = [];
  const pages = paginateListStackResources({ client: clients.cloudformation }, { StackName: stack });
  for await (const { StackResourceSummaries = [] } of pages)
    for (const { ResourceType, PhysicalResourceId } of StackResourceSummaries)
      if (ResourceType === 'AWS::CloudWatch::Alarm' && PhysicalResourceId !== undefined)
        names.push(PhysicalResourceId);
  return names;
}

/** As far as they are there. */
export async function alarmsOf(names: readonly string[], patience?: Patience): Promise<AlarmFact[]> {
  const client = new CloudWatchClient(patient(patience));
  try {
    const found: AlarmFact[] = [];
    for (let start = 0; start < names.length; start += NAMES_PER_CALL) {
      const AlarmNames = names.slice(start, start + NAMES_PER_CALL);
      const { MetricAlarms = [] } = await client.send(
        new DescribeAlarmsCommand({ AlarmNames, MaxRecords: NAMES_PER_CALL }),
      );
      for (const alarm of MetricAlarms)
        found.push({
          name: alarm.AlarmName ?? '',
          description: alarm.AlarmDescription ?? '',
          state: alarm.StateValue ?? '',
          actionsEnabled: alarm.ActionsEnabled ?? false,
          targets: alarm.AlarmActions ?? [],
        });
    }
    return found;
  } finally {
    client.destroy();
  }
}
