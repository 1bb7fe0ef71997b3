import { ACCOUNT, REGION, type Template } from './template.ts';

/** One thing that a function asked of AWS, in the words in which a role allows it. */
export interface Call {
  readonly functionName: string;
  /** Such as `dynamodb:PutItem`. */
  readonly action: string;
  /** ARN; `*` where the request names no resource that is known here. */
  readonly resource: string;
  /** Partition keys of the items asked for, as the condition key `dynamodb:LeadingKeys` has them. */
  readonly leadingKeys: readonly string[];
  /** Attributes that the call names, those of its conditions included: `dynamodb:Attributes`. */
  readonly attributes: readonly string[];
}

/** A signed request. */
export interface Asked {
  readonly functionName: string;
  /** As in the signature: `dynamodb`, `s3`. */
  readonly service: string;
  readonly method: string;
  readonly url: string;
  /** The header `x-amz-target`. */
  readonly target: string;
  readonly body: string;
}

/** Name of each table's partition key. */
export type PartitionKeys = ReadonlyMap<string, string>;

export function partitionKeysOf(template: Template): PartitionKeys {
  return new Map(
    template.of('AWS::DynamoDB::Table').map(({ name, properties }) => {
      const schema = properties['KeySchema'] as readonly { AttributeName: string; KeyType: string }[];
      return [name, schema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? ''];
    }),
  );
}

/** A batch may ask for items of several tables. What is not understood is named as it came: no role allows that. */
export function callsOf(asked: Asked, partitionKeys: PartitionKeys): readonly Call[] {
  const { functionName, service, method, url, target, body } = asked;
  const call = (
    action: string,
    resource: string,
    leadingKeys: readonly string[] = [],
    attributes: readonly string[] = [],
  ): Call => ({ functionName, action: `${service}:${action}`, resource, leadingKeys, attributes });
  const { pathname, search } = new URL(url, 'http://localhost');
  const unknown = [call(`${method} ${url}`, '*')];
  switch (service) {
    case 'dynamodb': {
      const action = target.split('.').at(-1) ?? '';
      const input: DynamoInput = JSON.parse(body);
      const found = itemsAskedFor(input).map(({ table, index, items: named }) => {
        const key = partitionKeys.get(table) ?? '';
        const items = index === undefined ? [...named, ...itemsQueried(input)] : named;
        const queried = index === undefined ? [] : itemsQueried(input);
        const arn = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${table}`;
        // Of an index, the key that it is asked by.
        const leadingKeys = [
          ...items.flatMap((item) => Object.values(item[key] ?? {})),
          ...queried.flatMap((item) => Object.values(item).flatMap(Object.values<string>)),
        ];
        const attributes = [
          ...items.flatMap(Object.keys),
          ...Object.values(input.ExpressionAttributeNames ?? {}),
        ];
        return call(action, index === undefined ? arn : `${arn}/index/${index}`, leadingKeys, attributes);
      });
      return found.length > 0 ? found : [call(action, '*')];
    }
    case 'kinesis': {
      const { StreamName } = JSON.parse(body) as { StreamName?: string };
      const arn = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/${StreamName ?? ''}`;
      return [call(target.split('.').at(-1) ?? '', arn)];
    }
    case 'secretsmanager': {
      const { SecretId } = JSON.parse(body) as { SecretId?: string };
      return [call(target.split('.').at(-1) ?? '', SecretId ?? '*')];
    }
    case 'sns': {
      const parameters = new URLSearchParams(body);
      return [call(parameters.get('Action') ?? '', parameters.get('TopicArn') ?? '*')];
    }
    case 's3': {
      const parameters = new URLSearchParams(search);
      const named = `arn:aws:s3:::${decodeURIComponent(pathname.slice(1))}`;
      if (parameters.get('list-type') === '2') return [call('ListBucket', named.replace(/\/$/, ''))];
      // Of the many things that PUT means, the SDK says which.
      const action = parameters.get('x-id');
      return action === null ? unknown : [call(action, named)];
    }
    case 'lambda': {
      const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(pathname) ?? [];
      if (name === undefined) return unknown;
      const arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${decodeURIComponent(name)}`;
      return [call('InvokeFunction', arn)];
    }
    default:
      return unknown;
  }
}

type Item = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface DynamoInput {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
  readonly KeyConditionExpression?: string;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys?: readonly Item[] }>>;
}

/** A query names its partition key first: `#kind = :kind`. */
function itemsQueried(input: DynamoInput): Item[] {
  const [, name = '', value = ''] = /^(#\w+) = (:\w+)/.exec(input.KeyConditionExpression ?? '') ?? [];
  const attribute = input.ExpressionAttributeNames?.[name];
  const asked = input.ExpressionAttributeValues?.[value];
  return attribute === undefined || asked === undefined ? [] : [{ [attribute]: asked }];
}

function itemsAskedFor({ TableName, IndexName, Key, Item, RequestItems = {} }: DynamoInput) {
  if (TableName !== undefined) {
    const items = [Key, Item].filter((item) => item !== undefined);
    return [{ table: TableName, index: IndexName, items }];
  }
  return Object.entries(RequestItems).map(([table, { Keys = [] }]) => ({
    table,
    index: undefined,
    items: Keys,
  }));
}
