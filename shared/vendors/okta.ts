import type { Actor, ActorType, Draft, Kind, Outcome, Resource, Source } from '../activity.ts';
import { clientFrom, clientOf } from '../client.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { kindOfTarget } from './access-words.ts';
import { asn, emailOf, isObject, known, knownOrNone, list, object, recaser, text } from './field.ts';
import { isNoise, isRefusal, isRefusedGrant, kindOf, revealsSecret } from './okta-events.ts';
import { targetOf } from './target.ts';
import { ignored, type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

/** Okta System Log, `LogEvent` objects: https://developer.okta.com/docs/api/openapi/okta-management/management/tags/systemlog */
export const okta: Vendor = {
  uid: 'okta',
  title: 'Okta System Log',
  revision: 10,
  counts: 'objects',
  marks: ['eventType', 'eventtype'],
  recognises: (event) =>
    (typeof event['eventType'] === 'string' &&
      (OURS.some((name) => isPresent(event, name)) || isNobodys(event))) ||
    (typeof event['eventtype'] === 'string' &&
      (OURS.some((name) => isPresent(event, name.toLowerCase())) || isNobodys(event))),
  parse: (event) => parse('eventType' in event ? event : recase(event)),
  coverage: {
    source: 'System Log API, Log Streaming or the EventBridge partner bus.',
    delay: 'seconds to a few minutes; Okta publishes no bound',
    sees: [
      'sessions and single sign-on, with address, network and client',
      'factors enrolled, removed and reset; passwords reset',
      'API tokens, OAuth clients and identity providers created or changed',
      'administrator roles and group memberships granted',
      'reports downloaded, secrets and stored passwords revealed',
      'log streams and hooks created, changed or stopped; flows of Workflows imported and switched on',
    ],
    blindSpots: [
      'API reads: GET requests write no event, so listing every user with a token is invisible (https://support.okta.com/help/s/article/Do-API-calls-generate-events-in-system-logs)',
      'the size of a downloaded report: no event carries a count',
      'what happens inside an application after single sign-on',
    ],
    reference: 'https://developer.okta.com/docs/reference/api/event-types/',
    evidence: { grade: 'schema', checked: '2026-11' },
    shows: {
      kinds: {
        export: 'analytics.reports.export.download',
        read: 'application.user_membership.show_password',
        logon: 'user.session.start',
        credential: 'system.api_token.create',
        privilege: 'user.account.privilege.grant',
        mfa: 'user.mfa.factor.reset_all',
        logging: 'system.log_stream.lifecycle.deactivate',
        destination: 'system.log_stream.lifecycle.create',
      },
      volume: [],
      address: true,
      late: [],
    },
  },
};

/** Other vendors have an `eventType` too; these stand beside it only here. */
const OURS = ['actor', 'legacyEventType', 'authenticationContext', 'securityContext', 'debugContext'];

function isPresent(event: JsonObject, name: string): boolean {
  return name === 'legacyEventType' || name === 'legacyeventtype'
    ? name in event
    : object(event, name) !== undefined;
}

/** Where all of them are null as well. */
function isNobodys(event: JsonObject): boolean {
  return event['actor'] === null && 'published' in event && 'uuid' in event;
}

/** What is read here and not lower case already, for tables in data lakes, whose columns are. */
const recase =
  recaser(`eventType legacyEventType displayName alternateId requestApiTokenId userAgent rawUserAgent ipAddress ipChain
  geographicalContext securityContext asNumber asOrg isProxy authenticationContext externalSessionId rootSessionId`);

function parse(event: JsonObject): Parsed {
  const eventType = text(event, 'eventType');
  if (eventType === undefined) return malformed('eventType', 'expected the name of the event');
  const result = text(object(event, 'outcome'), 'result');
  if (isNoise(eventType) && !isRefusedGrant(eventType, result))
    return ignored('message, rate limit, agent or policy step: says nothing about access');
  if (result !== undefined && NOT_DONE.has(result))
    return ignored('skipped, deferred or scheduled: nothing was done');
  const actor = actorOf(event, eventType);
  if (actor === undefined) return malformed('actor.id', 'expected the id of the actor');
  const kind = sendsPasswords(event, eventType) ? 'credential' : kindOf(eventType);
  const about = kindOfTarget('okta', kind, eventType);
  // Provisioning, group rules and clean-up jobs; what weakens security is kept whoever did it, and who has left.
  if (actor.type === 'service' && (about === 'other' || about === 'logon'))
    return ignored('done by Okta itself');
  const uuid = text(event, 'uuid');
  return {
    kind: 'activity',
    draft: known({
      identity: uuid === undefined ? undefined : ({ kind: 'event', id: uuid } as const),
      eventId: uuid,
      time: parseTime(event['published']),
      kind,
      operation: eventType,
      outcome: isRefusal(eventType) ? 'failure' : outcomeOf(result),
      actor,
      target: accountOf(event, eventType, about, actor),
      source: sourceOf(event),
      resources: resourcesOf(event),
      // Each of these events reveals exactly one secret.
      volume: revealsSecret(eventType) ? { records: 1 } : undefined,
      session: sessionOf(event),
    }),
  };
}

/** An application is sent the passwords of its users from then on, and so is whoever runs it. */
function sendsPasswords(event: JsonObject, eventType: string): boolean {
  return (
    eventType === 'application.lifecycle.update' &&
    text(object(event, 'outcome'), 'reason')?.startsWith('Pushing user passwords') === true
  );
}

const NOT_DONE = new Set(['SKIPPED', 'DEFERRED', 'SCHEDULED']);
const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['SUCCESS', 'success'],
  ['ALLOW', 'success'],
  ['FAILURE', 'failure'],
  ['DENY', 'failure'],
  ['RATE_LIMIT', 'failure'],
  ['ABANDONED', 'failure'],
  ['UNANSWERED', 'failure'],
]);

