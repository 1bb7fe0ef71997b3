import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  type PutItemCommandInput,
  paginateQuery,
  type QueryCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

/** Undefined if the condition did not hold, else what `ReturnValues` asks for. */
export async function update(
  client: DynamoDBClient,
  input: UpdateItemCommandInput,
): Promise<Item | undefined> {
  return unlessRefused(async () => {
    const { Attributes = {} } = await client.send(new UpdateItemCommand(input));
    return Attributes;
  });
}

/** False if its condition did not hold. */
export async function put(client: DynamoDBClient, input: PutItemCommandInput): Promise<boolean> {
  return (await unlessRefused(() => client.send(new PutItemCommand(input)))) !== undefined;
}

/** Undefined if the condition of a write did not hold: nothing is written then. */
export async function unlessRefused<Written>(write: () => Promise<Written>): Promise<Written | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/** All that a query finds, page by page. */
export async function queryAll(client: DynamoDBClient, input: QueryCommandInput): Promise<Item[]> {
  const found: Item[] = [];
  for await (const { Items = [] } of paginateQuery({ client }, input)) found.push(...Items);
  return found;
}

export type Value = string | number | Uint8Array;

export function toValue(value: Value): AttributeValue {
  if (value instanceof Uint8Array) return { B: value };
  return typeof value === 'number' ? { N: String(value) } : { S: value };
}

/** The parts of an update expression that name attributes, so that no name meets a reserved word. */
export function names(...attributes: readonly string[]): Record<string, string> {
  return Object.fromEntries(attributes.map((attribute) => [`#${attribute}`, attribute]));
}

/** `#a = :a, #b = :b`, with the names and values it uses. */
export function assignments(attributes: Readonly<Record<string, Value>>) {
  const all = Object.keys(attributes);
  return {
    expression: all.map((name) => `#${name} = :${name}`).join(', '),
    names: names(...all),
    values: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`:${name}`, toValue(value)]),
    ),
  };
}

export function textOf(item: Item, name: string): string {
  const value = item[name]?.S;
  if (value === undefined) throw new Error(`The item ${keyText(item)} has no text ${name}.`);
  return value;
}

export function numberOf(item: Item, name: string): number {
  const value = item[name]?.N;
  if (value === undefined) throw new Error(`The item ${keyText(item)} has no number ${name}.`);
  return Number(value);
}

function keyText({ id }: Item): string {
  return id?.S ?? 'without id';
}
