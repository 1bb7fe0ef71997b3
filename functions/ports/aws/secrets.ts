import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseJson } from '../../../shared/decode/json.ts';
import { isObject } from '../../../shared/vendors/field.ts';

/** A secret as JSON object of texts, asked for again when it is older than a minute. */
export type SecretReader = (id: string) => Promise<Readonly<Record<string, string>>>;

const KEPT_MS = 60_000;

export function secretReader(client: SecretsManagerClient, now: () => number): SecretReader {
  const known = new Map<
    string,
    { readonly fields: Readonly<Record<string, string>>; readonly atMs: number }
  >();
  return async (id) => {
    const kept = known.get(id);
    if (kept !== undefined && now() - kept.atMs < KEPT_MS) return kept.fields;
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: id }));
    const fields = fieldsOf(id, SecretString);
    known.set(id, { fields, atMs: now() });
    return fields;
  };
}

function fieldsOf(id: string, text: string): Readonly<Record<string, string>> {
  const value = parseJson(text);
  if (!isObject(value) || !Object.values(value).every((field) => typeof field === 'string'))
    throw new Error(
      `The secret ${id} is no JSON object of texts. Put one there: docs/deploy.md names its fields.`,
    );
  return value as Readonly<Record<string, string>>;
}
