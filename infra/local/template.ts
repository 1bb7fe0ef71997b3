import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const REGION = 'us-east-1';
/** The account that the emulators put into the ARNs they hand out. */
export const ACCOUNT = '000000000000';

export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  /** The name that it gets here where the template leaves the choice to CloudFormation. */
  readonly name: string;
  /** With every reference resolved. */
  readonly properties: Properties;
}
export interface Properties {
  readonly [name: string]: unknown;
}

export interface Template {
  of(type: string): readonly Resource[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Folder with the code of a function, exactly as `cdk deploy` would upload it. */
  codeFolder(lambdaFunction: Resource): string;
}

const STACK = 'Outflow';

/** Of the stack that was synthesised into `assembly`. */
export function readAssembly(assembly: string): Template {
  const file = join(assembly, `${STACK}.template.json`);
  return readTemplate(JSON.parse(readFileSync(file, 'utf8')), STACK, assembly);
}

interface RawTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

export function readTemplate(raw: RawTemplate, stackName: string, assembly: string): Template {
  const resources = Object.entries(raw.Resources).map(([logicalId, { Type, Properties = {} }]) => ({
    logicalId,
    type: Type,
    name: `${stackName}-${logicalId}`.toLowerCase(),
    properties: Properties,
  }));
  const known = new Map(resources.map((resource) => [resource.logicalId, resource]));
  const resolve = (value: unknown) => resolveIntrinsics(value, known);
  return {
    of: (type) =>
      resources
        .filter((resource) => resource.type === type)
        .map((resource) => ({ ...resource, properties: resolve(resource.properties) as Properties })),
    outputs: Object.fromEntries(
      Object.entries(raw.Outputs ?? {}).map(([name, output]) => [name, String(resolve(output.Value))]),
    ),
    codeFolder({ logicalId, properties }) {
      const key = (properties['Code'] as { S3Key?: string } | undefined)?.S3Key;
      if (key === undefined) throw new Error(`The function ${logicalId} has no code in an asset.`);
      return join(assembly, `asset.${key.replace(/\.zip$/, '')}`);
    },
  };
}

type Known = ReadonlyMap<string, Resource>;

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'local',
};

function resolveIntrinsics(value: unknown, known: Known): unknown {
  const resolve = (inner: unknown) => resolveIntrinsics(inner, known);
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== 'object' || value === null) return value;
  const [[key, argument] = [], ...more] = Object.entries(value);
  if (key !== undefined && more.length === 0) {
    if (key === 'Ref') return reference(String(argument), known);
    if (key === 'Fn::GetAtt') return attribute(argument as [string, string], known);
    if (key === 'Fn::Join') {
      const [separator, parts] = argument as [string, readonly unknown[]];
      return parts.map((part) => String(resolve(part))).join(separator);
    }
    if (key === 'Fn::Sub' && typeof argument === 'string')
      return argument.replace(/\$\{([^}!]+)\}/g, (_, name: string) => {
        const [logicalId = '', attributeName] = name.split(/\.(.*)/s);
        return attributeName === undefined
          ? reference(name, known)
          : attribute([logicalId, attributeName], known);
      });
    if (key.startsWith('Fn::'))
      throw new Error(`The local AWS does not know ${key} in a template. Teach infra/local/template.ts.`);
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolve(inner)]));
}

/** What `Ref` means differs by type: the name for most, the ARN for these. */
const IS_ARN = new Set(['AWS::SNS::Topic', 'AWS::SecretsManager::Secret']);

function reference(logicalId: string, known: Known): string {
  const pseudo = PSEUDO[logicalId];
  if (pseudo !== undefined) return pseudo;
  const resource = find(logicalId, known);
  return IS_ARN.has(resource.type) ? arnOf(resource) : resource.name;
}

function attribute([logicalId, name]: [string, string], known: Known): string {
  const resource = find(logicalId, known);
  // Known once somebody listens; nothing but an output asks for it.
  if (resource.type === 'AWS::Lambda::Url' && name === 'FunctionUrl') return '';
  if (name === 'Arn' || (resource.type === 'AWS::SNS::Topic' && name === 'TopicArn')) return arnOf(resource);
  throw new Error(
    `The local AWS does not know the attribute ${name} of ${logicalId}. Teach infra/local/template.ts.`,
  );
}

function find(logicalId: string, known: Known): Resource {
  const resource = known.get(logicalId);
  if (resource === undefined) throw new Error(`The template refers to ${logicalId}, which it does not hold.`);
  return resource;
}

const ARN_PREFIXES: Readonly<Record<string, string>> = {
  'AWS::Kinesis::Stream': `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/`,
  'AWS::DynamoDB::Table': `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/`,
  'AWS::SNS::Topic': `arn:aws:sns:${REGION}:${ACCOUNT}:`,
  'AWS::S3::Bucket': 'arn:aws:s3:::',
  'AWS::Lambda::Function': `arn:aws:lambda:${REGION}:${ACCOUNT}:function:`,
  'AWS::Lambda::EventSourceMapping': `arn:aws:lambda:${REGION}:${ACCOUNT}:event-source-mapping:`,
  'AWS::KMS::Key': `arn:aws:kms:${REGION}:${ACCOUNT}:key/`,
  'AWS::IAM::Role': `arn:aws:iam::${ACCOUNT}:role/`,
  'AWS::Events::Rule': `arn:aws:events:${REGION}:${ACCOUNT}:rule/`,
  'AWS::SQS::Queue': `arn:aws:sqs:${REGION}:${ACCOUNT}:`,
  'AWS::SecretsManager::Secret': `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:`,
  'AWS::Logs::LogGroup': `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:`,
};

export function arnOf(resource: Resource): string {
  const prefix = ARN_PREFIXES[resource.type];
  if (prefix === undefined)
    throw new Error(
      `The local AWS does not know the ARN of a ${resource.type}. Teach infra/local/template.ts.`,
    );
  return `${prefix}${resource.name}`;
}
