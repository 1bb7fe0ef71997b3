import type { Actor, Kind } from '../activity.ts';
import { clientOf } from '../client.ts';
import { sha256Hex } from '../hash.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { emailOf, firstText, known, knownOrNone, text } from './field.ts';
import { type JsonObject, malformed, type Parsed } from './vendor.ts';

/**
 * The two logs of plans without audit logs: team.integrationLogs (https://docs.slack.dev/reference/methods/team.integrationLogs)
 * and team.accessLogs (https://docs.slack.dev/reference/methods/team.accessLogs). Neither has ids for its entries.
 */
export function isIntegrationLog(event: JsonObject): boolean {
  return 'change_type' in event && 'user_id' in event && ('app_id' in event || 'service_id' in event);
}

/** One row for each member, address and client, with how often and when first and last it was seen. */
export function isAccessLog(event: JsonObject): boolean {
  return 'user_id' in event && 'date_first' in event && 'date_last' in event;
}

/** `change_type`; removing and disabling only take access away. */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['added', 'credential'],
  ['enabled', 'credential'],
  ['updated', 'credential'],
  ['expanded', 'credential'],
]);

export function parseIntegrationLog(event: JsonObject): Parsed {
  const change = text(event, 'change_type');
  if (change === undefined) return malformed('change_type', 'expected what was changed, such as added');
  const actor = actorOf(event, firstText(event, ['user_name', 'username']));
  if (actor === undefined) return malformed('user_id', 'expected the id of the user');
  const app = firstText(event, ['app_id', 'service_id']);
  return {
    kind: 'activity',
    draft: known({
      time: parseTime(event['date']),
      kind: KINDS.get(change) ?? 'other',
      operation: `integration_${change}`,
      outcome: 'success' as const,
      actor,
      resources:
        app === undefined
          ? []
          : [known({ type: 'app', uid: app, name: firstText(event, ['app_type', 'service_type']) })],
    }),
  };
}

export function parseAccessLog(event: JsonObject): Parsed {
  const actor = actorOf(event, firstText(event, ['username', 'user_name']));
  if (actor === undefined) return malformed('user_id', 'expected the id of the user');
  return {
    kind: 'activity',
    draft: known({
      identity: { kind: 'event' as const, id: rowOf(event, actor) },
      time: parseTime(event['date_first']),
      kind: 'logon' as const,
      operation: 'access_log',
      outcome: 'success' as const,
      actor,
      source: knownOrNone({
        ip: parseAddress(event['ip']),
        country: text(event, 'country'),
        client: clientOf(event['user_agent']),
      }),
      resources: [],
    }),
  };
}

/** `count` and `date_last` grow from one poll to the next: it is the same row. */
function rowOf(event: JsonObject, { uid }: Actor): string {
  const from = [text(event, 'ip'), text(event, 'user_agent')].join('\n');
  return ['access', uid, text(event, 'date_first') ?? '', sha256Hex(from).slice(0, 16)].join('/');
}

function actorOf(event: JsonObject, name: string | undefined): Actor | undefined {
  const uid = text(event, 'user_id');
  return uid === undefined ? undefined : known({ uid, type: 'user' as const, email: emailOf(name), name });
}
