import type { Resource } from '../activity.ts';
import { parseTime } from '../time.ts';
import { isObject, known, knownOrNone, list, object, text } from './field.ts';
import { bucketIn } from './gcp-resources.ts';
import type { JsonObject, Parsed } from './vendor.ts';

/**
 * Access Transparency: staff of Google who touched customer data. It names a job title, a country and a reason,
 * never a person: https://docs.cloud.google.com/assured-workloads/access-transparency/docs/reading-logs
 * Undefined for other logs.
 */
export function readTransparency(event: JsonObject): Parsed | undefined {
  const payload = object(event, 'jsonPayload');
  if (!(text(payload, '@type') ?? '').endsWith('TransparencyLog')) return undefined;
  const accesses = list(payload, 'accesses').filter(isObject);
  const id = text(payload, 'eventId') ?? text(event, 'insertId');
  return {
    kind: 'activity',
    draft: known({
      identity: id === undefined ? undefined : ({ kind: 'event', id: `transparency/${id}` } as const),
      eventId: id,
      time: parseTime(event['timestamp']) ?? parseTime(event['receiveTimestamp']),
      kind: 'read' as const,
      operation: text(accesses[0], 'methodName') ?? 'GoogleInternal',
      outcome: 'success' as const,
      actor: known({
        uid: 'google-staff',
        type: 'vendor-staff' as const,
        name: text(payload, 'principalJobTitle'),
      }),
      source: knownOrNone({
        country: text(object(payload, 'location'), 'principalPhysicalLocationCountry'),
      }),
      resources: accesses.slice(0, MAX_ACCESSES).flatMap(resourceOf),
    }),
  };
}

const MAX_ACCESSES = 32;

function resourceOf(access: JsonObject): Resource[] {
  const name = text(access, 'resourceName');
  if (name === undefined) return [];
  const bucket = bucketIn(name);
  return bucket.length > 0 ? bucket : [{ type: 'resource', uid: name }];
}
