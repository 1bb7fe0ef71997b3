import { jsonText } from '../hash.ts';
import type { Recognise } from '../vendors/recognise.ts';
import type { Json, JsonObject } from '../vendors/vendor.ts';
import { opensJson, parseJson } from './json.ts';
import { readTableRow } from './sentinel.ts';
import { unflattened } from './unflatten.ts';

/**
 * Rows of custom tables of Azure Monitor Logs, which Microsoft Sentinel fills: what was sent as JSON has one column for
 * each value, `client_ipAddress_s`, and its ending says the type:
 * https://learn.microsoft.com/en-us/azure/azure-monitor/logs/data-collector-api#record-type-and-properties
 * or, where a name is one of Azure's own, that it was added (`id_CF`).
 */
const COLUMN = /^(.{1,200})_(?:[sbdtg]|CF)$/;
/** The one name that Azure writes as its own, without a type. */
const CATEGORY = 'Category';
/** Columns that Azure adds to each row. Which of them are left depends on how the rows were taken out. */
const ADDED = new Set([
  'TenantId',
  'SourceSystem',
  'MG',
  'ManagementGroupName',
  'TimeGenerated',
  'Computer',
  'RawData',
  'Type',
  '_ResourceId',
]);
/** `Timestamp` is that of Defender's own tables. */
const MARKS = ['TimeGenerated', 'TimeGenerated [UTC]', 'RawData', 'SourceSystem', 'Timestamp'];
/**
 * Rows that Stitch, the targets of Meltano and dlt have loaded, in which `actor__id` was the `id` within `actor`:
 * https://help.qlik.com/en-US/stitch/Content/replication/loading/understanding-loading-row-usage-for-nested-data-structures.htm
 * https://sdk.meltano.com/en/latest/implementation/record_metadata.html
 */
const LOADED = ['_sdc_batched_at', '_sdc_extracted_at', '_dlt_id'];
/** So many columns say their type, where no other mark says what wrote the row. */
const MIN_TYPED = 3;
const MAX_COLUMNS = 1000;

/**
 * The event that a row was made of, or undefined if it is no such row. Of a row of Azure's also where no vendor recognises what
 * comes out. The parts of a name are joined by what names hold themselves: of the ways to read them, the one by which most is
 * told. What a loader wrote has one way only, and whoever asks looks at what comes out.
 */
export function readColumns(row: JsonObject, recognise: Recognise): JsonObject | undefined {
  if (!MARKS.some((name) => name in row)) return loadedRow(row);
  const cells = cellsOf(row);
  const columns = columnsOf(cells, Object.keys(row).some(isPortalTime) ? 0 : MIN_TYPED);
  const events = [readTableRow(cells), columns && nestedOf(columns), columns].filter(
    (event) => event !== undefined && isKnown(event, recognise),
  );
  return events.reduce<JsonObject | undefined>(
    (best, event) => (best === undefined || told(event, recognise) > told(best, recognise) ? event : best),
    undefined,
  );
}

function loadedRow(row: JsonObject): JsonObject | undefined {
  if (!LOADED.some((name) => name in row)) return undefined;
  return unflattened(
    Object.fromEntries(
      Object.entries(row).map(([name, value]) =>
        name.startsWith('_') || !name.includes('__')
          ? [name, value]
          : // A list would make no path of the name; vendors read its text.
            [name.replaceAll('__', '.'), Array.isArray(value) ? (jsonText(value) ?? value) : value],
      ),
    ),
  );
}

/** How much is read of an event: names that were taken apart by mistake, or not, leave a vendor without what they hold. */
function told(event: JsonObject | undefined, recognise: Recognise): number {
  const parsed = event && recognise(event)?.parse(event);
  return parsed?.kind === 'activity' ? JSON.stringify(parsed.draft).length : 0;
}

/** Of an activity that holds several events, each of them is known, but not the whole. */
function isKnown(event: JsonObject, recognise: Recognise): boolean {
  if (recognise(event) !== undefined) return true;
  const [first] = Array.isArray(event['events']) ? event['events'] : [];
  return first !== undefined && recognise({ ...event, events: [first] }) !== undefined;
}

