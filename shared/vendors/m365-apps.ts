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
  const targets = list(event, 'Target').slice(0, MAX_TARGETS).filter(isObject);
  const ofType = (wanted: number) =>
    firstText(
      targets.find((target) => number(target, 'Type') === wanted),
      ['ID', 'Id'],
    );
  const names = changed(event, 'TargetId.ServicePrincipalNames') ?? ofType(4) ?? text(event, 'ObjectId');
  const name = ofType(1);
  const uid = GUID.exec(names?.slice(0, MAX_VALUE) ?? '')?.[0] ?? names?.split(';')[0] ?? name;
  return uid === undefined ? [] : [known({ type, uid, name })];
}

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
