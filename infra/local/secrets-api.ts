import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { arnOf, type Template } from './template.ts';

export interface SecretsApi {
  readonly url: string;
  /** The value of the secret whose name holds the text. */
  value(name: string): string;
  stop(): Promise<void>;
}

/**
 * The one call of Secrets Manager that the functions make, for the secrets of the template: none of the emulators
 * has it. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export async function startSecretsApi(template: Template): Promise<SecretsApi> {
  const values = new Map(
    template.of('AWS::SecretsManager::Secret').map((secret) => [arnOf(secret), drawn(secret.properties)]),
  );
  const server = createServer(async (request, response) => {
    const { SecretId = '' } = JSON.parse(Buffer.concat(await request.toArray()).toString('utf8'));
    const value = values.get(SecretId);
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    if (value !== undefined) response.end(JSON.stringify({ ARN: SecretId, SecretString: value }));
    else response.writeHead(400).end(JSON.stringify({ __type: 'ResourceNotFoundException' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    value(name) {
      const found = [...values].find(([arn]) => arn.includes(name.toLowerCase()));
      if (found === undefined) throw new Error(`The template has no secret whose name holds ${name}.`);
      return found[1];
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function drawn(properties: { readonly [name: string]: unknown }): string {
  const { SecretStringTemplate = '{}', GenerateStringKey } = (properties['GenerateSecretString'] ?? {}) as {
    SecretStringTemplate?: string;
    GenerateStringKey?: string;
  };
  if (GenerateStringKey === undefined) return randomBytes(24).toString('hex');
  return JSON.stringify({
    ...JSON.parse(SecretStringTemplate),
    [GenerateStringKey]: randomBytes(24).toString('hex'),
  });
}
