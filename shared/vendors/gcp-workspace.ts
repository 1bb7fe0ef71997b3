import type { Kind, Outcome, Resource } from '../activity.ts';
import { emailOf, isObject, list, object, text } from './field.ts';
import { kindOf, outcomeOf } from './google-workspace-events.ts';
import type { Parameters } from './google-workspace-parameters.ts';
import type { Json, JsonObject } from './vendor.ts';

/**
 * Activities of Google Workspace that are shared with Cloud Logging: the event of the Reports API is inside the
 * entry's metadata, under other names (https://cloud.google.com/logging/docs/audit/gsuite-audit-logging).
 */
export interface Workspace {
  readonly kind: Kind;
  readonly outcome: Outcome;
  /** Whom and where to, by address. */
  readonly resources: readonly Resource[];
}

const ACTIVITY = /\bccc_hosted_reporting\.ActivityProto$/;

export function workspaceOf(payload: JsonObject, metadata: JsonObject | undefined): Workspace | undefined {
  if (!ACTIVITY.test(text(metadata, '@type') ?? '')) return undefined;
  const event = list(metadata, 'event').find(isObject);
  const name = text(event, 'eventName');
  if (name === undefined) return undefined;
  const application = (text(payload, 'serviceName') ?? '').replace('.googleapis.com', '');
  const parameter = parametersOf(event);
  return {
    kind: kindOf(application, name, parameter),
    outcome: object(event, 'status')?.['success'] === false ? 'failure' : outcomeOf(name, parameter),
    resources: resourcesOf(parameter),
  };
}

const MAX_PARAMETERS = 200;
const VALUES = ['value', 'intValue', 'boolValue', 'multiStrValue', 'multiIntValue'];

function parametersOf(event: JsonObject | undefined): Parameters {
  const byName = new Map<string, Json>();
  for (const parameter of list(event, 'parameter').slice(0, MAX_PARAMETERS)) {
    if (!isObject(parameter)) continue;
    const name = text(parameter, 'name');
    const type = VALUES.find((candidate) => candidate in parameter);
    const value = type === undefined ? undefined : parameter[type];
    if (name !== undefined && value !== undefined) byName.set(name, value);
  }
  return (name) => byName.get(name);
}

const ADDRESSES: readonly (readonly [name: string, type: string])[] = [
  ['USER_EMAIL', 'user'],
  ['affected_email_address', 'user'],
  ['GROUP_EMAIL', 'group'],
  ['email_forwarding_destination_address', 'mail-address'],
];

function resourcesOf(parameter: Parameters): Resource[] {
  return ADDRESSES.flatMap(([name, type]) => {
    const value = parameter(name);
    const uid = emailOf(typeof value === 'string' ? value : undefined);
    return uid === undefined ? [] : [{ type, uid }];
  });
}
