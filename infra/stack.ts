import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import cdk from '../cdk.json' with { type: 'json' };
import { addAlarms, alarming, METRICS_NAMESPACE } from './alarms.ts';
import { addAnalysts } from './analysts.ts';
import { addArchive } from './archive.ts';
import type { Code } from './bundle.ts';
import { applyToAll, stackProps } from './config/apply.ts';
import type { Alerting, OutflowConfig, StackConfig } from './config/config.ts';
import { ConfigError } from './config/error.ts';
import { DEFAULT_CONFIG } from './config/load.ts';
import { resolveStack } from './config/resolve.ts';
import { addDashboard, addServiceAlarms } from './dashboard.ts';
import { ALERTING_NAMES, addFunctions, deliverEvents, scheduleWatch } from './functions.ts';
import { HeartbeatStack } from './heartbeat.ts';
import type { StackOutputs } from './outputs.ts';
import { addKeys, addStores } from './stores.ts';
import type { WayCode } from './ways-in/code.ts';
import { addWaysIn } from './ways-in/index.ts';

export interface OutflowProps {
  /** Folders with each function's bundle. */
  readonly code: Code;
  /** Folders with the bundles of the ways in that the configuration asks for. */
  readonly ways?: WayCode;
  /** Shards of the stream; absent: on demand, which scales by itself. */
  readonly shards?: number;
  /** How long the mapping gathers records before it calls `detect`: 1 to 20 seconds. */
  readonly windowSeconds?: number;
  /** Address of a page that shows one finding, put into pages. */
  readonly consoleUrl?: string;
  /** How often and how long on-call is told. */
  readonly alerting?: Alerting;
  /** The user's configuration; what stands above goes before it. */
  readonly config?: StackConfig;
}

/** Events in through a stream, findings in a table, pages through topics: DESIGN.md section 3. */
export class OutflowStack extends Stack {
  constructor(scope: Construct, id: string, props: OutflowProps) {
    const config = props.config ?? {};
    const description = 'Outflow: breach detection for the data that SaaS vendors hold';
    super(scope, id, { description, ...stackProps(config) });

    const settings = resolveStack({ ...config, ...given(props) });
    const keys = addKeys(this, settings);
    const stores = addStores(this, keys, settings);
    const functions = addFunctions(this, keys, stores, { ...props, ...settings });
    const mapping = deliverEvents(this, stores, functions.detect, settings.windowSeconds);
    scheduleWatch(this, functions.watch);
    const alarms = alarming(this, stores, settings);
    addAlarms(alarms, keys, stores, functions, mapping, { ...settings, code: props.code });
    addServiceAlarms(alarms, stores, functions, settings);
    addAnalysts(this, keys, stores, functions);
    addDashboard(this, stores, functions);
    const archive = settings.archive
      ? addArchive(this, keys, stores, { ...settings, code: props.code }, alarms)
      : {};
    const ways = addWaysIn(this, keys, stores, { ...settings, code: props.ways ?? {} }, alarms);
    for (const node of this.node.findAll())
      if (node instanceof lambda.Function) node.addEnvironment('METRICS_NAMESPACE', METRICS_NAMESPACE);
    applyToAll(this, config);

    const outputs: StackOutputs = {
      StreamName: stores.events.streamName,
      StateTable: stores.state.tableName,
      FindingsTable: stores.findings.tableName,
      SettingsTable: stores.settings.tableName,
      AlertsTopicArn: stores.alerts.topicArn,
      ChatTopicArn: stores.chat.topicArn,
      QuarantineBucket: stores.quarantine.bucketName,
      FailedBatchesBucket: stores.failedBatches.bucketName,
      DetectFunction: functions.detect.functionName,
      AlertFunction: functions.alert.functionName,
      WatchFunction: functions.watch.functionName,
      TriageFunction: functions.triage.functionName,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
    const heartbeat = { HeartbeatTopicArn: stores.heartbeat.topicArn };
    for (const [name, value] of Object.entries<string>({ ...heartbeat, ...archive, ...ways }))
      new CfnOutput(this, name, { value });
  }
}

function given({ shards, windowSeconds, consoleUrl, alerting, config }: OutflowProps): StackConfig {
  return {
    ...(shards === undefined ? {} : { capacity: { mode: 'provisioned', shards } }),
    ...(windowSeconds === undefined ? {} : { windowSeconds }),
    ...(consoleUrl === undefined ? {} : { consoleUrl }),
    alerting: { ...config?.alerting, ...alerting },
  };
}

export interface AppProps extends Omit<OutflowProps, 'config'> {
  /** The user's configuration; absent: one stack, everything as it comes. */
  readonly config?: OutflowConfig;
}

/**
 * The CDK app with the stacks of the configuration. What `props` leave open is read from the CDK context. Of
 * `cdk.json` too, which only the CDK command reads by itself: with other feature flags, tests and local AWS would
 * get another template.
 */
export function createApp(props: AppProps, outdir?: string): App {
  const app = new App({
    ...(outdir === undefined ? {} : { outdir }),
    context: cdk.context,
    analyticsReporting: false,
  });
  const context = (name: string): unknown => app.node.tryGetContext(name) ?? undefined;
  const shards = wholeNumber('shards', props.shards ?? context('shards'), 1, 500);
  const windowSeconds = wholeNumber('windowSeconds', props.windowSeconds ?? context('windowSeconds'), 1, 20);
  const consoleUrl = props.consoleUrl ?? context('consoleUrl');
  const alerting = Object.fromEntries(
    ALERTING_NAMES.flatMap((name) => {
      const value = wholeNumber(name, props.alerting?.[name] ?? context(name), 0, 10_000);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const { config = defaultConfig(context('stack')), ...rest } = props;
  for (const [name, one] of Object.entries(config.stacks))
    new OutflowStack(app, `${one.namePrefix ?? ''}${name}`, {
      ...rest,
      config: one,
      ...(shards === undefined ? {} : { shards }),
      ...(windowSeconds === undefined ? {} : { windowSeconds }),
      ...(consoleUrl === undefined ? {} : { consoleUrl: httpsUrl(String(consoleUrl)) }),
      alerting,
    });
  for (const [name, one] of Object.entries(config.stacks))
    if (one.heartbeat?.watchedFrom !== undefined)
      new HeartbeatStack(app, `${one.namePrefix ?? ''}${name}`, one);
  return app;
}

/** It goes into pages, where people follow it. */
function httpsUrl(given: string): string {
  if (!URL.canParse(given) || new URL(given).protocol !== 'https:')
    throw new ConfigError(`The setting consoleUrl is ${given}. Give an address that begins with https://.`);
  return given;
}

function defaultConfig(stack: unknown): OutflowConfig {
  return stack === undefined ? DEFAULT_CONFIG : { stacks: { [String(stack)]: {} } };
}

/** Context from the command line comes as text. */
function wholeNumber(name: string, given: unknown, least: number, most: number): number | undefined {
  if (given === undefined) return undefined;
  const value = Number(given);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new ConfigError(
      `The setting ${name} is ${String(given)}. Give a whole number from ${least} to ${most}.`,
    );
  return value;
}
