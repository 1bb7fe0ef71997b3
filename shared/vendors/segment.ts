import type { Actor, Resource } from '../activity.ts';
import { parseTime } from '../time.ts';
import { emailOf, firstText, known, object, text } from './field.ts';
import { isDownload, isNoise, kindOf, opensStorage } from './segment-events.ts';
import { targetOf } from './target.ts';
import { type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

/**
 * Segment Audit Trail, in two shapes. The Public API lists `AuditEventV1` objects (segmentio/public-api-sdk-typescript,
 * model/auditEventV1.ts). Audit Forwarding sends Segment track calls, named `audit`, with the payload in `properties`;
 * Segment publishes no schema of those, so they are read as its own function library does (segmentio/functions-library,
 * sources/audit-forwarding). The `context` of a track call is that of Segment's server: not where the actor is.
 */
export const segment: Vendor = {
  uid: 'segment',
  title: 'Segment Audit Trail',
  revision: 2,
  isBulk: isDownload,
  isStanding: opensStorage,
  marks: ['properties', 'resourceType'],
  recognises: (event) => forwarded(event) !== undefined || isListed(event),
  parse,
  coverage: {
    source: 'Audit Forwarding into an event stream source and on to Kinesis, or polling GET /audit-events.',
    delay: 'seconds when forwarded; Segment publishes no bound',
    sees: [
      'audiences and computed traits downloaded as CSV',
      'destinations, warehouses, destination functions and destination filters created or changed',
      'people invited, accepted, added by single sign-on; user groups and permissions changed',
    ],
    blindSpots: [
      'the address and the client of whoever did it: no field has them',
      'how much a download held',
      'profiles, events and debugger output looked at; reads by the Profile API',
      'access tokens created, two-factor settings and logins: not in the published list of events',
      'who acted, by name, in forwarded events, unless a function adds the e-mail address',
    ],
    reference: 'https://segment.com/docs/segment-app/iam/audit-trail/',
    evidence: { grade: 'sample', checked: '2026-11' },
    shows: {
      kinds: {
        export: 'audience_csv_downloaded',
        privilege: 'user_invite_accepted',
        destination: 'destination_created',
      },
      volume: [],
      address: false,
      late: [],
    },
  },
};

/** The payload of a track call that forwards an audit event. */
function forwarded(event: JsonObject): JsonObject | undefined {
  const properties = typeof event['event'] === 'string' ? object(event, 'properties') : undefined;
  if (properties === undefined || typeof properties['type'] !== 'string') return undefined;
  const isAudit = 'workspace_id' in properties && object(properties, 'details') !== undefined;
  return isAudit || isListed(properties) ? properties : undefined;
}

function isListed(event: JsonObject): boolean {
  return (
    typeof event['type'] === 'string' &&
    'resourceType' in event &&
    'resourceId' in event &&
    typeof (event['actor'] ?? '') === 'string'
  );
}

function parse(event: JsonObject): Parsed {
  const properties = forwarded(event);
  const payload = properties ?? event;
  const operation = text(payload, 'type');
  if (operation === undefined)
    return malformed('type', 'expected the name of the event, such as Source Created');
  if (isNoise(operation)) return { kind: 'ignored', reason: 'a run or a check: says nothing about access' };
  const actor = actorOf(payload, event);
  if (actor === undefined) return malformed('actor', 'expected the id of the user or token');
  const kind = kindOf(operation);
  const [about] = resourcesOf(payload);
  const user = about !== undefined && /^users?$/.test(about.type) ? about : undefined;
  const id = text(payload, 'id') ?? text(event, 'messageId');
  return {
    kind: 'activity',
    draft: known({
      identity: id === undefined ? undefined : ({ kind: 'event', id } as const),
      eventId: id,
      time: parseTime(payload['timestamp']) ?? parseTime(event['timestamp']),
      kind,
      operation,
      // Changes that were made; failed runs are noise.
      outcome: 'success' as const,
      actor,
      target: targetOf(kind, actor, user?.uid, user?.name),
      resources: resourcesOf(payload),
    }),
  };
}

const SYSTEM = '__system__';

function actorOf(payload: JsonObject, event: JsonObject): Actor | undefined {
  const details = object(payload, 'details');
  // `users/<id>` in forwarded events; the track call repeats the bare id.
  const subject = text(payload, 'actor') ?? text(details, 'subject') ?? text(event, 'userId');
  if (subject === undefined) return undefined;
  const slash = subject.indexOf('/');
  const uid = subject.slice(slash + 1);
  if (uid === '') return undefined;
  if (uid === SYSTEM) return { uid, type: 'service', name: 'Segment' };
  const email = emailOf(firstText(payload, ['actorEmail', 'email']));
  return known({ uid, type: typeOf(payload, subject.slice(0, Math.max(0, slash)), email), email });
}

/** "The user or API token that triggered this event": only users have an e-mail address. */
function typeOf(payload: JsonObject, prefix: string, email: string | undefined): Actor['type'] {
  if (email !== undefined || prefix === 'users') return 'user';
  if (prefix !== '') return 'service';
  // Forwarded events never name the address, so its absence tells nothing.
  return 'resourceType' in payload ? 'service' : 'unknown';
}

function resourcesOf(payload: JsonObject): Resource[] {
  const details = object(payload, 'details');
  const uid = text(payload, 'resourceId') ?? text(details, 'resource_id');
  const type = text(payload, 'resourceType') ?? text(details, 'resource_type') ?? 'resource';
  const name = text(payload, 'resourceName') ?? text(details, 'target');
  const resources = uid === undefined ? [] : [known({ type: type.toLowerCase(), uid, name })];
  const source = text(details, 'source_id');
  return source === undefined || source === uid ? resources : [...resources, { type: 'source', uid: source }];
}
