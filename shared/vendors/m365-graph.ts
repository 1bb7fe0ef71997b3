import type { Actor, Kind } from '../activity.ts';
import { clientOf } from '../client.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { firstCount, firstText, known, knownOrNone, text } from './field.ts';
import { type JsonObject, malformed, type Parsed } from './vendor.ts';

/**
 * Calls to Microsoft Graph, which only Azure Monitor hands on (MicrosoftGraphActivityLogs):
 * https://learn.microsoft.com/en-us/graph/microsoft-graph-activity-logs-overview
 * https://learn.microsoft.com/en-us/azure/azure-monitor/reference/tables/microsoftgraphactivitylogs
 */
export function isGraphCall(event: JsonObject): boolean {
  const { requestMethod, requestUri } = event;
  return typeof requestMethod === 'string' && typeof requestUri === 'string' && GRAPH.test(requestUri);
}

/** Also of national clouds: https://learn.microsoft.com/en-us/graph/deployments, `https://microsoftgraph.chinacloudapi.cn`. */
const GRAPH = /^https?:\/\/[\w.-]{0,64}graph\.[\w.-]{1,64}\//i;

export function parseGraphCall(event: JsonObject): Parsed {
  const actor = actorOf(event);
  if (actor === undefined) return malformed('userId', 'expected the id of a user or an application');
  const method = (text(event, 'requestMethod') ?? '').toUpperCase();
  const steps = stepsOf(text(event, 'requestUri') ?? '');
  const path = `/${steps.slice(0, MAX_STEPS).join('/')}`;
  const kind = kindOf(method, steps);
  const id = text(event, 'requestId');
  const isRefused = (firstCount(event, ['responseStatusCode', 'resultSignature']) ?? 0) >= 400;
  const bytes = kind === 'other' || isRefused ? undefined : firstCount(event, ['responseSizeBytes']);
  return {
    kind: 'activity',
    draft: known({
      identity: id === undefined ? undefined : ({ kind: 'event', id } as const),
      eventId: id,
      time: parseTime(event['timeGenerated'] ?? event['createdDateTime'] ?? event['time']),
      kind,
      operation: `${method} ${path}`,
      outcome: isRefused ? ('failure' as const) : ('success' as const),
      actor,
      source: knownOrNone({
        ip: parseAddress(firstText(event, ['ipAddress', 'callerIpAddress'])),
        client: clientOf(text(event, 'userAgent')),
      }),
      resources: [{ type: 'api', uid: path }],
      volume: bytes === undefined ? undefined : { bytes },
      session: text(event, 'sessionId'),
    }),
  };
}

function actorOf(event: JsonObject): Actor | undefined {
  const app = text(event, 'appId')?.toLowerCase();
  const user = text(event, 'userId')?.toLowerCase();
  // Defender has one column for whoever it was, and another that says what.
  if (user !== undefined && !/app|principal/i.test(text(event, 'entityType') ?? ''))
    return known({ uid: user, type: 'user' as const, app });
  const uid = app ?? text(event, 'servicePrincipalId')?.toLowerCase();
  return uid === undefined ? undefined : known({ uid, type: 'integration' as const, app });
}

const MAX_ADDRESS = 2000;
const MAX_STEPS = 8;
/** Ids of users, messages and files have several digits; who is named by his address has that. */
const ID = /\d.*\d|[@!=]|%40/;
/** Files are named by where they lie, `/root:/plans/2026.docx:/content`. */
const BY_NAME = /:\/[^:]*(?::|$)/g;

/** `users`, `{id}`, `messages` of `https://graph.microsoft.com/v1.0/users/4711/messages?$top=50`: what was asked for, of whomever. */
function stepsOf(address: string): string[] {
  const [whole = ''] = address
    .slice(0, MAX_ADDRESS)
    .replace(/^https?:\/\/[^/]*/, '')
    .split(/[?#]/, 1);
  return whole
    .replace(BY_NAME, '/{id}')
    .split('/')
    .filter((step) => step !== '')
    .slice(1)
    .map((step) => step.split(/[(:]/, 1)[0] ?? '')
    .map((step) => (ID.test(step) ? '{id}' : step.slice(0, 60)));
}

/** By its end, however deep that lies. */
function kindOf(method: string, steps: readonly string[]): Kind {
  if (steps.join('/') === 'search/query') return 'list';
  // Whole messages out of a mailbox, which are posted for.
  if (method !== 'GET') return steps.at(-1) === 'exportItems' ? 'export' : 'other';
  return /^(?:content|\$value)$/.test(steps.at(-1) ?? '') ? 'export' : 'read';
}
