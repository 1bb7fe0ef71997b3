import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ended } from './emulators.ts';
import type { Invocation, Outcome } from './function-host.ts';

export interface FunctionSettings {
  readonly name: string;
  readonly arn: string;
  /** Folder with the bundle. */
  readonly code: string;
  /** Such as `index.handler`. */
  readonly handler: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Environments at once; further invocations wait, as they would when throttled. */
  readonly concurrency: number;
  readonly onLog?: (functionName: string, line: string) => void;
}

export interface FunctionCounts {
  readonly invocations: number;
  /** Invocations that ended in an error of any sort, those below included. */
  readonly errors: number;
  readonly timeouts: number;
  /** The process ended in the middle of an invocation. */
  readonly crashes: number;
}

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  /** Runs the bundle's handler in one of the function's processes. Resolves whatever becomes of it. */
  invoke(payload: string): Promise<Outcome>;
  /** Starts the first process; rejects with what it printed when the bundle does not load. */
  warm(): Promise<void>;
  pids(): readonly number[];
  /** Sends a signal to each of the function's processes and says how many there were. */
  kill(signal: NodeJS.Signals): number;
  counts(): FunctionCounts;
  stop(): Promise<void>;
}

interface Environment {
  readonly child: ChildProcess;
  /** Settles when the bundle is loaded, or the process ended instead. */
  readonly ready: Promise<unknown>;
  busy: boolean;
}

export function lambdaFunction(settings: FunctionSettings): LambdaFunction {
  const environments = new Set<Environment>();
  const waiting: ((environment: Environment | undefined) => void)[] = [];
  /** The last lines, for the message when the bundle does not load. */
  const printed: string[] = [];
  const counts = { invocations: 0, errors: 0, timeouts: 0, crashes: 0 };
  let stopped = false;

  function start(): Environment {
    const child = startProcess(settings, (line) => {
      printed.push(line);
      printed.splice(0, printed.length - 20);
      settings.onLog?.(settings.name, line);
    });
    const ready = Promise.race([once(child, 'message'), ended(child)]);
    const environment: Environment = { child, busy: false, ready };
    environments.add(environment);
    child.once('exit', () => {
      environments.delete(environment);
      if (!stopped) waiting.shift()?.(claim(start()));
    });
    return environment;
  }

  function acquire(): Promise<Environment | undefined> | Environment {
    const idle = [...environments].find(({ child, busy }) => !busy && child.connected);
    if (idle !== undefined) return claim(idle);
    if (environments.size < settings.concurrency) return claim(start());
    return new Promise((resolve) => waiting.push(resolve));
  }

  function release(environment: Environment): void {
    environment.busy = false;
    if (environments.has(environment) && environment.child.connected) waiting.shift()?.(claim(environment));
  }

  async function invoke(payload: string): Promise<Outcome> {
    const environment = stopped ? undefined : await acquire();
    if (environment === undefined) return failure('Stopped', 'The local AWS was stopped.');
    counts.invocations++;
    const outcome = await runIn(environment, payload, settings);
    if (outcome.kind === 'failed') {
      counts.errors++;
      if (outcome.errorType === TIMED_OUT) counts.timeouts++;
      if (outcome.errorType === ENDED) counts.crashes++;
    }
    release(environment);
    return outcome;
  }

  return {
    name: settings.name,
    arn: settings.arn,
    invoke,
    async warm() {
      const environment = await acquire();
      await environment?.ready;
      if (environment?.child.connected !== true)
        throw new Error(`The function ${settings.name} does not load:\n${printed.join('\n')}`);
      release(environment);
    },
    pids: () => [...environments].flatMap(({ child }) => child.pid ?? []),
    kill(signal) {
      for (const { child } of environments) child.kill(signal);
      return environments.size;
    },
    counts: () => ({ ...counts }),
    async stop() {
      stopped = true;
      for (const resolve of waiting.splice(0)) resolve(undefined);
      const children = [...environments].map(({ child }) => child);
      for (const child of children) child.kill('SIGKILL');
      await Promise.all(children.map(ended));
    },
  };
}

const TIMED_OUT = 'Sandbox.Timedout';
const ENDED = 'Runtime.ExitError';

/** Sends one invocation to the process and waits for its answer, its time limit or its end. */
async function runIn(
  { child, ready }: Environment,
  payload: string,
  settings: FunctionSettings,
): Promise<Outcome> {
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, settings.timeoutMs);
  await ready;
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const onMessage = (outcome: Outcome) => resolve(outcome);
  const onExit = () => {
    const how = child.signalCode === null ? `code ${child.exitCode}` : `signal ${child.signalCode}`;
    resolve(
      timedOut
        ? failure(TIMED_OUT, `Task timed out after ${settings.timeoutMs / 1000} seconds`)
        : failure(ENDED, `Runtime exited with ${how}`),
    );
  };
  child.once('message', onMessage);
  child.once('exit', onExit);
  if (child.exitCode !== null || child.signalCode !== null) onExit();
  // An error in sending means that the process is about to end, which is answered above.
  else child.send(invocation(settings, payload), () => {});
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.off('message', onMessage);
    child.off('exit', onExit);
  }
}

function failure(errorType: string, errorMessage: string): Outcome {
  return { kind: 'failed', errorType, errorMessage };
}

function claim(environment: Environment): Environment {
  environment.busy = true;
  return environment;
}

function invocation(settings: FunctionSettings, payload: string): Invocation {
  return {
    requestId: randomUUID(),
    payload,
    deadline: Date.now() + settings.timeoutMs,
    context: {
      functionName: settings.name,
      invokedFunctionArn: settings.arn,
      memoryLimitInMB: String(settings.memoryMb),
    },
  };
}

function startProcess(settings: FunctionSettings, onLine: (line: string) => void): ChildProcess {
  const { code, handler, env, memoryMb } = settings;
  const [file = 'index', exported = 'handler'] = handler.split('.');
  const child = fork(join(import.meta.dirname, 'function-host.ts'), [join(code, `${file}.js`), exported], {
    cwd: code,
    env,
    execArgv: [`--max-old-space-size=${memoryMb}`],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const output of [child.stdout, child.stderr])
    if (output !== null) createInterface({ input: output }).on('line', onLine);
  return child;
}
