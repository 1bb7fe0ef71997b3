import { countsVolume, type Outcome, type Resource, type Source, type Volume } from '../activity.ts';
import { clientOf } from '../client.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { kindOfTarget } from './access-words.ts';
import {
  asn,
  firstCount,
  firstText,
  isObject,
  known,
  knownOrNone,
  list,
  number,
  object,
  plain,
  text,
} from './field.ts';
import { accountOf, actorOf, sessionNameOf } from './ocsf-actor.ts';
import { AUTHENTICATION, classOf, isAboutData, kindOf } from './ocsf-classes.ts';
import { type Json, type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

/**
 * Events that another product has already put into OCSF (https://schema.ocsf.io), as Amazon Security Lake stores
 * them. The vendor stays `ocsf`; the product that the event is about becomes a resource, because it is neither the
 * actor's application nor the tenant. Two products that use the same user ids belong into streams stamped with
 * two tenants. Query text (`query_info.query_string`) and request and response bodies are not read.
 */
export const ocsf: Vendor = {
  uid: 'ocsf',
  title: 'OCSF events',
  revision: 9,
  marks: ['class_uid'],
  recognises: (event) =>
    number(event, 'class_uid') !== undefined &&
    ('activity_id' in event || 'type_uid' in event) &&
    object(event, 'metadata') !== undefined,
  parse: (event) => parse(withActor(event)),
  coverage: {
    source: 'Any product or pipeline that writes OCSF, such as Amazon Security Lake.',
    delay: 'that of the log behind it, and of the mapping',
    sees: [
      'authentication, accounts, users, groups, roles and privileges (classes 3001 to 3008)',
      'web resources exported and shared (6001), API calls (6003)',
      'datastores read, queried and listed (6005), files downloaded, opened and shared (6006, and 4010 before)',
      'address, network, country and client, where the mapping keeps them',
    ],
    blindSpots: [
      'how many records, where the mapping does not put their number into `unmapped`: OCSF has no attribute for it; bytes only where it fills them',
      'what the mapping leaves out, and all else that it puts into `unmapped`',
      'system, network and discovery events, and findings of other products: ignored',
    ],
    reference: 'https://github.com/ocsf/ocsf-schema/tree/v1.8.0',
    evidence: { grade: 'schema', checked: '2026-11' },
    shows: {
      kinds: {
        export: 'report.exported',
        read: '6005: 4',
        share: 'shared',
        logon: '3002: 1',
        credential: 'CreateAccessKey',
        privilege: '3005: 1',
        mfa: '3001: 11',
        destination: '3004: 1',
      },
      volume: ['bytes'],
      address: true,
      late: [],
    },
  },
};

/** Until 0.26, which the preview of Security Lake wrote, who did something was its `identity`. */
function withActor(event: JsonObject): JsonObject {
  const actor = object(event, 'identity');
  return actor === undefined || 'actor' in event ? event : { ...event, actor };
}

function parse(event: JsonObject): Parsed {
  const stated = number(event, 'class_uid');
  if (stated === undefined) return malformed('class_uid', 'expected the number of a class, such as 3002');
  const classUid = classOf(stated, text(event, 'class_name'));
  if (!isAboutData(classUid))
    return { kind: 'ignored', reason: 'not a class about identities or applications' };
  const activityId = activityOf(event);
  const api = object(event, 'api');
  const metadata = object(event, 'metadata');
  const operation =
    text(api, 'operation') ??
    firstText(metadata, ['event_code']) ??
    firstText(event, ['type_name', 'activity_name']) ??
    `${classUid}/${activityId}`;
  const names = [text(api, 'operation'), text(object(event, 'entity'), 'type'), text(event, 'activity_name')];
  const kind = kindOf(classUid, activityId, names, text(object(api, 'service'), 'name'));
  const id = firstText(metadata, ['original_event_uid', 'uid']);
  const actor = actorOf(event, classUid);
  return {
    kind: 'activity',
    draft: known({
      identity: id === undefined ? undefined : ({ kind: 'event', id } as const),
      eventId: id,
      time: parseTime(event['time']) ?? parseTime(event['time_dt']),
      kind,
      operation,
      outcome: outcomeOf(event),
      actor,
      target: accountOf(event, classUid, kindOfTarget('ocsf', kind, operation), actor),
      source: sourceOf(event),
      resources: resourcesOf(event, classUid),
      volume: countsVolume(kind) ? volumeOf(event) : undefined,
      session:
        text(object(object(event, 'actor'), 'session'), 'uid') ?? text(object(event, 'session'), 'uid'),
      sessionName: sessionNameOf(event),
    }),
  };
}

/** `type_uid` is `class_uid` * 100 + `activity_id`. */
function activityOf(event: JsonObject): number {
  return number(event, 'activity_id') ?? (number(event, 'type_uid') ?? 0) % 100;
}

const SUCCESS = 1;
const FAILURE = 2;
/** `action_id` and `disposition_id` of the security control profile: Denied, Blocked. */
const STOPPED = 2;

function outcomeOf(event: JsonObject): Outcome {
  const status = number(event, 'status_id');
  if (
    status === FAILURE ||
    number(event, 'action_id') === STOPPED ||
    number(event, 'disposition_id') === STOPPED
  )
    return 'failure';
  if (status === SUCCESS) return 'success';
  const word = text(event, 'status');
  if (/^succe/i.test(word ?? '')) return 'success';
  if (/^fail/i.test(word ?? '')) return 'failure';
  const response = object(object(event, 'api'), 'response');
  if (text(response, 'error') !== undefined) return 'failure';
  // It says that there was none, and nothing else says what came of it.
  const isSilent = status === undefined && word === undefined && number(response, 'code') === undefined;
  return isSilent && response !== undefined && 'error' in response ? 'success' : 'unknown';
}

function sourceOf(event: JsonObject): Source | undefined {
  const endpoint = object(event, 'src_endpoint');
  const system = object(endpoint, 'autonomous_system');
  return knownOrNone({
    ip: parseAddress(text(endpoint, 'ip')) ?? parseAddress(text(object(event, 'device'), 'ip')),
    country: text(object(endpoint, 'location'), 'country'),
    asn: asn(system, 'number'),
    asOrg: text(system, 'name'),
    client: clientOf(text(object(event, 'http_request'), 'user_agent')),
  });
}

const SINGLE = [
  ['file', 'file'],
  ['database', 'database'],
  ['databucket', 'databucket'],
  ['table', 'table'],
  ['entity', 'entity'],
  ['group', 'group'],
  ['iam_role', 'role'],
] as const;
const SEVERAL = [
  ['web_resources', 'web-resource'],
  ['resources', 'resource'],
  ['iam_roles', 'role'],
  ['policies', 'policy'],
] as const;
const MAX_LISTED = 100;

function resourcesOf(event: JsonObject, classUid: number): Resource[] {
  const resources: (Resource | undefined)[] = [product(object(object(event, 'metadata'), 'product'))];
  for (const [name, type] of SINGLE) resources.push(resource(type, object(event, name)));
  if (classUid !== AUTHENTICATION) resources.push(resource('user', object(event, 'user')));
  for (const [name, type] of SEVERAL)
    for (const item of list(event, name).slice(0, MAX_LISTED))
      resources.push(resource(type, isObject(item) ? item : undefined));
  for (const item of list(event, 'privileges').slice(0, MAX_LISTED))
    if (typeof item === 'string' && item !== '') resources.push({ type: 'privilege', uid: item });
  return resources.filter((one) => one !== undefined);
}

/** Names that are resources of their own come before `type`, which for a file says `Regular File`. */
function resource(kind: string, value: JsonObject | undefined): Resource | undefined {
  const name = firstText(value, ['name', 'path']) ?? text(value, 'email_addr');
  const uid = text(value, 'uid') ?? name ?? withoutQuery(text(value, 'url_string'));
  if (uid === undefined) return undefined;
  const isTyped = kind === 'entity' || kind === 'resource' || kind === 'web-resource';
  const type = (isTyped ? text(value, 'type')?.toLowerCase() : undefined) ?? kind;
  return known({ type, uid, name: name === uid ? undefined : name });
}

/** The query of an address can hold tokens and search terms. */
function withoutQuery(url: string | undefined): string | undefined {
  return url?.split(/[?#]/, 1)[0] || undefined;
}

function product(value: JsonObject | undefined): Resource | undefined {
  const name = firstText(value, ['name', 'vendor_name']);
  return name === undefined ? undefined : { type: 'product', uid: name };
}

/** How the vendors whose events are mapped call a number of rows or records that was returned. */
const RECORDS = `
  records rows record_count row_count records_count rows_count num_records num_rows
  recordCount rowCount RECORD_COUNT ROW_COUNT ROWS_PROCESSED RowsProcessed rows_produced ROWS_PRODUCED rows_returned rows_unloaded ROWS_UNLOADED
`
  .trim()
  .split(/\s+/);

/**
 * Sizes of what was returned. `count` is the number of events that were grouped, not of records: for those the schema
 * has no place, so they are in `unmapped`, or in there under the name of what is mapped.
 */
function volumeOf(event: JsonObject): Volume | undefined {
  const response = object(event, 'http_response');
  const unmapped = unmappedOf(event);
  const places = [unmapped, ...Object.values(unmapped ?? {}).slice(0, MAX_LISTED)].filter(isObject);
  return knownOrNone({
    // How many were asked for stands beside how many came.
    records: maxOf(places.map((place) => firstCount(place, RECORDS))),
    bytes:
      firstCount(object(event, 'query_info'), ['bytes']) ??
      firstCount(response, ['body_length', 'length']) ??
      firstCount(object(event, 'file'), ['size']) ??
      firstCount(unmapped, ['additionalEventData.bytesTransferredOut']) ??
      firstCount(object(unmapped, 'additionalEventData'), ['bytesTransferredOut']),
  });
}

function maxOf(counts: readonly (number | undefined)[]): number | undefined {
  const known = counts.filter((count) => count !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Security Lake had pairs of a name and a text before it had names with texts. */
function unmappedOf(event: JsonObject): JsonObject | undefined {
  const pairs = list(event, 'unmapped').slice(0, MAX_LISTED).filter(Array.isArray);
  return pairs.length === 0
    ? object(event, 'unmapped')
    : Object.fromEntries(pairs.map(([name, value]: Json[]) => [plain(name), value ?? null]));
}
