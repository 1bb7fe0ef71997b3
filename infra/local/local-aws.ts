import { mkdtempSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle, ENTRIES, type FunctionName, type PerFunction, perFunction } from '../bundle.ts';
import type { OutflowConfig, StackConfig } from '../config/config.ts';
import { OUTPUT_NAMES, type OutputName, type StackOutputs } from '../outputs.ts';
import { bundleWays } from '../ways-in/code.ts';
import { startCallLog } from './call-log.ts';
import type { Call } from './calls.ts';
import { type Clients, destroyClients, localClients, localEnv } from './clients.ts';
import { connectDrops } from './drops.ts';
import { type Emulators, startEmulators } from './emulators.ts';
import { openFunctionUrls } from './function-urls.ts';
import { startLambdaApi } from './lambda-api.ts';
import type { FunctionCounts, LambdaFunction } from './lambda-function.ts';
import type { Mapping, MappingCounts } from './mapping.ts';
import { createResources } from './resources.ts';
import { startSecretsApi } from './secrets-api.ts';
import { type Subscription, subscribeTo } from './subscription.ts';
import { readAssembly, type Template } from './template.ts';
import { connectMappings, connectSchedules, createFunctions } from './wiring.ts';

export interface LocalAwsOptions {
  /** Called after each step of the start. */
  readonly onStep?: (step: Step) => void;
  /** Called with each line that a function prints. */
  readonly onLog?: (functionName: string, line: string) => void;
  /** Other sources for some functions: files that export `handler`. */
  readonly entries?: Partial<PerFunction<string>>;
  /** Calls the scheduled functions this often, instead of at the template's rate. */
  readonly watchEveryMs?: number;
  /** Processes that one function may have at once; 2 unless given. */
  readonly concurrency?: number;
  /** What the stack is to have beside its defaults, such as ways in. */
  readonly config?: StackConfig;
  /** A folder in which this stack was synthesised before: nothing is bundled then. */
  readonly assembly?: string;
  /** Notes each call that a function makes to AWS, for `calls`. */
  readonly recordsCalls?: boolean;
  /**
   * Where functions and mappings find the emulators instead: a test can make the way there a bad one. Producers and
   * subscribers speak to them directly; tables are where the functions find them.
   */
  readonly through?: (urls: Emulators['urls']) => Promise<Emulators['urls']>;
  /** Leaves the private folder, with template and bundles, where it is. */
  readonly keepFolder?: boolean;
}

/** A step of the start, with its own duration: the emulators start while the template is made. */
export interface Step {
  readonly title: string;
  readonly ms: number;
}

export interface LocalAws {
  /** The outputs of the stack, as `cdk deploy` would print them. */
  readonly outputs: StackOutputs;
  /** Outputs that only some configurations have, such as `DropBucket`. */
  readonly ways: Readonly<Record<string, string>>;
  /** The value of a secret of the stack, by a part of its name. */
  secret(name: string): string;
  /** Clients that speak to the emulators. */
  readonly clients: Clients;
  /** Environment variables that point any AWS SDK at the emulators. */
  readonly env: Readonly<Record<string, string>>;
  /** The private folder. */
  readonly folder: string;
  /** Every process that was started and still runs. */
  pids(): readonly number[];
  functionPids(name: FunctionName): readonly number[];
  /** Of the functions whose name holds the text, such as those of ways in. */
  pidsOf(name: string): readonly number[];
  /** Sends a signal to every process of the function and says how many there were. */
  kill(name: FunctionName, signal: NodeJS.Signals): number;
  /** Invokes a function and waits for what it returns; throws when the function does. */
  invoke(name: FunctionName, payload: unknown): Promise<unknown>;
  subscribe(topicArn: string): Promise<Subscription>;
  /**
   * Resolves when everything that was put on the stream before the call has been processed, with the asynchronous
   * invocations that came of it, and the subscribers have what was published.
   */
  drained(): Promise<void>;
  counts(): { readonly mapping: MappingCounts; readonly functions: PerFunction<FunctionCounts> };
  /** Made by the functions, in order of their arrival; none unless `recordsCalls`. */
  calls(): readonly Call[];
  stop(): Promise<void>;
}

