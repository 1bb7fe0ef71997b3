import type { Resource } from '../activity.ts';
import { parseJson } from '../decode/json.ts';
import { firstText, isObject, text } from './field.ts';
import { longId } from './salesforce-id.ts';
import type { Json, JsonObject } from './vendor.ts';

/**
 * The single records that somebody opened or asked for, such as a customer's: whoever looks at one after the other
 * shows in nothing else. Their ids are resources; what the records hold is not read.
 */

/** The first three characters tell the object, and those of all objects begin so. */
const ID = /^(?:\d[\dA-Za-z]{2}|a[\dA-Za-z]{2})[\dA-Za-z]{12}(?:[A-Z\d]{3})?$/;
/** None, list views, organizations, reports, groups, profiles, dashboards, Apex, tabs, pages, permission sets: no customer's. */
const SETUP = /^(?:0{15}|00[BDOGXe]|01[INZpqrs]|066|0PS)/;
const TWO_DIGITS = /\d.*\d/;

const ANY_ID = /^\w{3,40}$/;

/** Where a field says that it is one, whatever its form; an address or a name is none. */
export function recordOf(id: string | undefined): Resource | undefined {
  const uid = id === undefined || !ANY_ID.test(id) || SETUP.test(id) ? undefined : longId(id);
  return uid === undefined ? undefined : { type: 'record', uid };
}

const MAX_ADDRESS = 1000;

/** `/lightning/r/Account/001000000000001AAA/view`, `/sObject/…/view`, `/services/data/v61.0/sobjects/Case/…`, `/001…`. */
export function recordInAddress(address: string | undefined): Resource | undefined {
  const [path = ''] = address?.slice(0, MAX_ADDRESS).split(/[?#]/, 1) ?? [];
  return recordOf(path.split('/').find((part) => ID.test(part) && TWO_DIGITS.test(part)));
}

/** A record that was opened: by its page in Salesforce Classic, or as a page of Lightning. */
export function showsRecord(row: JsonObject, type: string): boolean {
  if (/^uri$/i.test(type)) return isRecordPage(text(row, 'URI'));
  return type === 'LightningPageView' && recordIn(row, type) !== undefined;
}

/** Of a page the columns were called ENTITY first and OBJECT then. */
const RECORDS = [
  'PAGE_ENTITY_ID',
  'PAGE_OBJECT_ID',
  'PAGE_OBJECT_IDENTIFIER',
  'RECORD_ID',
  'CLICKED_RECORD_ID',
];
const BY_ADDRESS = /^(?:uri|restapi|lightningpageview)$/i;

export function recordIn(row: JsonObject, type: string): Resource | undefined {
  const record = recordOf(firstText(row, RECORDS));
  if (record !== undefined || !BY_ADDRESS.test(type)) return record;
  return recordInAddress(firstText(row, ['PAGE_URL', 'URI']));
}

/** The page of a record in Salesforce Classic, and none by which it is edited. */
const PAGE = /^\/[\dA-Za-z]{15,18}(?:[?#]|$)/;

function isRecordPage(address: string | undefined): boolean {
  return address !== undefined && PAGE.test(address) && recordInAddress(address) !== undefined;
}

const MAX_RECORDS = 8;
const MAX_TEXT = 16_384;
const MAX_DEPTH = 4;

/**
 * ApiEvent, "Records": "the number of results of a query per entity type and the entity IDs", nested under relationships,
 * or as `recordIds` (https://developer.salesforce.com/docs/platform/platform-events/guide/sforce-api-objects-apievent.html).
 * Those of a larger answer say nothing of single records.
 */
export function recordsIn(value: Json | undefined): Resource[] {
  const answer = typeof value === 'string' && value.length <= MAX_TEXT ? parseJson(value) : value;
  const ids = new Set<string>();
  if (isObject(answer)) collect(answer, ids, MAX_DEPTH);
  return ids.size > MAX_RECORDS ? [] : Array.from(ids, (uid) => ({ type: 'record', uid }));
}

function collect(answer: JsonObject, ids: Set<string>, depth: number): void {
  const { recordIds, records } = answer;
  if (Array.isArray(recordIds)) for (const id of recordIds) add(id, ids);
  if (!Array.isArray(records)) return;
  for (const record of records) {
    if (ids.size > MAX_RECORDS || !isObject(record)) return;
    add(record['Id'], ids);
    for (const below of Object.values(record))
      if (depth > 1 && isObject(below)) collect(below, ids, depth - 1);
  }
}

function add(id: Json | undefined, ids: Set<string>): void {
  const record = typeof id === 'string' && ids.size <= MAX_RECORDS ? recordOf(id) : undefined;
  if (record !== undefined) ids.add(record.uid);
}
