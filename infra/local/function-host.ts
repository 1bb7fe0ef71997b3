import { createRequire } from 'node:module';
import { argv, exit } from 'node:process';

/**
 * One execution environment of a Lambda function: `node function-host.ts BUNDLE HANDLER`.
 * Takes one invocation at a time from its parent and ends with it.
 */
export interface Invocation {
  readonly requestId: string;
  readonly payload: string;
  /** Epoch milliseconds at which the parent ends this process. */
  readonly deadline: number;
  readonly context: {
    readonly functionName: string;
    readonly invokedFunctionArn: string;
    readonly memoryLimitInMB: string;
  };
}

export type Outcome =
  | { readonly kind: 'returned'; readonly payload: string }
  | { readonly kind: 'failed'; readonly errorType: string; readonly errorMessage: string };

process.on('disconnect', () => exit(0));
process.on('SIGINT', () => {});

const [, , bundle = '', exported = 'handler'] = argv;
const handler = load();

process.on('message', async (invocation: Invocation) => {
  process.send?.(await run(invocation));
});
process.send?.('ready');

function load(): (event: unknown, context: unknown) => unknown {
  const loaded: unknown = createRequire(import.meta.url)(bundle)[exported];
  if (typeof loaded !== 'function')
    throw new Error(`${bundle} does not export a function called ${exported}.`);
  return (event, context) => loaded(event, context);
}

async function run({ requestId, payload, deadline, context }: Invocation): Promise<Outcome> {
  try {
    const result = await handler(JSON.parse(payload), {
      ...context,
      awsRequestId: requestId,
      functionVersion: '$LATEST',
      logGroupName: `/aws/lambda/${context.functionName}`,
      logStreamName: `local/${process.pid}`,
      callbackWaitsForEmptyEventLoop: false,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    });
    return { kind: 'returned', payload: JSON.stringify(result) ?? 'null' };
  } catch (error) {
    const known = error instanceof Error ? error : new Error(String(error));
    console.error(known.stack ?? known.message);
    return { kind: 'failed', errorType: known.name, errorMessage: known.message };
  }
}
