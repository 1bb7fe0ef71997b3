import { parseJson } from '../decode/json.ts';
import { isHostile } from '../text.ts';
import type { Json, JsonObject } from './vendor.ts';

/** Total accessors: a missing parent, a missing field and a field of another type all read as undefined. */

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function object(parent: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = parent?.[name];
  if (typeof value !== 'string') return isObject(value) ? value : undefined;
  const inside = jsonIn(value, '{');
  return isObject(inside) ? inside : undefined;
}

/**
 * Who or what is told of as an object, or as its JSON text. Beside its id, in a field of its own, and without one inside, a text is no
 * more than the name that somebody gave himself, or a project: `{"id": "…"}` would be somebody else.
 */
export function told(event: JsonObject, name: string, besides: readonly string[]): Json | undefined {
  const value = event[name];
  if (typeof value !== 'string' || firstText(event, besides) !== undefined) return value;
  const inside = object(event, name);
  return firstText(inside, ['id', 'user_id', 'email']) === undefined ? value : inside;
}

const MAX_INSIDE = 64 * 1024;

/** Exporters and tables in lakes write nested objects and lists as their JSON text. */
function jsonIn(value: string, opening: '{' | '['): Json | undefined {
  return value.startsWith(opening) && value.length <= MAX_INSIDE ? parseJson(value) : undefined;
}

const NOTHING: readonly Json[] = [];

export function list(parent: JsonObject | undefined, name: string): readonly Json[] {
  const value = parent?.[name];
  const items = typeof value === 'string' ? jsonIn(value, '[') : value;
  return Array.isArray(items) ? items : NOTHING;
}

/** Text that is not empty; numbers as text, because some vendors write ids as numbers. */
export function text(parent: JsonObject | undefined, name: string): string | undefined {
  const value = parent?.[name];
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' ? String(value) : undefined;
}

export function firstText(parent: JsonObject | undefined, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = text(parent, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** As text, whose conversion an object could refuse: of what is neither text nor a number nor a truth, nothing. */
export function plain(value: Json | undefined): string {
  return typeof value === 'object' || value === undefined ? '' : String(value);
}

const NUMERIC = /^-?\d{1,20}(\.\d{1,9})?$/;

/** A number, also where it is written as text (`"43683701"`). */
export function number(parent: JsonObject | undefined, name: string): number | undefined {
  const value = parent?.[name];
  if (typeof value === 'number') return value;
  return typeof value === 'string' && NUMERIC.test(value) ? Number(value) : undefined;
}

/** How many of something: a whole number of zero or more, because what some write for unknown is -1. */
export function firstCount(parent: JsonObject | undefined, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = number(parent, name);
    if (value !== undefined && Number.isInteger(value) && value >= 0) return value;
  }
  return undefined;
}

/** Number of an autonomous system, also as `AS64500`. */
export function asn(parent: JsonObject | undefined, name: string): number | undefined {
  const value = parent?.[name];
  const digits = typeof value === 'string' ? value.replace(/^AS/i, '') : value;
  const asNumber = typeof digits === 'string' && /^\d{1,10}$/.test(digits) ? Number(digits) : digits;
  return typeof asNumber === 'number' && Number.isInteger(asNumber) && asNumber > 0 && asNumber < 2 ** 32
    ? asNumber
    : undefined;
}

const MAX_RECASED = 8;

/**
 * A copy in which these names, given by their lower case, are written as their vendor writes them. Tables in data
 * lakes have their columns in lower case (https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html).
 */
export function recased(value: JsonObject, names: ReadonlyMap<string, string>, depth = 0): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      names.get(name) ?? name,
      recasedIn(inner, names, depth + 1),
    ]),
  );
}

function recasedIn(
  value: Json | undefined,
  names: ReadonlyMap<string, string>,
  depth: number,
): Json | undefined {
  if (depth > MAX_RECASED) return value;
  if (Array.isArray(value)) return value.map((item: Json): Json => recasedIn(item, names, depth + 1) ?? null);
  return isObject(value) ? recased(value, names, depth) : value;
}

/** The same from the names themselves, separated by white space. */
export function recaser(names: string): (event: JsonObject) => JsonObject {
  const byLower = new Map(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name.toLowerCase(), name]),
  );
  return (event) => recased(event, byLower);
}

/** The path that a server takes it for: `%6Aobs//users/` is `jobs/users`. A slash that is escaped ends no part of it. */
export function plainPath(path: string): string {
  const plain = path
    .replace(/%[2-7][0-9a-f]/gi, (code) => {
      const char = String.fromCharCode(Number.parseInt(code.slice(1), 16));
      return /[\w.~|:@-]/.test(char) ? char : code;
    })
    .replace(/\/{2,}/g, '/');
  const resolved = DOTS.test(plain) ? withoutDots(plain) : plain;
  return resolved.length > 1 && resolved.endsWith('/') ? resolved.slice(0, -1) : resolved;
}

const DOTS = /(?:^|\/)\.{1,2}(?:\/|$)/;

/** https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4 */
function withoutDots(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.length > 1 || parts[0] !== '') parts.pop();
    } else if (part !== '.') parts.push(part);
  }
  return parts.length === 1 && parts[0] === '' ? '/' : parts.join('/');
}

/**
 * Of the identity of a pipeline its repository: branch, environment, commit and step stand behind it, and whoever may push
 * chooses them, or each step has its own. Each would be an account. AWS puts its provider and the application before it.
 * https://docs.github.com/en/actions/reference/security/oidc, https://docs.gitlab.com/ci/secrets/id_token_authentication/,
 * https://buildkite.com/docs/agent/cli/reference/oidc, https://circleci.com/docs/openid-connect-tokens/,
 * https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/,
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export function pipelineIn(subject: string | undefined): string | undefined {
  return subject?.replace(PIPELINE, '$1');
}

const BEFORE = String.raw`(?:^|\/subject\/|:oidc-provider\/(?:[^:]{0,256}:){1,8}?)`;
const PIPELINES = [
  '(?:repo|project_path|organization:[^:]{1,256}:pipeline):[^:]{1,256}(?=:)',
  String.raw`org\/[\w-]{1,64}\/project\/[\w-]{1,64}(?=\/)`,
  String.raw`\{[\da-f-]{36}\}(?=:)`,
];
const PIPELINE = new RegExp(`(${BEFORE}(?:${PIPELINES.join('|')})).*$`, 's');

const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,190}$/;

/** Lower-cased e-mail address, or undefined for anything that is none: `system`, a display name, a trap. */
export function emailOf(value: string | undefined): string | undefined {
  if (value === undefined || value.length > 254 || !EMAIL.test(value) || isHostile(value)) return undefined;
  return value.toLowerCase();
}

type Optional<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };
type Required<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };

/** Leaves out the fields that are undefined: absent is what the contract calls unknown. */
export function known<T extends object>(fields: T): Required<T> & Optional<T> {
  const result: Record<string, unknown> = {};
  // `in` instead of Object.entries: this runs several times per event, always on a literal.
  for (const name in fields) if (fields[name] !== undefined) result[name] = fields[name];
  // The loop does to the value what the type says.
  return result as Required<T> & Optional<T>;
}

/** As `known`, and undefined if nothing is. */
export function knownOrNone<T extends object>(fields: T): (Required<T> & Optional<T>) | undefined {
  for (const name in fields) if (fields[name] !== undefined) return known(fields);
  return undefined;
}
