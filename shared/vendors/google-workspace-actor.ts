import type { Actor } from '../activity.ts';
import { emailOf, known, object, text } from './field.ts';
import type { Parameters } from './google-workspace-parameters.ts';
import { textOf } from './google-workspace-resources.ts';
import type { JsonObject } from './vendor.ts';

const OUTSIDER = 'HANGOUTS_EXTERNAL_OR_ANONYMOUS';

/** Stands for people who are not signed in, as the reference of `actor.profileId` says. */
const PLACEHOLDER = '105250506097979753968';

/** Who did it, and through which application. */
export function actorOf(
  activity: JsonObject,
  application: string,
  name: string,
  parameter: Parameters,
): Actor {
  const actor = object(activity, 'actor');
  const profile = text(actor, 'profileId');
  const email = emailOf(text(actor, 'email')) ?? emailOf(textOf(parameter('affected_email_address')));
  const key = text(actor, 'key');
  // Who is in a meeting without an account of the organisation.
  if (key === OUTSIDER) {
    const guest = emailOf(textOf(parameter('identifier')));
    return known({ uid: guest ?? 'anonymous', type: 'unknown' as const, email: guest });
  }
  const uid = (profile === PLACEHOLDER ? undefined : profile) ?? email ?? key;
  if (application === 'access_transparency') return { uid: uid ?? 'google', type: 'vendor-staff' };
  const integration = appOf(object(actor, 'applicationInfo')) ?? calledBy(application, name, parameter);
  const app = integration ?? originOf(application, parameter);
  // What Google does by itself has this for its key, and at times no more.
  const isSystem = key === 'SYSTEM';
  const isMachine =
    isSystem || text(actor, 'callerType') === 'KEY' || email?.endsWith('.gserviceaccount.com') === true;
  if (uid === undefined) return known({ uid: 'anonymous', type: 'unknown' as const, app });
  const type: Actor['type'] = isMachine ? 'service' : integration === undefined ? 'user' : 'integration';
  return known({
    uid,
    type,
    email,
    app,
    // The consumer key of a robot account.
    credential: isSystem ? undefined : key,
  });
}

const ACCOUNTS = [
  'USER_EMAIL',
  'affected_email_address',
  'user_email',
  'member_id',
  'target_user',
  'target_users',
];

/**
 * Domain-wide delegation is granted to a client, by the number that its service account also has as a profile:
 * https://developers.google.com/identity/protocols/oauth2/service-account#delegatingauthority
 */
export function delegateIn(name: string, parameter: Parameters): string | undefined {
  const client = name === 'AUTHORIZE_API_CLIENT_ACCESS' ? textOf(parameter('API_CLIENT_NAME')) : undefined;
  return client !== undefined && /^\d{6,30}$/.test(client) ? client : undefined;
}

export function accountIn(parameter: Parameters): string | undefined {
  for (const name of ACCOUNTS) {
    const value = parameter(name);
    const email = emailOf(textOf(Array.isArray(value) ? value[0] : value));
    if (email !== undefined) return email;
  }
  return undefined;
}

function appOf(info: JsonObject | undefined): string | undefined {
  return labelOf(text(info, 'applicationName'), text(info, 'oauthClientId'));
}

/** Of token activity, the application is who calls; of its authorisation, it is what is let in. */
function calledBy(application: string, name: string, parameter: Parameters): string | undefined {
  if (application !== 'token' || name !== 'activity') return undefined;
  return labelOf(textOf(parameter('app_name')), textOf(parameter('client_id')));
}

/**
 * Numbers of the Cloud projects of Google's own clients of Drive: the service and its pages, Drive for desktop, and
 * Drive on mobile phones. Google publishes no list, so these are those that published logs and programs show.
 */
const OWN_CLIENTS = new Set(['691301496089', '947318989803', '1082607815231']);

/**
 * The Cloud project of the application that acted, by its number: its title is not in the log
 * (https://developers.google.com/workspace/admin/reports/v1/appendix/activity/drive). Whoever acted stays a person:
 * Google's other clients have a number as well, and nothing tells them from the applications of others.
 */
function originOf(application: string, parameter: Parameters): string | undefined {
  const id = application === 'drive' ? textOf(parameter('originating_app_id')) : undefined;
  return id === undefined || OWN_CLIENTS.has(id) ? undefined : id;
}

function labelOf(name: string | undefined, id: string | undefined): string | undefined {
  return name !== undefined && id !== undefined && name !== id ? `${name} (${id})` : (name ?? id);
}
