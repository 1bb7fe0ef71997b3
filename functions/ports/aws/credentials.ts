import { fromEnv } from '@aws-sdk/credential-provider-env';

/** In a Lambda, in place of @aws-sdk/credential-provider-node (infra/bundle.ts): it is given its credentials. */
export function defaultProvider() {
  return fromEnv();
}
