import { isObject } from './field.ts';
import type { Json } from './vendor.ts';

/**
 * Keys by which a condition narrows everybody to somebody, and how each says whose it is. Others, such as that requests come
 * over TLS, or with a certain header, are met by everybody:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html ("The meaning of public").
 */
const KEYS: ReadonlyMap<string, 'account' | 'arn' | 'fixed' | 'network' | 'organization'> = new Map([
  ['aws:sourceaccount', 'account'],
  ['aws:sourceowner', 'account'],
  ['aws:principalaccount', 'account'],
  ['s3:dataaccesspointaccount', 'account'],
  ['aws:sourcearn', 'arn'],
  ['aws:principalarn', 'arn'],
  ['s3:dataaccesspointarn', 'arn'],
  ['aws:principalorgid', 'organization'],
  ['aws:principalorgpaths', 'organization'],
  ['aws:sourceorgid', 'organization'],
  ['aws:sourceorgpaths', 'organization'],
  ['aws:sourceip', 'network'],
  ['aws:sourcevpc', 'fixed'],
  ['aws:sourcevpce', 'fixed'],
  ['aws:userid', 'fixed'],
  ['s3:x-amz-server-side-encryption-aws-kms-key-id', 'fixed'],
]);

/** What is denied, and what holds where the key is missing, narrows nothing. */
const OPERATOR = /^(?:ForAnyValue:)?(?:(?:String|Arn)(?:Equals|EqualsIgnoreCase|Like)|IpAddress)$/i;

/** Whether a condition lets in nobody but some that it names; where accounts are named, the own one. */
export function narrows(condition: Json | undefined, own: string | undefined): boolean {
  if (!isObject(condition)) return false;
  return Object.entries(condition).some(
    ([operator, keys]) =>
      OPERATOR.test(operator) &&
      isObject(keys) &&
      Object.entries(keys).some(([key, values]) => areOurs(KEYS.get(key.toLowerCase()), values, own)),
  );
}

/** Any of the values will do for whoever wants in. */
function areOurs(sort: string | undefined, values: Json | undefined, own: string | undefined): boolean {
  const all: readonly Json[] = Array.isArray(values) ? values : [values ?? null];
  if (sort === undefined || all.length === 0) return false;
  if (sort === 'network') return all.reduce<number>((sum, one) => sum + shareOf(one), 0) < MAX_SHARE;
  return all.every((value) => typeof value === 'string' && isOurs(sort, value, own));
}

function isOurs(sort: string, value: string, own: string | undefined): boolean {
  const account = sort === 'account' ? value : /^arn:[\w-]+:[\w-]+:[\w-]*:(\d{12}):/.exec(value)?.[1];
  switch (sort) {
    case 'account':
      return own === undefined ? /^\d{12}$/.test(value) : value === own;
    case 'arn':
      // Buckets and their like name no account.
      if (account === undefined) return /^arn:[\w-]+:s3:::[^*?$]+/.test(value);
      return own === undefined || account === own;
    case 'organization':
      return /^o-[a-z0-9]+(?:\/|$)/.test(value);
    default:
      return value !== '' && !/[*?$]/.test(value);
  }
}

/**
 * Of the Internet: less than two networks /8, so that a company that has one can name others beside it. Two halves, or 256
 * such networks, are everybody.
 */
const MAX_SHARE = 1 / 128;

/** All of it, where a network is wider than AWS takes for narrow, or is none. */
function shareOf(network: Json): number {
  const [address = '', bits = '128'] = typeof network === 'string' ? network.split('/', 2) : [];
  return address !== '' && Number(bits) >= (address.includes(':') ? 32 : 8) ? 2 ** -Number(bits) : 1;
}
