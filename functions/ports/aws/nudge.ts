import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type AlertEvent, type ChoresEvent, type Nudge, nudgeBy, type Wake } from '../nudge.ts';

/** Invokes asynchronously: Lambda queues the event, and tries again itself if the function fails. */
export function lambdaNudge(client: LambdaClient, functionName: string): Nudge {
  return nudgeBy((event) => invoke(client, functionName, event));
}

export function lambdaWake(client: LambdaClient, functionName: string): Wake {
  return () => invoke(client, functionName, { chores: true });
}

async function invoke(
  client: LambdaClient,
  functionName: string,
  event: AlertEvent | ChoresEvent,
): Promise<void> {
  const input = {
    FunctionName: functionName,
    InvocationType: 'Event',
    Payload: JSON.stringify(event),
  } as const;
  await client.send(new InvokeCommand(input));
}
