import { BASE62, HEX, uuid } from '../random.ts';
import { TENANT, type VendorEvent } from './event.ts';
import type { Holder, Presence } from './presence.ts';

/** Field names: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/ */
export type OktaType = keyof typeof TYPES;

const TYPES = {
  'user.session.start': { message: 'User login to Okta', uri: '/api/v1/authn' },
  'user.session.end': { message: 'User logout from Okta', uri: '/login/signout' },
  'user.authentication.auth_via_mfa': {
    message: 'Authentication of user via MFA',
    uri: '/api/v1/authn/factors/verify',
  },
  'user.authentication.sso': { message: 'User single sign on to app', uri: '/app/sso/saml' },
  'user.session.access_admin_app': { message: 'User accessing Okta admin app', uri: '/admin/sso/callback' },
  'user.mfa.factor.reset_all': {
    message: 'Reset all factors for user',
    uri: '/api/v1/users/lifecycle/reset_factors',
  },
  'user.mfa.factor.activate': {
    message: 'Activate factor for user',
    uri: '/api/v1/users/factors/lifecycle/activate',
  },
  'user.account.update_password': {
    message: 'User update password for Okta',
    uri: '/api/v1/users/credentials/change_password',
  },
  'user.account.reset_password': {
    message: 'User reset password for Okta',
    uri: '/api/v1/users/lifecycle/reset_password',
  },
  'group.user_membership.add': { message: 'Add user to group membership', uri: '/api/v1/groups/users' },
  'user.account.privilege.grant': { message: 'Grant user privilege', uri: '/api/v1/users/roles' },
  'system.api_token.create': { message: 'Create API token', uri: '/api/internal/tokens' },
} as const;

/** Second factors by Okta's names: a code sent to a telephone, and the app that asks for a tap. */
export type Factor = 'SMS_FACTOR' | 'OKTA_VERIFY_PUSH';

export const APPS = {
  salesforce: { id: '0oa1example0salesforce', alternateId: 'Salesforce', displayName: 'Salesforce.com' },
  mixpanel: { id: '0oa1example00mixpanel0', alternateId: 'Mixpanel', displayName: 'Mixpanel' },
  snowflake: { id: '0oa1example00snowflake', alternateId: 'Snowflake', displayName: 'Snowflake' },
  'google-workspace': {
    id: '0oa1example0workspace0',
    alternateId: 'Workspace',
    displayName: 'Google Workspace',
  },
  github: { id: '0oa1example000github00', alternateId: 'GitHub', displayName: 'GitHub Enterprise Cloud' },
  aws: { id: '0oa1example00000000aws', alternateId: 'AWS', displayName: 'AWS IAM Identity Center' },
  mail: { id: '0oa1example0000000mail', alternateId: 'Mail', displayName: 'Company Mail' },
  wiki: { id: '0oa1example0000000wiki', alternateId: 'Wiki', displayName: 'Company Wiki' },
  chat: { id: '0oa1example0000000chat', alternateId: 'Chat', displayName: 'Company Chat' },
} as const;
export type App = keyof typeof APPS;

export interface OktaDetail {
  /** Okta's session, which ties a login to the sign-ons that follow. */
  readonly session: string;
  readonly app?: App;
  /** The person something is done to, where that is not the actor. */
  readonly target?: Holder;
  readonly factor?: Factor;
  readonly failure?: 'INVALID_CREDENTIALS';
}

export function oktaSession(presence: Presence): string {
  return `102${presence.random.text(22, BASE62)}`;
}

export function oktaEvent(
  timeMs: number,
  type: OktaType,
  presence: Presence,
  detail: OktaDetail,
): VendorEvent {
  const { person, random } = presence;
  const requestId = random.text(27, BASE62);
  const raw = {
    uuid: uuid(random),
    published: new Date(timeMs).toISOString(),
    eventType: type,
    version: '0',
    severity: detail.failure === undefined ? 'INFO' : 'WARN',
    legacyEventType: null,
    displayMessage: TYPES[type].message,
    actor: userOf(person),
    client: clientOf(presence),
    authenticationContext: {
      authenticationProvider: detail.factor === undefined ? null : 'FACTOR_PROVIDER',
      authenticationStep: 0,
      credentialProvider: null,
      credentialType: detail.factor === 'SMS_FACTOR' ? 'SMS' : null,
      externalSessionId: detail.failure === undefined ? detail.session : 'unknown',
      interface: null,
      issuer: null,
    },
    securityContext: {
      asNumber: presence.place.asNumber,
      asOrg: presence.place.asOrg,
      domain: 'example.net',
      isProxy: false,
      isp: presence.place.asOrg,
    },
    outcome: { result: detail.failure === undefined ? 'SUCCESS' : 'FAILURE', reason: detail.failure ?? null },
    target: targetsOf(type, presence, detail),
    transaction: { detail: {}, id: requestId, type: 'WEB' },
    request: {
      ipChain: [
        { geographicalContext: geographyOf(presence), ip: presence.place.ip, source: null, version: 'V4' },
      ],
    },
    debugContext: {
      debugData: {
        ...(detail.factor === undefined ? {} : { factor: detail.factor }),
        dtHash: random.text(64, HEX),
        requestId,
        requestUri: TYPES[type].uri,
        url: `${TYPES[type].uri}?`,
      },
    },
  };
  // Log streaming delivers within seconds.
  const arrival = timeMs + random.between(800, 6000);
  return { vendor: 'okta', tenant: TENANT, time: timeMs, arrival, actor: `okta/${person.oktaId}`, raw };
}

function targetsOf(type: OktaType, { person }: Presence, { app, target }: OktaDetail): object[] | null {
  if (app !== undefined)
    return [
      { ...APPS[app], type: 'AppInstance', detailEntry: { signOnModeType: 'SAML_2_0' } },
      { ...userOf(person), id: `0ua${person.oktaId.slice(3)}`, type: 'AppUser' },
    ];
  if (type === 'user.session.start' || type === 'user.session.end') return null;
  return [userOf(target ?? person)];
}

function userOf(person: Holder) {
  return {
    id: person.oktaId,
    type: 'User',
    alternateId: person.email,
    displayName: person.name,
    detailEntry: null,
  };
}

function clientOf(presence: Presence) {
  const { client, place } = presence;
  return {
    id: null,
    ipAddress: place.ip,
    device: 'Computer',
    zone: 'null',
    userAgent: { rawUserAgent: client.userAgent, browser: client.browser, os: client.os },
    geographicalContext: geographyOf(presence),
  };
}

function geographyOf({ place }: Presence) {
  return {
    city: place.city,
    state: place.state,
    country: place.country,
    postalCode: null,
    geolocation: { lat: place.lat, lon: place.lon },
  };
}
