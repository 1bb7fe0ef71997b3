import type { Actor, Draft, Kind, Resource } from '../activity.ts';
import { parseJson } from '../decode/json.ts';
import { emailOf, firstText, isObject, known, knownOrNone, list, number, object, text } from './field.ts';
import { appGrantOf, changedAppOf } from './m365-apps.ts';
import { changed, namedValue } from './m365-values.ts';
import { targetOf } from './target.ts';
import type { JsonObject } from './vendor.ts';

const FIELDS: readonly (readonly [type: string, uid: readonly string[], name: string | undefined])[] = [
  ['site', ['SiteUrl', 'Site'], undefined],
  ['file', ['ListItemUniqueId'], 'SourceFileName'],
  ['mailbox', ['MailboxOwnerUPN', 'MailboxGuid'], undefined],
  ['team', ['TeamGuid'], 'TeamName'],
  ['chat', ['ChatThreadId'], undefined],
  ['report', ['ReportId'], 'ReportName'],
  ['dashboard', ['DashboardId'], 'DashboardName'],
  ['dataset', ['DatasetId'], 'DatasetName'],
  ['workspace', ['WorkspaceId'], 'WorkSpaceName'],
  ['artifact', ['ArtifactId'], 'ArtifactName'],
  ['form', ['FormId'], 'FormName'],
  ['case', ['CaseId', 'Case'], undefined],
  ['flow', ['FlowDetailsUrl'], undefined],
  // Where a browser on a device sent a file.
  ['destination', ['TargetDomain'], undefined],
];

/** Parameters of cmdlets that name who or what is changed, or where mail goes. */
const PARAMETERS: ReadonlyMap<string, string> = new Map([
  ['Identity', 'object'],
  ['Mailbox', 'mailbox'],
  ['User', 'user'],
  ['Trustee', 'user'],
  ['Member', 'user'],
  ['ForwardTo', 'destination'],
  ['ForwardAsAttachmentTo', 'destination'],
  ['RedirectTo', 'destination'],
  ['ForwardingSmtpAddress', 'destination'],
  ['ForwardingAddress', 'destination'],
]);

const MAX_RESOURCES = 32;
const MAX_ROLE = 256;

/** Text of searches (`QueryText`, `Query`), subjects and bodies of mail are not read. */
export function resourcesOf(event: JsonObject, kind: Kind): Resource[] {
  const resources: Resource[] = [];
  for (const [type, uids, name] of FIELDS) {
    const uid = firstText(event, uids);
    // Fabric names a report once as such and once as an artifact.
    if (uid !== undefined && !resources.some((one) => type === 'artifact' && one.uid === uid))
      resources.push(known({ type, uid, name: name === undefined ? undefined : text(event, name) }));
  }
  const file = resources.some(({ type }) => type === 'file');
  const named = text(event, 'ObjectId');
  const objectId = named === 'Not Available' ? undefined : named;
  const grant = appGrantOf(event);
  if (grant.length > 0) resources.push(...grant);
  else if (!file && objectId !== undefined) resources.push(objectOf(event, objectId, kind));
  const shared = text(event, 'TargetUserOrGroupName');
  if (shared !== undefined)
    resources.push({
      type: (text(event, 'TargetUserOrGroupType') ?? 'principal').toLowerCase(),
      uid: shared.toLowerCase(),
    });
  const role = changed(event, 'Role.DisplayName')?.slice(0, MAX_ROLE);
  if (role !== undefined) resources.push({ type: 'role', uid: role });
  return [
    ...resources,
    ...targetsOf(event),
    ...parametersOf(event),
    ...forwardsOf(event),
    ...membersOf(event),
    ...accessedOf(event),
  ].slice(0, MAX_RESOURCES);
}

function objectOf(event: JsonObject, uid: string, kind: Kind): Resource {
  if (kind === 'logon') return { type: 'app', uid };
  if (text(event, 'ItemType') === 'File')
    return known({ type: 'file', uid, name: text(event, 'SourceFileName') });
  return { type: (text(event, 'ItemType') ?? 'object').toLowerCase(), uid };
}

const UPN = 5;

/** Of the several ids of a target, the user's name is the one that other logs know. */
function targetsOf(event: JsonObject): Resource[] {
  return list(event, 'Target')
    .slice(0, MAX_RESOURCES)
    .filter(isObject)
    .filter((target) => number(target, 'Type') === UPN)
    .flatMap((target) => {
      const uid = firstText(target, ['ID', 'Id']);
      return uid === undefined ? [] : [{ type: 'user', uid: uid.toLowerCase() }];
    });
}

function parametersOf(event: JsonObject): Resource[] {
  return list(event, 'Parameters')
    .slice(0, MAX_RESOURCES)
    .filter(isObject)
    .flatMap((parameter) => {
      const type = PARAMETERS.get(text(parameter, 'Name') ?? '');
      const uid = text(parameter, 'Value');
      if (type === undefined || uid === undefined) return [];
      // `bob@example.net;eve@example.org`: a rule of Outlook forwards to as many as one names.
      const all = type === 'destination' ? uid.split(';', MAX_RESOURCES) : [uid];
      return all.map(addressIn).flatMap((one) => (one === '' ? [] : [{ type, uid: one }]));
    });
}

const FORWARDS = /^(?:Forward|Redirect)/;

