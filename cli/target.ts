import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { OUTPUT_NAMES, type StackOutputs } from '../infra/outputs.ts';
import { messageOf } from '../shared/text.ts';
import { UserError } from './errors.ts';
import { readLocalAws } from './local-aws-file.ts';
import { destroyTargetClients, type TargetClients, targetClients } from './target-clients.ts';

/** The options by which every command says what it works on; at most one of them. */
export interface TargetOptions {
  /** A deployed stack, found by the usual AWS credentials and region. `OUTFLOW_STACK` stands in for it. */
  readonly stack?: string;
  /** The local AWS that `npx outflow demo --keep` leaves up in this folder. */
  readonly local?: boolean;
  /** A saved run, or a file of findings: no AWS at all. */
  readonly from?: string;
}

export type Target = SavedTarget | LiveTarget;

export interface SavedTarget {
  readonly kind: 'saved';
  readonly from: string;
}

/** Tables, buckets, topics and functions, and clients that reach them. */
export interface LiveTarget {
  readonly kind: 'live';
  /** As a person would say it: `the stack Outflow`. */
  readonly title: string;
  /** What a hint repeats, so that it works as printed: `--stack Outflow`. */
  readonly option: string;
  readonly outputs: StackOutputs;
  readonly clients: TargetClients;
  close(): void;
}

export const DEFAULT_SAVED = 'demo';
export const LOCAL = '--local';

type Environment = Readonly<Record<string, string | undefined>>;

/** For commands that read findings. Without any option and without `OUTFLOW_STACK`: the demo's. */
export async function resolveTarget(
  options: TargetOptions,
  environment: Environment = process.env,
): Promise<Target> {
  refuseSeveral(options);
  const stack = options.stack ?? environment['OUTFLOW_STACK'];
  if (options.from !== undefined || (!options.local && !stack))
    return { kind: 'saved', from: options.from ?? DEFAULT_SAVED };
  return resolveLive(options, environment);
}

/** For commands that need tables and streams. */
export async function resolveLive(
  { stack, local }: Omit<TargetOptions, 'from'>,
  environment: Environment = process.env,
): Promise<LiveTarget> {
  refuseSeveral({ ...(stack && { stack }), ...(local && { local }) });
  if (local) return localTarget();
  const name = stack ?? environment['OUTFLOW_STACK'];
  if (!name)
    throw new UserError(
      'Say which Outflow: --stack NAME for a deployed one (or set OUTFLOW_STACK), --local for the one that npx outflow demo --keep left up.',
    );
  const clients = targetClients({});
  try {
    const outputs = await outputsOf(clients.cloudformation, name);
    const close = () => destroyTargetClients(clients);
    return { kind: 'live', title: `the stack ${name}`, option: `--stack ${name}`, outputs, clients, close };
  } catch (error) {
    destroyTargetClients(clients);
    throw error;
  }
}

/** Does it there, and closes what it was reached by. */
export async function withLive(
  options: Omit<TargetOptions, 'from'>,
  work: (target: LiveTarget) => Promise<void>,
): Promise<void> {
  await closing(await resolveLive(options), work);
}

/** Works with what is open, and closes it, also where that fails. */
export async function closing<Opened extends { close(): void }, Result>(
  opened: Opened,
  work: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(opened);
  } finally {
    opened.close();
  }
}

async function localTarget(): Promise<LiveTarget> {
  const { env, outputs } = await readLocalAws();
  const clients = targetClients(env);
  const close = () => destroyTargetClients(clients);
  return { kind: 'live', title: 'the local AWS', option: LOCAL, outputs, clients, close };
}

function refuseSeveral({ stack, local, from }: TargetOptions): void {
  const given = [stack !== undefined, local === true, from !== undefined].filter(Boolean).length;
  if (given > 1) throw new UserError('Give one of --stack, --local and --from, not several.');
}

/** The outputs of a deployed stack. Every way in which that fails is one that the caller can mend. */
export async function outputsOf(
  client: Pick<CloudFormationClient, 'send'>,
  name: string,
): Promise<StackOutputs> {
  const stacks = await describe(client, name);
  const found = new Map(
    (stacks[0]?.Outputs ?? []).flatMap(({ OutputKey, OutputValue }) =>
      OutputKey === undefined || OutputValue === undefined ? [] : [[OutputKey, OutputValue] as const],
    ),
  );
  const missing = OUTPUT_NAMES.filter((output) => !found.has(output));
  if (missing.length > 0)
    throw new UserError(
      `The stack ${name} has no output ${missing.join(', ')}: it is not Outflow's, or of another version. Deploy it again with npx cdk deploy.`,
    );
  return Object.fromEntries(found) as StackOutputs;
}

async function describe(client: Pick<CloudFormationClient, 'send'>, name: string) {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks;
  } catch (error) {
    throw new UserError(
      `The stack ${name} cannot be read (${messageOf(error)}): check --stack, AWS_PROFILE and AWS_REGION.`,
    );
  }
}
