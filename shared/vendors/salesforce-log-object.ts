import { object, text } from './field.ts';
import type { JsonObject } from './vendor.ts';

/**
 * Rows of event log files as objects that can be queried, such as RestApiEventLog:
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_restapieventlog.htm
 */
export function isEventLogObject(event: JsonObject): boolean {
  return (
    'RequestIdentifier' in event &&
    ('UserIdentifier' in event || 'ActualUserIdentifier' in event) &&
    'Timestamp' in event
  );
}

/**
 * The same in the columns of the files: `ConnectedAppIdentifier` is CONNECTED_APP_ID. The type is in the `attributes`
 * of the answer; collectors drop them, and then only what a user did in the browser can be told by its own field.
 */
export function columnsOfObject(event: JsonObject): JsonObject {
  const { attributes: _, ...fields } = event;
  const type =
    text(object(event, 'attributes'), 'type')?.replace(/EventLog$/, '') ??
    TOLD_BY.find(([field]) => field in event)?.[1] ??
    'EventLogObject';
  const columns = Object.entries(fields).map(([name, value]) => [columnOf(name), value] as const);
  return { ...Object.fromEntries(columns), EVENT_TYPE: type };
}

const TOLD_BY: readonly (readonly [field: string, type: string])[] = [
  ['ActionMessage', 'AuraRequest'],
  ['EffectivePageTime', 'LightningPageView'],
  ['ReferrerUri', 'Uri'],
  ['ActualUserIdentifier', 'SalesforceLoginAs'],
  ['DelegatedUserIdentifier', 'LoginAs'],
];

function columnOf(name: string): string {
  return name
    .replace(/Identifier$/, 'Id')
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .toUpperCase();
}