/** CHALLENGE says that a further factor was asked for, not how it went. */
function outcomeOf(result: string | undefined): Outcome {
  return (result === undefined ? undefined : OUTCOMES.get(result)) ?? 'unknown';
}

const ACTOR_TYPES: ReadonlyMap<string, ActorType> = new Map([
  ['User', 'user'],
  ['SystemPrincipal', 'service'],
  ['PublicClientApp', 'integration'],
  ['PublicClientAppEntity', 'integration'],
  ['AppInstance', 'integration'],
]);

function actorOf(event: JsonObject, eventType: string): Actor | undefined {
  const actor = object(event, 'actor');
  const alternateId = text(actor, 'alternateId');
  const id = text(actor, 'id');
  // A failed sign-in with a name that does not exist has the id "unknown": the name tells such actors apart.
  // So does whoever trims events on their way, and keeps the name alone.
  const isNamed = (id === 'unknown' || !('id' in (actor ?? {}))) && alternateId !== undefined;
  const uid = isNamed ? alternateId.toLowerCase() : id;
  // Trimmed on its way; a name in another form is a mistake.
  if (uid === undefined)
    return (event['actor'] ?? null) === null ? { uid: 'unknown', type: 'unknown' } : undefined;
  const type = ACTOR_TYPES.get(text(actor, 'type') ?? '') ?? 'unknown';
  const name = text(actor, 'displayName');
  const tokenId = text(object(object(event, 'transaction'), 'detail'), 'requestApiTokenId');
  return known({
    uid,
    type: VENDOR_STAFF.test(eventType) ? ('vendor-staff' as const) : type,
    email: emailOf(alternateId),
    name: name === 'unknown' ? undefined : name,
    app: type === 'integration' ? name : tokenId === undefined ? undefined : `API token ${tokenId}`,
    credential: tokenId,
  });
}

/** Okta support using the access that an administrator granted. */
const VENDOR_STAFF = /^(?:support\.org\.|user\.session\.impersonation\.(?:initiate|end))/;

function sourceOf(event: JsonObject): Source | undefined {
  const client = object(event, 'client');
  const userAgent = object(client, 'userAgent');
  const security = object(event, 'securityContext');
  const hop = list(object(event, 'request'), 'ipChain')[0];
  return knownOrNone({
    ip: parseAddress(text(client, 'ipAddress')) ?? parseAddress(isObject(hop) ? text(hop, 'ip') : undefined),
    country: text(object(client, 'geographicalContext'), 'country'),
    asn: asn(security, 'asNumber'),
    asOrg: text(security, 'asOrg'),
    hosting: security?.['isProxy'] === true ? true : undefined,
    client:
      clientOf(text(userAgent, 'rawUserAgent')) ??
      clientFrom(text(userAgent, 'browser'), text(userAgent, 'os')),
  });
}

const MAX_TARGETS = 100;
const TARGET_TYPES: ReadonlyMap<string, string> = new Map([
  ['User', 'user'],
  ['AppInstance', 'app'],
  ['AppUser', 'app-user'],
  ['UserGroup', 'group'],
]);

/** `target` has no order: a target is told by its type. */
function resourcesOf(event: JsonObject): Resource[] {
  const resources: Resource[] = [];
  for (const target of list(event, 'target').slice(0, MAX_TARGETS)) {
    if (!isObject(target)) continue;
    const uid = text(target, 'id') ?? text(target, 'alternateId');
    if (uid === undefined) continue;
    const type = text(target, 'type') ?? 'unknown';
    const alternateId = text(target, 'alternateId');
    const displayName = text(target, 'displayName');
    const name = type === 'User' ? (emailOf(alternateId) ?? displayName) : (displayName ?? alternateId);
    resources.push(known({ type: TARGET_TYPES.get(type) ?? type.toLowerCase(), uid, name }));
  }
  return resources;
}

/** Of a sign-in, only support's names somebody else: as whom they sign in. */
function accountOf(event: JsonObject, eventType: string, kind: Kind, actor: Actor): Draft['target'] {
  if (kind === 'logon' && actor.type !== 'vendor-staff') return undefined;
  for (const item of list(event, 'target').slice(0, MAX_TARGETS)) {
    if (!isObject(item) || text(item, 'type') !== 'User') continue;
    const target = targetOf(kind, actor, text(item, 'id'), text(item, 'alternateId'));
    if (target !== undefined) return target;
  }
  return CLIENT.test(eventType) ? targetOf(kind, actor, clientIn(event), undefined) : undefined;
}

/**
 * A client has a secret, or scopes of its own, under the id that it acts with. A token of the API has none: whoever makes
 * one is who acts by it.
 */
const CLIENT = /^(?:app\.oauth2\.(?:client|credentials)|integration\.api_service)\./;

/** Ids of applications begin with `0oa`, those of their secrets otherwise. */
function clientIn(event: JsonObject): string | undefined {
  const ids = list(event, 'target')
    .slice(0, MAX_TARGETS)
    .flatMap((target) => (isObject(target) ? (text(target, 'id') ?? []) : []));
  return ids.find((id) => id.startsWith('0oa'));
}

function sessionOf(event: JsonObject): string | undefined {
  const context = object(event, 'authenticationContext');
  const session = text(context, 'externalSessionId') ?? text(context, 'rootSessionId');
  return session === 'unknown' ? undefined : session;
}
