import type { Actor, ActorType } from '../activity.ts';
import { clientFrom, clientOf, isBrowser } from '../client.ts';
import { emailOf, known, text } from './field.ts';
import type { EventType } from './salesforce-events.ts';
import { longId } from './salesforce-id.ts';
import type { JsonObject } from './vendor.ts';

/** Who acted by a real-time event, with what, and upon whom. */

const NOT_AN_APP = new Set(['Browser', 'N/A', 'Unknown', 'unknown']);

export function actorOf(payload: JsonObject, type: EventType): Actor | undefined {
  const delegate = delegateOf(payload, type);
  const username = delegate ?? text(payload, 'Username');
  const uid =
    (delegate === undefined ? longId(text(payload, 'UserId')) : undefined) ?? username?.toLowerCase();
  if (uid === undefined) return undefined;
  return known({
    uid,
    type: actorTypeOf(payload, type, username),
    // A user name has the form of an e-mail address and is unique in all of Salesforce; only administrators set it.
    email: emailOf(username),
    name: username,
    app: type === 'ReportEvent' || type === 'ListViewEvent' ? undefined : appOf(payload),
  });
}

/** LoginAsEvent: "Username of the admin who logs in as another user"; `UserId` and `Username` are the other's. */
function delegateOf(payload: JsonObject, type: EventType): string | undefined {
  return type === 'LoginAsEvent' ? text(payload, 'DelegatedUsername') : undefined;
}

/** PermissionSetEvent: those who gain or lose it, separated by commas. One is enough to look at the others. */
export function impactedOf(payload: JsonObject, type: EventType): string | undefined {
  if (type === 'LoginAsEvent') return longId(text(payload, 'UserId'));
  const [first] = text(payload, 'ImpactedUserIds')?.split(/[,;]\s*/, 1) ?? [];
  return longId(first?.trim() || undefined);
}

/** Name and id together: a rogue app can borrow a name (UNC6040's "Data Loader"), not an id. */
function appOf(payload: JsonObject): string | undefined {
  const id = text(payload, 'ConnectedAppId');
  const application = text(payload, 'Application');
  const name = application === undefined || NOT_AN_APP.has(application) ? undefined : application;
  return name !== undefined && id !== undefined ? `${name} (${id})` : (name ?? id);
}

/** Salesforce's own users, such as `autoproc@00d000000000001`, and those made for integrations only. */
const SERVICE_USER_TYPES = new Set(['AutomatedProcess', 'CloudIntegrationUser', 'APIOnly']);
const SERVICE_USERNAME = /^(?:autoproc|cloud|insightssecurity|insightsintegration|integration)@00d/i;

function actorTypeOf(payload: JsonObject, type: EventType, username: string | undefined): ActorType {
  if (SERVICE_USER_TYPES.has(text(payload, 'UserType') ?? '')) return 'service';
  if (username !== undefined && SERVICE_USERNAME.test(username)) return 'service';
  // "Remote Access 2.0" is OAuth. A person's browser may sign in by it too: then it is still a person.
  const throughApp =
    text(payload, 'ConnectedAppId') !== undefined ||
    (text(payload, 'LoginType') ?? '').startsWith('Remote Access');
  if (throughApp && !isBrowser(clientName(payload) ?? '')) return 'integration';
  // It names no application, and the account may be a person's or an integration's.
  return type === 'BulkApiResultEvent' ? 'unknown' : 'user';
}

export function clientName(payload: JsonObject): string | undefined {
  const client = text(payload, 'Client');
  return (
    clientOf(text(payload, 'UserAgent')) ??
    clientFrom(text(payload, 'Browser'), text(payload, 'Platform')) ??
    (client === undefined || NOT_AN_APP.has(client) ? undefined : clientOf(client))
  );
}
