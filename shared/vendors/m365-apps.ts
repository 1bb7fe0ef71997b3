import type { Resource } from '../activity.ts';
import { firstText, isObject, known, list, number, text } from './field.ts';
import { changed, MAX_VALUE, namedValue } from './m365-values.ts';
import type { JsonObject } from './vendor.ts';

/**
 * What Entra says of an application that is let in: the application, the API that it may call, and what it may do there.
 * A consent and the role of a user are about the application; a grant is about the API, and names the application beside
 * it: https://learn.microsoft.com/en-us/entra/identity/monitoring-health/reference-audit-activities
 */
export function appGrantOf(event: JsonObject): Resource[] {
  const consent = namedValue(event, 'ModifiedProperties', CONSENT);
  const scope = changed(event, 'DelegatedPermissionGrant.Scope');
  const role = changed(event, 'AppRole.Value');
  const isGrant =
    consent !== undefined || scope !== undefined || has(event, 'AppRole.Id') || role !== undefined;
  if (!isGrant) return [];
  const client = clientOf(event);
  const scopes = consent === undefined ? words(scope ?? role) : consentedTo(consent);
  return [
    ...client,
    ...targetOf(event, client.length > 0 ? 'api' : 'app'),
    ...scopes.slice(0, MAX_SCOPES).map((uid) => ({ type: 'scope', uid })),
  ];
}

const CONSENT = 'ConsentAction.Permissions';
const MAX_SCOPES = 16;

function has(event: JsonObject, name: string): boolean {
  return namedValue(event, 'ModifiedProperties', name) !== undefined;
}

/** The application of a grant to an API. */
function clientOf(event: JsonObject): Resource[] {
  const uid = changed(event, 'ServicePrincipal.AppId') ?? changed(event, 'ServicePrincipal.ObjectID');
  return uid === undefined
    ? []
    : [known({ type: 'app', uid, name: changed(event, 'ServicePrincipal.DisplayName') })];
}

/** Of what the record is about `Target` has the name (1) and its names as a service (4), `ObjectId` the latter as well. */
function targetOf(event: JsonObject, type: string): Resource[] {
  const targets = idsOf(event, 'Target');
  const ofType = (wanted: number) => targets.find((target) => target.type === wanted)?.id;
  const names = changed(event, 'TargetId.ServicePrincipalNames') ?? ofType(4) ?? text(event, 'ObjectId');
  const name = ofType(1);
  const uid = GUID.exec(names?.slice(0, MAX_VALUE) ?? '')?.[0] ?? names?.split(';')[0] ?? name;
  return uid === undefined ? [] : [known({ type, uid, name })];
}

/**
 * The application whose secret or permissions an event changes, by the id that it has where it acts: its own, or, where the
 * event has none, that of its service principal. Of a grant this is who may call, not the API.
 */
export function changedAppOf(event: JsonObject): string | undefined {
  if (has(event, 'User.UPN')) return undefined;
  const targets = idsOf(event, 'Target');
  const [client] = clientOf(event);
  const principal = targets.find(({ id }) => PRINCIPAL.test(id))?.id.toLowerCase();
  if (client !== undefined)
    return guidIn(changed(event, 'ServicePrincipal.AppId') ?? changed(event, 'ServicePrincipal.Name'));
  const isApp = principal !== undefined || targets.some(({ id }) => id === 'Application');
  if (!isApp && !has(event, CONSENT)) return undefined;
  return (
    guidIn(changed(event, 'TargetId.AppId') ?? changed(event, 'AppId')) ??
    guidIn(changed(event, 'TargetId.ServicePrincipalNames')) ??
    guidIn(targets.find(({ type }) => type === 4)?.id) ??
    DETAIL.exec(
      namedValue(event, 'ExtendedProperties', 'additionalDetails')?.slice(0, MAX_VALUE) ?? '',
    )?.[1] ??
    principal
  );
}

/**
 * Of `ServicePrincipal_…` that acts, the application: `[{ID: name, Type: 1}, {ID: application, Type: 2},
 * {ID: ServicePrincipal_object, Type: 2}, {ID: object, Type: 2}, {ID: ServicePrincipal, Type: 2}]`.
 */
export function actingAppOf(event: JsonObject, principal: string): string | undefined {
  const own = principal.toLowerCase();
  const app = idsOf(event, 'Actor').find(
    ({ type, id }) => type !== 1 && guidIn(id) && !own.endsWith(id.toLowerCase()),
  );
  return app?.id.toLowerCase();
}

/** `ServicePrincipal_` and the id of the object, which is the application's in one tenant. */
export const PRINCIPAL = /^ServicePrincipal_/i;
const DETAIL = /"AppId":"([0-9a-f-]{36})"/i;

function idsOf(
  event: JsonObject,
  name: string,
): { readonly id: string; readonly type: number | undefined }[] {
  return list(event, name)
    .slice(0, MAX_TARGETS)
    .filter(isObject)
    .flatMap((item) => {
      const id = firstText(item, ['ID', 'Id']);
      return id === undefined ? [] : [{ id, type: number(item, 'Type') }];
    });
}

/** Of the names of a service, separated by semicolons, the one that is an id and no address. */
function guidIn(names: string | undefined): string | undefined {
  return names
    ?.slice(0, MAX_VALUE)
    .split(/[;,\s]+/)
    .find((name) => ONLY_GUID.test(name))
    ?.toLowerCase();
}

const ONLY_GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const MAX_TARGETS = 32;
const GUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i;

/** `[] => [[Id: …, ConsentType: Principal, Scope:  User.Read Mail.Read, CreatedDateTime: …]]; `: what was not there before. */
function consentedTo(value: string): string[] {
  const [before = '', ...after] = value.slice(0, MAX_VALUE).split('=>');
  const scopesIn = (text: string) =>
    [...text.matchAll(/Scope:([^,\]]{0,4000})/g)].flatMap(([, scopes]) => words(scopes));
  if (after.length === 0) return scopesIn(before);
  const old = new Set(scopesIn(before));
  return [...new Set(scopesIn(after.join('=>')))].filter((scope) => !old.has(scope));
}

function words(text: string | undefined): string[] {
  return text?.split(/\s+/).filter((word) => word !== '') ?? [];
}
