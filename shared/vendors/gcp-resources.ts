import type { Actor, Kind, Resource, Target } from '../activity.ts';
import { isObject, list, object, text } from './field.ts';
import { bucketsOf, tablesOf } from './gcp-bigquery.ts';
import { isForeign } from './outside.ts';
import { targetOf } from './target.ts';
import type { JsonObject } from './vendor.ts';

/**
 * Members that a policy change lets in, with their roles: `serviceData.policyDelta`, or what BigQuery says in its own
 * metadata; else the whole policy.
 */
export interface PolicyChange {
  readonly resources: readonly Resource[];
  readonly public: boolean;
  /** To anybody, or to an address or a domain of another organisation than this actor's. */
  readonly outside: boolean;
  /** Services whose data access is no longer logged. */
  readonly stopsLogging: boolean;
}

const MAX_MEMBERS = 16;
const EVERYBODY = new Set(['allUsers', 'allAuthenticatedUsers']);

export function policyChangeOf(payload: JsonObject, actor: Pick<Actor, 'email'> = {}): PolicyChange {
  const delta = object(object(payload, 'serviceData'), 'policyDelta');
  const change = changeOf(payload);
  const added = [...list(delta, 'bindingDeltas'), ...list(change, 'bindingDeltas')]
    .filter(isObject)
    .filter((binding) => text(binding, 'action') !== 'REMOVE');
  const policy = object(object(payload, 'request'), 'policy');
  const everybody = [
    policy,
    object(change, 'policy'),
    object(object(object(change, 'dataset'), 'acl'), 'policy'),
  ]
    .flatMap((one) => list(one, 'bindings'))
    .filter(isObject)
    .flatMap((binding) => list(binding, 'members'))
    .filter((member) => typeof member === 'string' && EVERYBODY.has(member));
  const members = [...added.map((binding) => text(binding, 'member')), ...everybody].filter(
    (member) => typeof member === 'string',
  );
  const named = members.map(memberOf);
  const isPublic = members.some((member) => EVERYBODY.has(member));
  return {
    resources: [
      ...named.slice(0, MAX_MEMBERS),
      ...added
        .flatMap((binding) => text(binding, 'role') ?? [])
        .slice(0, MAX_MEMBERS)
        .map((uid) => ({ type: 'role', uid })),
    ],
    public: isPublic,
    outside: isPublic || named.some((member) => isForeign(actor, addressOf(member))),
    stopsLogging: list(delta, 'auditConfigDeltas')
      .filter(isObject)
      .some((config) => text(config, 'action') === 'REMOVE' || text(config, 'exemptedMember') !== undefined),
  };
}

/** Of a table or dataset of BigQuery; whoever updates a dataset states its whole policy. */
function changeOf(payload: JsonObject): JsonObject | undefined {
  const metadata = object(payload, 'metadata') ?? object(payload, 'metadataJson');
  return object(metadata, 'tableChange') ?? object(metadata, 'datasetChange');
}

/** `user:alice@example.com`, `serviceAccount:…`, `group:…`, `domain:…`, `allUsers`. */
function memberOf(member: string): Resource {
  const colon = member.indexOf(':');
  if (colon === -1) return { type: 'principal', uid: member };
  const kind = member.slice(0, colon);
  return { type: kind === 'serviceAccount' ? 'service-account' : kind, uid: member.slice(colon + 1) };
}

/** Of whoever is no program: of a domain, which is everybody in it, any address. */
function addressOf({ type, uid }: Resource): string | undefined {
  if (type === 'domain') return `all@${uid}`;
  return type === 'user' || type === 'group' ? uid : undefined;
}

/** What an entry is about; names of objects in buckets stay out, they are customer data. */
export function resourcesOf(event: JsonObject, payload: JsonObject): Resource[] {
  const name = text(payload, 'resourceName');
  const labels = object(object(event, 'resource'), 'labels');
  const request = object(payload, 'request');
  const account =
    text(labels, 'email_id') ??
    ADDRESS.exec(
      text(object(payload, 'response'), 'email') ?? name?.replace(/^.*\/serviceAccounts\//, '') ?? '',
    )?.[0];
  const key = /\/keys\/([^/]{1,128})$/.exec(text(object(payload, 'response'), 'name') ?? name ?? '')?.[1];
  const resources: Resource[] = [];
  if (account !== undefined) resources.push({ type: 'service-account', uid: account });
  else if (name !== undefined) resources.push(namedBy(name, text(object(event, 'resource'), 'type')));
  if (key !== undefined) resources.push({ type: 'key', uid: key });
  const sink = text(object(request, 'sink'), 'destination');
  if (sink !== undefined) resources.push({ type: 'destination', uid: sink });
  const endpoint = text(object(request, 'pushConfig'), 'pushEndpoint');
  const host = /^https?:\/\/([^/?#@]{1,253})/.exec(endpoint ?? '')?.[1];
  if (host !== undefined) resources.push({ type: 'endpoint', uid: host });
  const invited = text(request, 'member');
  if (invited !== undefined) resources.push(memberOf(invited));
  const copy = text(object(payload, 'metadata'), 'destination');
  if (copy !== undefined) resources.push(...bucketIn(copy), ...bucketsOf([copy]));
  return resources;
}

/** Of an account that is made, the answer has it; some calls name it by its number only. */
const ADDRESS = /^[\w.-]{1,128}@[\w.-]{1,128}\.gserviceaccount\.com/;
const ACCOUNTS = new Set(['user', 'service-account']);

/** The account whose keys are made or used, or who is let in. Accounts are known by their address, also as actors. */
export function accountOf(
  event: JsonObject,
  payload: JsonObject,
  kind: Kind,
  actor: Actor,
): Target | undefined {
  if (kind === 'logon') return undefined;
  const named = [...resourcesOf(event, payload), ...policyChangeOf(payload).resources];
  const account = named.find(({ type }) => ACCOUNTS.has(type));
  const email = account?.type === 'user' ? account.uid : undefined;
  return account && targetOf(kind, actor, account.uid.toLowerCase(), email);
}

function namedBy(name: string, type: string | undefined): Resource {
  return bucketIn(name)[0] ?? tablesOf([name])[0] ?? { type: type ?? 'resource', uid: name };
}

/** `projects/_/buckets/b/objects/o` is bucket `b`. */
export function bucketIn(name: string): Resource[] {
  const bucket = /(?:^|\/)buckets\/([^/]{1,222})/.exec(name)?.[1];
  return bucket === undefined ? [] : [{ type: 'bucket', uid: bucket }];
}
