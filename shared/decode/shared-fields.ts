import { jsonText } from '../hash.ts';
import { isObject } from '../vendors/field.ts';
import type { Recognise } from '../vendors/recognise.ts';
import type { Json, JsonObject } from '../vendors/vendor.ts';

const MAX_SHARED_LENGTH = 16 * 1024;
/** An activity has a dozen. */
const MAX_SHARED = 64;

/**
 * An activity of Google Workspace holds several `events` and tells once who did them, when and from where
 * (https://developers.google.com/workspace/admin/reports/reference/rest/v1/activities/list). Gives what makes of
 * each of the items one activity of its own, where some vendor recognises that; otherwise the item as it is.
 */
export function withSharedFields(
  envelope: Json,
  items: readonly Json[],
  recognise: Recognise,
): (item: Json) => Json {
  const shared = sharedFields(envelope, items);
  if (shared === undefined) return (item) => item;
  return (item) => {
    if (!isObject(item)) return item;
    const event = { ...shared, events: [item] };
    return recognise(event) === undefined ? item : event;
  };
}

/** The limits keep a large envelope from being copied with thousands of events. */
function sharedFields(envelope: Json, items: readonly Json[]): JsonObject | undefined {
  if (!isObject(envelope) || envelope['events'] !== items || !isObject(envelope['id'])) return undefined;
  const { events: _, ...shared } = envelope;
  if (Object.keys(shared).length > MAX_SHARED) return undefined;
  const text = jsonText(shared);
  return text !== undefined && text.length <= MAX_SHARED_LENGTH ? shared : undefined;
}