/** A rule that Outlook makes: `[{"ActionType": "Forward", "Recipients": ["bob@example.net"]}]`. */
function forwardsOf(event: JsonObject): Resource[] {
  const written = namedValue(event, 'OperationProperties', 'RuleActions');
  // Most events have none, and to fail at reading nothing takes as long as to read the rest.
  const actions = written === undefined ? undefined : parseJson(written);
  return (Array.isArray(actions) ? actions : [])
    .filter(isObject)
    .filter((action) => FORWARDS.test(text(action, 'ActionType') ?? ''))
    .flatMap((action) => list(action, 'Recipients').slice(0, MAX_RESOURCES))
    .map((one) => (typeof one === 'string' ? addressIn(one) : ''))
    .flatMap((uid) => (uid === '' ? [] : [{ type: 'destination', uid }]));
}

function addressIn(text: string): string {
  return text.trim().replace(/^smtp:/i, '');
}

function membersOf(event: JsonObject): Resource[] {
  return list(event, 'Members')
    .slice(0, MAX_RESOURCES)
    .filter(isObject)
    .flatMap((member) => {
      const uid = text(member, 'UPN');
      return uid === undefined ? [] : [{ type: 'user', uid: uid.toLowerCase() }];
    });
}

/** Files that Copilot read to answer. */
function accessedOf(event: JsonObject): Resource[] {
  return list(object(event, 'CopilotEventData'), 'AccessedResources')
    .slice(0, MAX_RESOURCES)
    .filter(isObject)
    .flatMap((resource) => {
      const uid = firstText(resource, ['Id', 'SiteUrl', 'Name']);
      return uid === undefined ? [] : [known({ type: 'file', uid, name: text(resource, 'Name') })];
    });
}

/** Parameters of cmdlets that name who is let in, before those that name what he is let into. */
const LET_IN = ['User', 'Trustee', 'Member', 'Identity'];

/** Entra puts the id before the name of a user whom it deletes, so that another one can have it. */
const OF_DELETED = /^[0-9a-f]{32}(?=[^@])/i;

/** By the user's name, which is what he is known by as an actor, of which several forms are none; or an application. */
export function accountOf(event: JsonObject, kind: Kind, actor: Actor): Draft['target'] {
  if (kind === 'logon') return undefined;
  const named = [
    ...targetsOf(event).map(({ uid }) => uid),
    // Whom an application was opened to.
    changed(event, 'User.UPN'),
    ...LET_IN.map((name) => namedValue(event, 'Parameters', name)),
    ...membersOf(event).map(({ uid }) => uid),
    // Claims of SharePoint: `i:0#.f|membership|alice@example.com`.
    text(event, 'TargetUserOrGroupName')?.replace(/^.*\|/, ''),
    text(event, 'ObjectId'),
  ];
  for (const name of named) {
    const email = emailOf(name?.replace(OF_DELETED, ''));
    const target = email === undefined ? undefined : targetOf(kind, actor, email, email);
    if (target !== undefined) return target;
  }
  const app = changedAppOf(event);
  return app === undefined ? undefined : targetOf(kind, actor, app, undefined);
}

const MAX_ITEMS = 10_000;
/** What was taken out of a mailbox is listed by folder, attachments by the message that they hung on. */
const ITEMS: ReadonlyMap<string, readonly [groups: string, inside: string]> = new Map([
  ['MailItemsAccessed', ['Folders', 'FolderItems']],
  ['AttachmentAccess', ['Messages', 'MessageItems']],
]);

/** Of SharePoint, Teams and devices. */
const SIZES = ['FileSizeBytes', 'SizeInBytes', 'FileSize'];

function firstNumber(event: JsonObject, names: readonly string[]): number | undefined {
  return names.map((name) => number(event, name)).find((value) => value !== undefined);
}

/** An event about a file is about one; its size is told now and then. */
const ONE_FILE = /^File/;

/** Mail that was bound is counted; a sync takes a folder of which the size is not told. */
export function volumeOf(event: JsonObject, operation: string, kind: Kind): Draft['volume'] {
  if (kind !== 'export' && kind !== 'read') return undefined;
  const grouped = ITEMS.get(operation);
  if (grouped === undefined) {
    const bytes = firstNumber(event, SIZES);
    return knownOrNone(bytes === undefined && ONE_FILE.test(operation) ? { records: 1 } : { bytes });
  }
  const [groups, inside] = grouped;
  if (isSync(event)) return undefined;
  const items = list(event, groups)
    .slice(0, MAX_ITEMS)
    .filter(isObject)
    .flatMap((group) => list(group, inside).slice(0, MAX_ITEMS));
  const sizes = items.flatMap((item) => (isObject(item) ? (number(item, 'SizeInBytes') ?? []) : []));
  return knownOrNone({
    records: number(event, 'OperationCount') ?? (items.length > 0 ? items.length : undefined),
    bytes: sizes.length > 0 && sizes.length === items.length ? sum(sizes) : undefined,
  });
}

function isSync(event: JsonObject): boolean {
  return namedValue(event, 'OperationProperties', 'MailAccessType') === 'Sync';
}

/** Whole folders of somebody else's mail. One's own is on every computer. */
export function syncsOthers(event: JsonObject): boolean {
  const [owner, user] = ['MailboxOwnerUPN', 'UserId'].map((name) => text(event, name)?.toLowerCase());
  return owner !== undefined && user !== undefined && owner !== user && isSync(event);
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
