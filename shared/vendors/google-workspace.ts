import type { Actor, Draft, Kind, Outcome, Source, Volume } from '../activity.ts';
import { clientOf } from '../client.ts';
import { canonicalJson, sha256Hex } from '../hash.ts';
import { parseAddress } from '../network.ts';
import { parseTime } from '../time.ts';
import { kindOfTarget } from './access-words.ts';
import { asn, isObject, known, knownOrNone, list, number, object, recaser, text } from './field.ts';
import { accountIn, actorOf, delegateIn } from './google-workspace-actor.ts';
import { isNoise, kindOf, outcomeOf } from './google-workspace-events.ts';
import {
  GMAIL,
  goesOutside,
  isMailNoise,
  mailClient,
  mailEvent,
  mailResources,
} from './google-workspace-gmail.ts';
import { numberIn, type Parameters, parametersOf } from './google-workspace-parameters.ts';
import { resourcesOf, textOf } from './google-workspace-resources.ts';
import { activityOfRow, isTableRow } from './google-workspace-table.ts';
import { TAKEOUT, takeoutJob, takeoutOutcome, takeoutResources } from './google-workspace-takeout.ts';
import { isForeign, outsideIf } from './outside.ts';
import { targetOf } from './target.ts';
import { type JsonObject, malformed, type Parsed, type Vendor } from './vendor.ts';

/**
 * Google Workspace Reports API, activities with one event each; one that holds several is taken apart while
 * decoding (`unwrap`): https://developers.google.com/workspace/admin/reports/reference/rest/v1/activities/list.
 * Also read as pollers write them: the event under `event`, or its fields beside the activity's; and as rows in BigQuery.
 */
export const googleWorkspace: Vendor = {
  uid: 'google-workspace',
  title: 'Google Workspace Reports API',
  revision: 14,
  counts: 'objects',
  isBulk: (operation) => /TAKEOUT|ACCOUNT_MIGRATION/.test(operation),
  marks: ['id', 'time_usec'],
  recognises: (event) =>
    isTableRow(event) ||
    (eventOf(event) !== undefined &&
      (typeof object(event, 'id')?.['applicationName'] === 'string' || isOfLake(event))),
  parse: (event) =>
    parse(
      isTableRow(event)
        ? activityOfRow(event)
        : isOfLake(event) || 'ipaddress' in event
          ? recase(event)
          : event,
    ),
  coverage: {
    source:
      'Admin SDK Reports API (activities.list), one poll per application; or the table activity that Workspace exports to BigQuery.',
    delay:
      'a couple of minutes for most applications, up to hours for calendar and some others (https://support.google.com/a/answer/7061566)',
    sees: [
      'Drive documents viewed, downloaded, copied and shared, with title and owner’s visibility',
      'whole-organisation exports (customer takeout), Vault exports, user and group lists downloaded',
      'OAuth applications authorised, and what they called, with bytes',
      'logins with address, country and network; second factors and passwords changed',
      'administrator roles, domain-wide delegation, mail routing and forwarding',
      'messages viewed, downloaded and forwarded, by whom and with what (application gmail)',
      'access by staff of Google (Access Transparency)',
    ],
    blindSpots: [
      'mail that is read or downloaded, unless the application gmail is polled as well: then message by message',
      'the size of a downloaded file or an export: only token activity has bytes',
      'documents that people outside the organisation own, unless a user of it acts on them',
      'the browser or client: most applications do not say',
      'Drive events of editions without Drive audit, and OAuth activity of editions without it',
    ],
    reference: 'https://developers.google.com/workspace/admin/reports/v1/appendix/activity/drive',
    evidence: { grade: 'schema', checked: '2026-11' },
    shows: {
      kinds: {
        export: 'download',
        read: 'view',
        list: 'search',
        share: 'change_user_access',
        logon: 'login_success',
        credential: 'AUTHORIZE_API_CLIENT_ACCESS',
        privilege: 'ASSIGN_ROLE',
        mfa: '2sv_disable',
        logging: 'DELETE_ALERT',
        destination: 'email_forwarding_out_of_domain',
      },
      volume: ['records', 'bytes'],
      address: true,
      late: [],
    },
  },
};

function isOfLake(activity: JsonObject): boolean {
  return typeof object(activity, 'id')?.['applicationname'] === 'string';
}

/** What is read here and not lower case already, for tables in data lakes, whose columns are. */
const recase = recaser(`
  applicationName uniqueQualifier callerType profileId applicationInfo oauthClientId ipAddress networkInfo regionCode ipAsn
  intValue boolValue multiValue multiIntValue messageValue resourceIds httpStatusCode eventStatus
`);

function eventOf(activity: JsonObject): JsonObject | undefined {
  const events = list(activity, 'events');
  if (events.length > 0) return events.length === 1 && isObject(events[0]) ? events[0] : undefined;
  const event = object(activity, 'events') ?? object(activity, 'event');
  return event ?? (typeof activity['name'] === 'string' ? activity : undefined);
}