/**
 * Stands the synthesised stack up on emulators on loopback, and runs its bundled functions. Whatever ends this
 * process ends the others too, and takes the private folder along; `stop` does it in order.
 */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const folder = mkdtempSync(join(tmpdir(), 'outflow-'));
  const keep = options.keepFolder === true;
  const step = stepwatch(options.onStep);
  const stopping = new AbortController();
  const closers = [async () => (keep ? undefined : rm(folder, { recursive: true, force: true }))];
  const stop = once(async () => {
    stopping.abort();
    for (const close of closers.toReversed()) await close();
  });

  try {
    const starting = step('Start Kinesis, DynamoDB, SNS and S3', () => startEmulators(folder, keep));
    closers.push(async () => (await starting.catch(() => undefined))?.stop());
    // The rest of this turn blocks; the emulators start meanwhile.
    await new Promise(setImmediate);
    const assembly = join(folder, 'cdk.out');
    if (options.assembly !== undefined) symlinkSync(options.assembly, assembly);
    else await build(folder, options, step);
    const template = readAssembly(assembly);
    const outputs = readOutputs(template);
    const emulators = await starting;
    const urls = (await options.through?.(emulators.urls)) ?? emulators.urls;
    const functions = new Map<string, LambdaFunction>();
    const mappings: Mapping[] = [];
    const api = await startLambdaApi(functions, stopping.signal);
    const clients = localClients({ ...emulators.urls, dynamodb: urls.dynamodb }, api.url);
    const serving = localClients(urls, api.url);
    const secrets = await startSecretsApi(template);
    closers.push(secrets.stop);
    const env = localEnv({ ...urls, secrets: secrets.url }, api.url);
    const log = options.recordsCalls
      ? await startCallLog({ ...urls, secrets: secrets.url }, api.url, template)
      : undefined;
    closers.push(async () => log?.stop());
    closers.push(async () => [clients, serving].forEach(destroyClients));
    closers.push(async () => void (await Promise.all(mappings.map(({ ended }) => ended))));
    closers.push(api.stop);
    closers.push(async () => void (await Promise.all([...functions.values()].map((one) => one.stop()))));

    await step('Create stream, tables, topics and buckets', () => createResources(template, clients));
    await step('Start the functions', async () => {
      const { concurrency = 2, onLog } = options;
      const settings = { concurrency, ...(onLog === undefined ? {} : { onLog }) };
      for (const created of createFunctions(template, log?.env ?? env, settings))
        functions.set(created.name, created);
      await Promise.all([...functions.values()].map((one) => one.warm()));
    });
    mappings.push(...(await connectMappings(template, functions, serving, stopping.signal)));
    const arrivals = await connectDrops(template, functions, clients, stopping.signal);
    closers.push(async () => arrivals.ended);
    const functionUrls = await openFunctionUrls(template, functions);
    closers.push(async () => void (await Promise.all(functionUrls.map((url) => url.stop()))));
    const endSchedules = connectSchedules(template, functions, api, options.watchEveryMs);
    closers.push(async () => endSchedules());

    const subscriptions: Subscription[] = [];
    const named = (name: FunctionName) => functionOf(name, outputs, functions);
    const settle = async () => {
      await arrivals.drained();
      for (const mapping of mappings) await mapping.drained();
      await api.idle();
      for (const subscription of subscriptions) await subscription.drained();
    };
    return {
      outputs,
      ways: {
        ...template.outputs,
        ...Object.fromEntries(functionUrls.map(({ output, url }) => [output, url])),
      },
      secret: secrets.value,
      clients,
      env,
      folder,
      pids: () => [...emulators.pids, ...[...functions.values()].flatMap((one) => one.pids())],
      pidsOf: (name) =>
        [...functions.values()].filter((one) => one.name.includes(name)).flatMap((one) => one.pids()),
      functionPids: (name) => named(name).pids(),
      kill: (name, signal) => named(name).kill(signal),
      async invoke(name, payload) {
        const outcome = await named(name).invoke(JSON.stringify(payload ?? null));
        if (outcome.kind === 'failed')
          throw new Error(`${name} failed: ${outcome.errorType}: ${outcome.errorMessage}`);
        return JSON.parse(outcome.payload);
      },
      async subscribe(topicArn) {
        const subscription = await subscribeTo(topicArn, clients, stopping.signal);
        subscriptions.push(subscription);
        return subscription;
      },
      drained: () => Promise.race([settle(), emulators.died]),
      counts: () => ({
        mapping: sumCounts(mappings.map((mapping) => mapping.counts())),
        functions: perFunction((name) => named(name).counts()),
      }),
      calls: () => log?.calls() ?? [],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Bundles the functions and synthesises the stack, into folders of the private one. */
async function build(folder: string, { entries, config }: LocalAwsOptions, step: Stepwatch): Promise<void> {
  const bundles = join(folder, 'functions');
  const code = await step('Bundle the functions', () => bundle(bundles, { ...ENTRIES, ...entries }));
  const stacks = localConfig(config);
  const ways = bundleWays(stacks, bundles);
  // Half a second of CDK, which nobody needs who has an assembly.
  const { synthesise } = await import('./synthesise.ts');
  await step('Synthesise the stack', () =>
    synthesise({ code, ways, config: stacks }, join(folder, 'cdk.out')),
  );
}

/**
 * Nobody waits here for the five minutes that the archive gathers records, and a test event every few minutes would
 * stand among the findings that somebody wants to try.
 */
export function localConfig(config: StackConfig = {}): OutflowConfig {
  return { stacks: { Outflow: { archive: false, heartbeat: { everyMinutes: 0 }, ...config } } };
}

const FUNCTION_OUTPUTS: PerFunction<OutputName> = {
  detect: 'DetectFunction',
  alert: 'AlertFunction',
  watch: 'WatchFunction',
  triage: 'TriageFunction',
};

function functionOf(
  name: FunctionName,
  outputs: StackOutputs,
  functions: ReadonlyMap<string, LambdaFunction>,
): LambdaFunction {
  const found = functions.get(outputs[FUNCTION_OUTPUTS[name]]);
  if (found === undefined) throw new Error(`The template has no function ${name}.`);
  return found;
}

function readOutputs({ outputs }: Template): StackOutputs {
  const missing = OUTPUT_NAMES.filter((name) => outputs[name] === undefined);
  if (missing.length > 0)
    throw new Error(`The stack has no output ${missing.join(', ')}. Add it in infra/stack.ts.`);
  return outputs as StackOutputs;
}

type Stepwatch = ReturnType<typeof stepwatch>;

function stepwatch(onStep: (step: Step) => void = () => {}) {
  return async <T>(title: string, run: () => T | Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    const result = await run();
    onStep({ title, ms: Math.round(performance.now() - startedAt) });
    return result;
  };
}

function sumCounts(counts: readonly MappingCounts[]): MappingCounts {
  const sum = (name: keyof MappingCounts) => counts.reduce((total, one) => total + one[name], 0);
  return {
    records: sum('records'),
    invocations: sum('invocations'),
    retries: sum('retries'),
    failedBatches: sum('failedBatches'),
  };
}

function once(run: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => {
    result ??= run();
    return result;
  };
}
