import type { Actor, ActorType } from '../activity.ts';
import { emailOf, firstText, known, text } from './field.ts';
import { longId } from './salesforce-id.ts';
import type { JsonObject } from './vendor.ts';

/** Who acted, by a row of an event log file. */
export function userIdOf(row: JsonObject): string | undefined {
  return longId(firstText(row, ['USER_ID_DERIVED', 'USER_ID', 'USER_IDENTIFIER']));
}

/** LoginAs: "the user who's doing the impersonation"; USER_ID is the other's. */
function delegateOf(row: JsonObject): Actor | undefined {
  const name = text(row, 'DELEGATED_USER_NAME');
  const uid =
    longId(firstText(row, ['DELEGATED_USER_ID_DERIVED', 'DELEGATED_USER_ID'])) ?? name?.toLowerCase();
  return uid === undefined ? undefined : known({ uid, type: 'user' as const, email: emailOf(name), name });
}

export function actorOf(row: JsonObject, type: string): Actor | undefined {
  const delegate = type === 'LoginAs' ? delegateOf(row) : undefined;
  if (delegate !== undefined) return delegate;
  const staff =
    type === 'SalesforceLoginAs' ? firstText(row, ['ACTUAL_USER_ID', 'ACTUAL_USER_IDENTIFIER']) : undefined;
  if (staff !== undefined) return { uid: staff, type: 'vendor-staff' };
  const name = firstText(row, ['USER_NAME', 'USERNAME']);
  const uid = userIdOf(row) ?? name?.toLowerCase();
  if (uid === undefined) return undefined;
  return known({
    uid,
    type: actorTypeOf(row),
    // Collectors look it up by the id.
    email: emailOf(name) ?? emailOf(text(row, 'USER_EMAIL')),
    // Without a name, the id as most columns write it, by which people look for it in the file.
    name: name ?? text(row, 'USER_ID'),
    app: appOf(row),
  });
}

function appOf(row: JsonObject): string | undefined {
  const id = longId(text(row, 'CONNECTED_APP_ID'));
  const name = firstText(row, ['CONNECTED_APP_NAME', 'CLIENT_NAME', 'APPLICATION']);
  return name !== undefined && id !== undefined ? `${name} (${id})` : (name ?? id);
}

function actorTypeOf(row: JsonObject): ActorType {
  if (/^(?:A|AutomatedProcess|CloudIntegrationUser|APIOnly)$/.test(text(row, 'USER_TYPE') ?? ''))
    return 'service';
  if (text(row, 'CONNECTED_APP_ID') !== undefined) return 'integration';
  // Nobody runs a bulk job from a browser, and a row need not name the application.
  return (text(row, 'EVENT_TYPE') ?? '').startsWith('BulkApi') ? 'unknown' : 'user';
}
