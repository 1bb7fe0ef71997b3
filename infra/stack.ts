import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import cdk from '../cdk.json' with { type: 'json' };
import { addAlarms } from './alarms.ts';
import { addAnalysts } from './analysts.ts';
import type { PerFunction } from './bundle.ts';
import { ALERTING_NAMES, type Alerting, addFunctions, deliverEvents, scheduleWatch } from './functions.ts';
import type { StackOutputs } from './outputs.ts';
import { addKeys, addStores } from './stores.ts';

export interface OutflowProps {
  /** Folders with each function's bundle. */
  readonly code: PerFunction<string>;
  /** Shards of the stream; absent: on demand, which scales by itself. */
  readonly shards?: number;
  /** How long the mapping gathers records before it calls `detect`: 1 to 5 seconds. */
  readonly windowSeconds?: number;
  /** Address of a page that shows one finding, put into pages. */
  readonly consoleUrl?: string;
  /** How often and how long on-call is told. */
  readonly alerting?: Alerting;
}

/** Events in through a stream, findings in a table, pages through topics: DESIGN.md section 3. */
export class OutflowStack extends Stack {
  constructor(scope: Construct, id: string, props: OutflowProps) {
    super(scope, id, { description: 'Outflow: breach detection for the data that SaaS vendors hold' });

    const keys = addKeys(this);
    const stores = addStores(this, keys, props.shards);
    const functions = addFunctions(this, keys, stores, props);
    const mapping = deliverEvents(this, stores, functions.detect, props.windowSeconds ?? 1);
    scheduleWatch(this, functions.watch);
    addAlarms(this, keys, stores, functions, mapping);
    addAnalysts(this, keys, stores, functions);

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
  }
}

/**
 * The CDK app with the one stack. What `props` leave open is read from the CDK context. Of `cdk.json` too, which
 * only the CDK command reads by itself: with other feature flags, tests and local AWS would get another template.
 */
export function createApp(props: OutflowProps, outdir?: string): App {
  const app = new App({
    ...(outdir === undefined ? {} : { outdir }),
    context: cdk.context,
    analyticsReporting: false,
  });
  const context = (name: string): unknown => app.node.tryGetContext(name) ?? undefined;
  const shards = wholeNumber('shards', props.shards ?? context('shards'), 1, 500);
  const windowSeconds = wholeNumber('windowSeconds', props.windowSeconds ?? context('windowSeconds'), 1, 5);
  const consoleUrl = props.consoleUrl ?? context('consoleUrl');
  const alerting = Object.fromEntries(
    ALERTING_NAMES.flatMap((name) => {
      const value = wholeNumber(name, props.alerting?.[name] ?? context(name), 0, 10_000);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  new OutflowStack(app, String(context('stack') ?? 'Outflow'), {
    code: props.code,
    ...(shards === undefined ? {} : { shards }),
    ...(windowSeconds === undefined ? {} : { windowSeconds }),
    ...(consoleUrl === undefined ? {} : { consoleUrl: httpsUrl(String(consoleUrl)) }),
    alerting,
  });
  return app;
}

/** It goes into pages, where people follow it. */
function httpsUrl(given: string): string {
  if (!URL.canParse(given) || new URL(given).protocol !== 'https:')
    throw new Error(`The setting consoleUrl is ${given}. Give an address that begins with https://.`);
  return given;
}

/** Context from the command line comes as text. */
function wholeNumber(name: string, given: unknown, least: number, most: number): number | undefined {
  if (given === undefined) return undefined;
  const value = Number(given);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`The setting ${name} is ${String(given)}. Give a whole number from ${least} to ${most}.`);
  return value;
}
