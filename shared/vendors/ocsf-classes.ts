import type { Kind } from '../activity.ts';
import { kindOf as kindOfAws } from './aws-events.ts';

export const ACCOUNT_CHANGE = 3001;
export const AUTHENTICATION = 3002;

/**
 * What OCSF classes and activities mean for data: `class_uid` * 100 + `activity_id`, from the 1.x releases of
 * https://github.com/ocsf/ocsf-schema (events/iam, events/application). What only takes access away is `other`.
 */
const KINDS: ReadonlyMap<number, Kind> = new Map(
  Object.entries({
    // Web Resources: Export. File Hosting: Download, Sync.
    export: [600107, 600602, 600615],
    // Web Resources, API, Datastore: Read, Query. File Hosting: Copy, Preview, Open. Entity: Read.
    read: [300402, 600102, 600302, 600501, 600504, 600606, 600609, 600614],
    // Web Resources: Search. Datastore: List.
    list: [600105, 600508],
    // Web Resources, File Hosting: Share. Web Resource Access (until 1.1): Grant.
    share: [600108, 600612, 600401],
    // Authentication: everything but Logoff.
    logon: [300201, 300203, 300204, 300205, 300206, 300207],
    // Account Change, User Management: password. Role and User Management: programmatic credentials.
    credential: [300103, 300104, 300708, 300709, 300718, 300810],
    // Accounts and users created, enabled, given policies, privileges, roles; the same for groups and roles.
    privilege: [
      300101, 300102, 300107, 300301, 300302, 300501, 300503, 300601, 300603, 300701, 300702, 300704, 300710,
      300714, 300716, 300801, 300802, 300804, 300806, 300808,
    ],
    // Account Change, User Management: factors.
    mfa: [300110, 300111, 300712, 300713],
  } satisfies Partial<Record<Kind, readonly number[]>>).flatMap(([kind, types]) =>
    // `satisfies` above holds the keys to be kinds; Object.entries forgets it.
    types.map((type) => [type, kind as Kind] as const),
  ),
);

const ENTITY_MANAGEMENT = 3004;
const API_ACTIVITY = 6003;
const API_ACTIVITY_BEFORE = 3005;
/** The same number in both of these classes. */
const DELETE = 4;
const OTHER = 99;

/**
 * An API call, an entity of any type and an activity that OCSF has no number for say what they are by name only.
 * The first line that fits counts.
 */
const WORDS: readonly (readonly [RegExp, Kind])[] = [
  [/export|download|unload/, 'export'],
  [/trail|logging|audit|retention/, 'logging'],
  [/mfa|factor/, 'mfa'],
  [/(?:access|api) ?key|token|secret|credential|service ?account|oauth|certificate|password/, 'credential'],
  [/webhook|destination|pipeline|stream|connector|subscription/, 'destination'],
  [/role|policy|permission|privilege|membership|grant/, 'privilege'],
  [/\bshare|publish/, 'share'],
];
/** The same of what holds data: web resources, datastores and files. */
const READING = /\b(?:view|read|open|access|preview|fetch|sync)(?:s|ed)?\b|\bcop(?:y|ies|ied)\b/;
const MAX_NAME = 200;

/** Reads of an API that return many things, or all of them. */
const LISTING = /^(?:list|describe|search|query|scan|enumerate|batchget)/;
const TAKING = /^(?:export|download|unload)/;

function readBy(name: string): Kind | undefined {
  return LISTING.test(name) ? 'list' : TAKING.test(name) ? 'export' : undefined;
}

const CLOUD_API = 5001;
const FILE_HOSTING = 6006;
const HOLDS_DATA = new Set([6001, 6005, FILE_HOSTING]);
const NETWORK_FILE = 4010;

/**
 * Before 1.0 API Activity had the number that User Access Management has since, and before that another one and another name.
 * What is done with files at a host of them was Network File Activity until 1.1, by the same numbers of activities.
 */
export function classOf(classUid: number, className: string | undefined): number {
  if (classUid === NETWORK_FILE) return FILE_HOSTING;
  return (classUid === API_ACTIVITY_BEFORE && className === 'API Activity') ||
    (classUid === CLOUD_API && className === 'Cloud API')
    ? API_ACTIVITY
    : classUid;
}

/** As `api.service.name` has it for calls of AWS. */
const OF_AWS = /^([\w-]{1,60})\.amazonaws\.com$/;

/**
 * What CloudTrail told: as its own reader reads it, where that does not depend on the parameters of the call, which are
 * not looked at here.
 */
function kindOfCall(service: string | undefined, operation: string | undefined): Kind | undefined {
  const [, name] = OF_AWS.exec(service ?? '') ?? [];
  return name === undefined || operation === undefined || operation === 'PutBucketLogging'
    ? undefined
    : kindOfAws(name, operation, {});
}

/** `names`: the operation of the API, then what else names the activity. */
export function kindOf(
  classUid: number,
  activityId: number,
  names: readonly (string | undefined)[],
  service: string | undefined,
): Kind {
  const call = kindOfCall(service, names[0]);
  if (call !== undefined && call !== 'other') return call;
  const kind = KINDS.get(classUid * 100 + activityId);
  const isApi = classUid === API_ACTIVITY;
  if (kind !== undefined) return (isApi && readBy(words(names[0]))) || kind;
  // A log stream is no destination, and a grant of KMS no privilege: calls are known by name there.
  if (call !== undefined) return call;
  const isNamed = isApi || classUid === ENTITY_MANAGEMENT;
  if (!isNamed && activityId !== OTHER && activityId !== 0) return 'other';
  const said = names.map(words);
  const isRead = HOLDS_DATA.has(classUid) && said.some((name) => READING.test(name));
  const named =
    WORDS.find(([pattern]) => said.some((name) => pattern.test(name)))?.[1] ?? (isRead ? 'read' : 'other');
  // Taking away what records is a step of an attack; taking away a key or a role is not.
  return isNamed && activityId === DELETE && named !== 'logging' ? 'other' : named;
}

/** `CreateAccessKey`, `s3_export-job` and `Access Key` in lower case and with spaces. */
function words(name = ''): string {
  return name
    .slice(0, MAX_NAME)
    .replace(/(?<=[a-z])(?=[A-Z])|[_.:/-]+/g, ' ')
    .toLowerCase();
}

/** System (1), findings (2), network (4), discovery (5), remediation (7) and unmanned systems (8). */
const ABOUT_DATA = new Set([3, 6]);

export function isAboutData(classUid: number): boolean {
  return ABOUT_DATA.has(Math.floor(classUid / 1000));
}