/** A row has all columns of its table: what the event did not have is empty. */
function cellsOf(row: JsonObject): (readonly [name: string, value: Json])[] {
  return Object.entries(row).flatMap(([name, value]) =>
    value === undefined || value === null || value === ''
      ? []
      : [[isPortalTime(name) ? name.slice(0, -PORTAL_ENDING.length) : name, cellOf(name, value)] as const],
  );
}

/** Undefined where fewer say their type, or there are too many. */
function columnsOf(cells: readonly (readonly [string, Json])[], minTyped: number): JsonObject | undefined {
  let typed = 0;
  const columns = cells
    .filter(([name]) => !ADDED.has(name))
    .map(([name, value]) => {
      const column = name === CATEGORY ? 'category' : COLUMN.exec(name)?.[1];
      if (column !== undefined) typed++;
      return [column ?? name, value] as const;
    });
  return typed < minTyped || columns.length > MAX_COLUMNS ? undefined : Object.fromEntries(columns);
}

/**
 * Times of a table that was taken out as a file are those of the portal. Lists are text, which vendors read; but what
 * holds several events is taken apart before.
 */
function cellOf(name: string, value: Json): Json {
  if (typeof value !== 'string') return value;
  if (isPortalTime(name)) return timeOf(value) ?? value;
  return name === 'events_s' && opensJson(value) ? (parseJson(value) ?? value) : value;
}

/** What the portal writes behind the name of each column of times, in a file that is taken out of it. */
const PORTAL_ENDING = ' [UTC]';

function isPortalTime(name: string): boolean {
  return name.endsWith(PORTAL_ENDING);
}

const PORTAL_TIME =
  /^(\d{1,2})\/(\d{1,2})\/(\d{4}), (\d{1,2}):(\d\d):(\d\d(?:\.\d{1,9})?)(?: (AM|PM|am|pm))?$/;

/**
 * As the browser's language has it: `2/1/2021, 5:17:03.000 PM` in American English, where the month comes first;
 * `1/2/2021, 5:17:03.000 pm` and `01/02/2021, 17:17:03.000` in others.
 */
function timeOf(value: string): string | undefined {
  const [, first = '', second = '', year, hour, minutes, seconds, half = ''] = PORTAL_TIME.exec(value) ?? [];
  if (year === undefined) return undefined;
  const monthFirst = /[AP]M/.test(half) ? Number(first) <= 12 : Number(second) > 12;
  const [month, day] = monthFirst ? [first, second] : [second, first];
  const hours = half === '' ? Number(hour) : (Number(hour) % 12) + (/pm/i.test(half) ? 12 : 0);
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T${String(hours).padStart(2, '0')}:${minutes}:${seconds}Z`;
}

/** Names of vendors that have a joint in them, and would fall apart. */
const WHOLE =
  /(?:^|_)(accessible_by|action_by|additional_details|created_at|created_by|date_create|event_id|event_type|ip_address|item_id|item_name|item_type|owned_by|service_id|service_name|session_id)(?=_|$)/g;

export function nestedOf(columns: JsonObject): JsonObject | undefined {
  const paths = new Map(Object.keys(columns).map((name) => [name, pathOf(name)]));
  const values = new Set(paths.values());
  return unflattened(
    Object.fromEntries(
      Object.entries(columns).map(([name, value]) => {
        const path = paths.get(name) ?? name;
        return [leadsThrough(path, values) ? name : path, value];
      }),
    ),
  );
}

/** As long as a column may be called: each beginning of a longer one would be looked for. */
const MAX_NAME = 200;

/** A name that is a value, and the beginning of others as well, shows that those are whole: `actor` and `actor_id`. */
function leadsThrough(path: string, values: ReadonlySet<string>): boolean {
  if (path.length > MAX_NAME) return true;
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1))
    if (values.has(path.slice(0, dot))) return true;
  return false;
}

const JOINT = '\u0000';

function pathOf(name: string): string {
  if (name.startsWith('_')) return name;
  return name
    .replace(WHOLE, (found) => found.replace(/(?<=.)_/g, JOINT))
    .replaceAll('_', '.')
    .replaceAll(JOINT, '_');
}
