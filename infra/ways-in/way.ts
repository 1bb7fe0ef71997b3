import { type Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Alarming } from '../alarms.ts';
import type { StackSettings } from '../config/resolve.ts';
import { addLogGroup } from '../functions.ts';
import { functionNotDone, tableNotDone } from '../nag.ts';
import { allow, functionRole, leadingKeys, through, useTables, writeLogs } from '../roles.ts';
import type { Keys, Stores } from '../stores.ts';
import type { Way, WayCode } from './code.ts';

/** What every way in needs to be built. */
export interface Ground {
  readonly stack: Stack;
  readonly keys: Keys;
  readonly stores: Stores;
  readonly settings: StackSettings & { readonly code: WayCode };
  readonly alarms: Alarming;
  /** What the ways in remember; made by the first that asks. */
  readonly notes: () => dynamodb.Table;
}

interface WayProps {
  readonly id: string;
  readonly way: Way;
  /** What the function may do besides keeping notes and writing logs, and putting records where it ends on the stream. */
  readonly statements: readonly iam.PolicyStatement[];
  /** How the ids of its notes begin; without, it remembers nothing. */
  readonly notes?: string;
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  readonly reservedConcurrentExecutions?: number;
  /** What an alarm says of its errors, and a review of what it was invoked with. */
  readonly meaning: string;
  /** How long it may take until what failed is tried again; a minute unless given. */
  readonly again?: Duration;
}

/** A function that ends on the stream. */
export function addWay(ground: Ground, props: WayProps): { fn: lambda.Function; role: iam.Role } {
  const { keys, stores } = ground;
  return addReader(ground, {
    ...props,
    statements: [
      ...props.statements,
      allow(['kinesis:PutRecords'], stores.events.streamArn),
      allow(['kms:GenerateDataKey'], keys.evidence.keyArn, through('kinesis')),
    ],
    environment: { ...props.environment, STREAM_NAME: stores.events.streamName },
  });
}

/** A function that reads what comes from outside; it may put nothing on the stream. */
export function addReader(ground: Ground, props: WayProps): { fn: lambda.Function; role: iam.Role } {
  const { stack, keys, settings, alarms } = ground;
  const { id, way, environment, statements, notes, meaning, again, ...rest } = props;
  const code = settings.code[way];
  if (code === undefined)
    throw new Error(`The way in ${way} has no bundle. Synthesise with npx cdk, which makes it.`);
  const logGroup = addLogGroup(stack, id, settings.retention.logs);
  const role = functionRole(stack, `${id}Role`, [
    ...statements,
    ...(notes === undefined
      ? []
      : [
          allow(['dynamodb:GetItem', 'dynamodb:PutItem'], ground.notes().tableArn, leadingKeys(`${notes}#*`)),
          useTables(keys),
        ]),
    writeLogs(logGroup as ILogGroup),
  ]);
  const fn = new lambda.Function(stack, id, {
    ...rest,
    role,
    logGroup,
    code: lambda.Code.fromAsset(code),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    environment: {
      ...environment,
      ...(notes === undefined ? {} : { INGEST_TABLE: ground.notes().tableName }),
    },
  });
  functionNotDone(fn, `If it fails, ${meaning}`);
  alarms.watches(id, fn, meaning, again);
  return { fn, role };
}

/** Small and rarely written: one item for each file, feed and request. */
export function addNotes(stack: Stack, keys: Keys): dynamodb.Table {
  const table = new dynamodb.Table(stack, 'Ingest', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: keys.evidence,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: 'expires',
    removalPolicy: RemovalPolicy.RETAIN,
  });
  tableNotDone(table);
  return table;
}
