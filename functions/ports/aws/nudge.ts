import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type Nudge, nudgeBy } from '../nudge.ts';

/** Invokes asynchronously: Lambda queues the event, and tries again itself if the function fails. */
export function lambdaNudge(client: LambdaClient, functionName: string): Nudge {
  return nudgeBy(async (event) => {
    const input = {
      FunctionName: functionName,
      InvocationType: 'Event',
      Payload: JSON.stringify(event),
    } as const;
    await client.send(new InvokeCommand(input));
  });
}
