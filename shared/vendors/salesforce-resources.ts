import type { Draft, Resource } from '../activity.ts';
import { known, knownOrNone, number, text } from './field.ts';
import type { EventType } from './salesforce-events.ts';
import { recordInAddress, recordOf, recordsIn } from './salesforce-records.ts';
import type { JsonObject } from './vendor.ts';

/** What a real-time event touched, and how much. */

export function volumeOf(payload: JsonObject, type: EventType): Draft['volume'] {
  switch (type) {
    case 'ReportEvent':
    case 'ListViewEvent':
      return knownOrNone({ records: number(payload, 'RowsProcessed') });
    case 'ApiEvent':
      // RowsReturned is this call's; RowsProcessed is the whole operation's and repeats with every QueryMore.
      return knownOrNone({ records: number(payload, 'RowsReturned') ?? number(payload, 'RowsProcessed') });
    case 'FileEvent':
      return knownOrNone({ bytes: number(payload, 'ContentSize') });
    case 'LightningUriEvent':
    case 'UriEvent':
      // A page that shows one record.
      return singleRecords(payload, type).length > 0 ? { records: 1 } : undefined;
    default:
      return undefined;
  }
}

const MAX_OBJECTS = 32;
const MAX_QUERY = 20_000;
/** Every FROM: a nested query names its child relationship, the outer one the object. */
const FROM = /\bFROM\s+([A-Za-z]\w{0,79})/gi;

export function resourcesOf(payload: JsonObject, type: EventType): Resource[] {
  const resources = objectNames(payload).map((name): Resource => ({ type: 'object', uid: name }));
  const own = ownResource(payload, type);
  return [...resources, ...(own === undefined ? [] : [own]), ...singleRecords(payload, type)];
}

/** What is opened in Lightning may be told by its page alone. */
function singleRecords(payload: JsonObject, type: EventType): Resource[] {
  if (type === 'ApiEvent') return recordsIn(payload['Records']);
  if (!PAGES.has(type)) return [];
  const record = recordOf(text(payload, 'RecordId')) ?? recordInAddress(text(payload, 'PageUrl'));
  return record === undefined ? [] : [record];
}

const PAGES = new Set(['LightningUriEvent', 'UriEvent']);

function objectNames(payload: JsonObject): string[] {
  const entities = text(payload, 'QueriedEntities');
  if (entities !== undefined)
    return entities
      .split(',', MAX_OBJECTS)
      .map((name) => name.trim())
      .filter((name) => name !== '');
  const query = text(payload, 'Query')?.slice(0, MAX_QUERY);
  if (query === undefined) return [];
  return Array.from(query.matchAll(FROM), (match) => match[1] ?? '').slice(0, MAX_OBJECTS);
}

function ownResource(payload: JsonObject, type: EventType): Resource | undefined {
  const named = (resource: string, id: string, name: string) => {
    const uid = text(payload, id);
    return uid === undefined ? undefined : known({ type: resource, uid, name: text(payload, name) });
  };
  switch (type) {
    case 'ReportEvent':
      return named('report', 'ReportId', 'Name');
    case 'ListViewEvent':
      return named('list-view', 'ListViewId', 'Name');
    case 'FileEvent':
      return named('file', 'DocumentId', 'FileName') ?? named('file', 'VersionId', 'FileName');
    case 'PermissionSetEvent':
      return named('permission-set', 'ParentNameList', 'ParentNameList');
    default:
      return undefined;
  }
}