function parse(activity: JsonObject): Parsed {
  const event = eventOf(activity);
  const name = text(event, 'name')?.trim();
  if (event === undefined || name === undefined || name === '')
    return malformed('events.name', 'expected one event with the name of what was done');
  const id = object(activity, 'id');
  const application = text(id, 'applicationName') ?? '';
  if (isNoise(application, name))
    return { kind: 'ignored', reason: 'notification, synchronisation or update: says nothing about access' };
  const parameter = parametersOf(object(event, 'parameters') ?? list(event, 'parameters'));
  if (application === GMAIL && isMailNoise(parameter))
    return { kind: 'ignored', reason: 'mail that came in: nobody’s access to it' };
  const mail = application === GMAIL ? mailEvent(parameter) : undefined;
  const [operation, kind] = mail ?? [name, kindOf(application, name, parameter)];
  const actor = actorOf(activity, application, name, parameter);
  return {
    kind: 'activity',
    draft: known({
      identity: identityOf(id, name, event, parameter),
      eventId: text(id, 'uniqueQualifier'),
      time: parseTime(id?.['time']),
      kind,
      operation,
      outcome:
        statusOf(object(event, 'status')) ??
        (application === TAKEOUT ? takeoutOutcome(name, parameter) : outcomeOf(name, parameter)),
      actor,
      // Parameters name people by address; ids of profiles are told of actors only.
      target: targetOf(
        kindOfTarget('google-workspace', kind, name),
        actor,
        delegateIn(name, parameter),
        accountIn(parameter),
      ),
      source: sourceOf(activity, parameter),
      resources:
        application === TAKEOUT
          ? takeoutResources(parameter, actor.email)
          : application === GMAIL
            ? mailResources(parameter)
            : resourcesOf(parameter),
      volume: volumeOf(application, kind, parameter),
      outside: outsideIf(kind, () =>
        application === GMAIL ? goesOutside(actor, parameter) : opensOutside(actor, parameter),
      ),
    }),
  };
}

/**
 * `visibility_change` tells that it had not left before, `target_domain` is `all` where anybody may see it
 * (https://developers.google.com/workspace/admin/reports/v1/appendix/activity/drive).
 */
function opensOutside(actor: Actor, parameter: Parameters): boolean {
  if (parameter('visibility_change') === 'external' || parameter('target_domain') === 'all') return true;
  if (OPEN_TO_ALL.has(parameter('NEW_VALUE'))) return true;
  // Who could open it before is let in by nothing new.
  const [before = 'none'] = [parameter('old_value') ?? parameter('OLD_VALUE')].flat();
  if (before !== 'none' && before !== 'NONE') return false;
  return RECIPIENTS.some((name) => {
    const recipient = parameter(name);
    return typeof recipient === 'string' && isForeign(actor, recipient);
  });
}

/** How Looker Studio says that anybody, or anybody with the link. */
const OPEN_TO_ALL = new Set<unknown>(['PUBLIC_ON_THE_WEB', 'PEOPLE_WITH_LINK']);
const RECIPIENTS = ['target_user', 'grantee_email', 'target', 'TARGET_USER_EMAIL'];

/**
 * `uniqueQualifier` names the activity, not its events: their content tells those apart, in whatever order they
 * come. The steps of one takeout are one operation.
 */
function identityOf(
  id: JsonObject | undefined,
  name: string,
  event: JsonObject,
  parameter: Parameters,
): Draft['identity'] {
  const takeout = textOf(parameter('OBFUSCATED_CUSTOMER_TAKEOUT_REQUEST_ID'));
  const job = takeout === undefined ? takeoutJob(name, parameter) : `takeout/${takeout}`;
  if (job !== undefined) return { kind: 'operation', id: job };
  const qualifier = text(id, 'uniqueQualifier');
  const content = canonicalJson([event['parameters'] ?? null, event['resourceIds'] ?? null]);
  if (qualifier === undefined || content === undefined) return undefined;
  const parts = [text(id, 'applicationName'), text(id, 'time'), qualifier, name];
  return { kind: 'event', id: `${parts.join('/')}/${sha256Hex(content).slice(0, 16)}` };
}

function statusOf(status: JsonObject | undefined): Outcome | undefined {
  const code = number(status, 'httpStatusCode');
  if (code !== undefined) return code < 400 ? 'success' : 'failure';
  const word = text(status, 'eventStatus') ?? '';
  if (/^(?:success|succeeded|ok)/i.test(word)) return 'success';
  return /fail|denied|error/i.test(word) ? 'failure' : undefined;
}

function sourceOf(activity: JsonObject, parameter: Parameters): Source | undefined {
  const network = object(activity, 'networkInfo');
  return knownOrNone({
    ip:
      parseAddress(activity['ipAddress']) ?? parseAddress(parameter('ip_address') ?? parameter('REMOTE_IP')),
    country: text(network, 'regionCode'),
    asn: asn({ first: list(network, 'ipAsn')[0] }, 'first'),
    client: clientOf(parameter('user_agent') ?? parameter('USER_AGENT')) ?? mailClient(parameter),
  });
}

/**
 * Each event of Drive is about one document. One action of a person may write several: those that only follow
 * from it say `primary_event` false, and count nothing.
 */
function volumeOf(application: string, kind: Kind, parameter: Parameters): Volume | undefined {
  if (kind !== 'export' && kind !== 'read' && kind !== 'list') return undefined;
  if (application === 'token') return knownOrNone({ bytes: numberIn(parameter, 'num_response_bytes') });
  if (application === 'chrome') return known({ records: 1, bytes: numberIn(parameter, 'CONTENT_SIZE') });
  const isOne = textOf(parameter('doc_id')) !== undefined && parameter('primary_event') !== false;
  return kind !== 'list' &&
    (isOne || application === GMAIL || textOf(parameter('attachment_hash')) !== undefined)
    ? { records: 1 }
    : undefined;
}
