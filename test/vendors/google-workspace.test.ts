import { describe, expect, test } from 'vitest';
import { decodeText } from '../../shared/decode.ts';
import { googleWorkspace } from '../../shared/vendors/google-workspace.ts';
import type { Json, JsonObject } from '../../shared/vendors/vendor.ts';
import {
  activity,
  DOCUMENT,
  DOWNLOAD,
  event,
  SHARE,
  tableRow,
  tokenActivity,
} from '../fixtures/google-workspace.ts';
import { draftOf } from './draft.ts';

const read = (
  application: string,
  name: string,
  values: Readonly<Record<string, Json>> = {},
  fields: JsonObject = {},
) => draftOf(googleWorkspace, activity(application, [event('any', name, values)], fields));

describe('Google Workspace Reports API', () => {
  test('names whom somebody added to a room of Chat', () => {
    const draft = read('chat', 'add_room_member', { room_id: 'r1', target_users: ['Bob@example.com'] });
    expect(draft).toMatchObject({ kind: 'privilege', target: { email: 'bob@example.com' } });
  });

  test('reads settings of whole applications by what they are called', () => {
    const change = (SETTING_NAME: string) =>
      read('admin', 'CHANGE_APPLICATION_SETTING', { SETTING_NAME }).kind;
    expect(change('ExternalSharing external_sharing_mode')).toBe('privilege');
    expect(change('ContentCompliance rules[7] content_compliance_info')).toBe('other');
    for (const application of ['CALENDAR', 'CONTACTS', 'GMAIL', 'SITES']) {
      const setting = (SETTING_NAME: string) =>
        read('admin', `CHANGE_${application}_SETTING`, { SETTING_NAME }).kind;
      expect(setting('SHARING_OUTSIDE_DOMAIN')).toBe('privilege');
      expect(setting('DEFAULT_LANGUAGE')).toBe('other');
    }
    expect(read('drive', 'CHANGE_DOCS_SETTING', { SETTING_NAME: 'SHARING' }).kind).toBe('other');
  });

  test('takes what a whole account is moved to a private one by for all that it holds', () => {
    expect(googleWorkspace.isBulk?.('STARTED_ACCOUNT_MIGRATION')).toBe(true);
    expect(googleWorkspace.isBulk?.('download')).toBe(false);
  });

  test('reads a route for everybody’s mail as a way out, unless it is taken away', () => {
    const route = (name: string, SETTING_NAME: string) => read('admin', name, { SETTING_NAME }).kind;
    expect(route('CREATE_GMAIL_SETTING', 'EMAIL_ROUTE')).toBe('destination');
    expect(route('CHANGE_GMAIL_SETTING', 'MESSAGE_SECURITY_RULE')).toBe('destination');
    expect(route('DELETE_GMAIL_SETTING', 'MESSAGE_SECURITY_RULE')).toBe('other');
    expect(route('CHANGE_GMAIL_SETTING', 'EMAIL_SPAM_ALLOWLIST')).toBe('other');
  });

  test('names with whom a report of Looker Studio was shared', () => {
    const values = { ASSET_ID: 'report1', NEW_VALUE: 'CAN_VIEW', TARGET_USER_EMAIL: 'Bob@example.com' };
    expect(read('data_studio', 'CHANGE_USER_ACCESS', values)).toMatchObject({
      kind: 'share',
      resources: [
        { type: 'user', uid: 'bob@example.com' },
        { type: 'asset', uid: 'report1' },
      ],
    });
  });

  test('reads who downloaded which document, when and from where', () => {
    const draft = draftOf(googleWorkspace, activity('drive', [DOWNLOAD]));
    expect(draft).toEqual({
      identity: { kind: 'event', id: expect.stringContaining('drive/2026-03-02T09:15:30.123Z/-640000') },
      eventId: '-640000000000000001',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'export',
      operation: 'download',
      outcome: 'success',
      actor: { uid: '100000000000000000001', type: 'user', email: 'alice@example.com' },
      source: { ip: '192.0.2.10', country: 'DE', asn: 64500 },
      resources: [{ type: 'document', uid: '1exampleDocument', name: 'Plan' }],
      volume: { records: 1 },
    });
  });

  test('reads the event on its own and beside the activity as it reads it inside', () => {
    const { events: _, ...told } = activity('drive', []);
    const inside = draftOf(googleWorkspace, activity('drive', [DOWNLOAD]));
    expect(draftOf(googleWorkspace, { ...told, event: DOWNLOAD })).toEqual(inside);
    expect(draftOf(googleWorkspace, { ...told, events: DOWNLOAD })).toEqual(inside);
    expect(draftOf(googleWorkspace, { ...told, ...DOWNLOAD })).toEqual(inside);
    // A map of parameters says the same, but is another text.
    const { identity: _identity, ...rest } = inside;
    expect(draftOf(googleWorkspace, { ...told, ...DOWNLOAD, parameters: DOCUMENT })).toMatchObject(rest);
  });

  test('takes an activity of several events apart, whoever did it told to each', () => {
    const json = JSON.stringify({
      kind: 'admin#reports#activities',
      items: [activity('drive', [DOWNLOAD, SHARE, DOWNLOAD])],
    });
    const { activities, malformed } = decodeText(json, { hashKey: new Uint8Array(32) });
    expect(malformed).toEqual([]);
    expect(activities.map(({ operation }) => operation)).toEqual([
      'download',
      'change_user_access',
      'download',
    ]);
    for (const { actor, source } of activities)
      expect([actor.uid, source?.ip]).toEqual(['100000000000000000001', '192.0.2.10']);
    // The third repeats the first: they are one operation.
    expect(new Set(activities.map(({ uid }) => uid)).size).toBe(2);
  });

  test('tells the events of one activity apart, in whatever order they come', () => {
    const uids = (events: readonly Json[]) =>
      decodeText(JSON.stringify(activity('drive', events)), { hashKey: new Uint8Array(32) })
        .activities.map(({ uid }) => uid)
        .sort();
    const other = event('acl_change', 'change_user_access', { ...DOCUMENT, target_user: 'eve@example.com' });
    expect(uids([DOWNLOAD, SHARE, other])).toEqual(uids([other, DOWNLOAD, SHARE]));
    expect(new Set(uids([DOWNLOAD, SHARE, other])).size).toBe(3);
    expect(uids([DOWNLOAD])).toEqual(uids([DOWNLOAD, SHARE]).filter((uid) => uids([DOWNLOAD]).includes(uid)));
  });

  test('tells two searches apart by what they found', () => {
    const search = (resourceIds: readonly string[]) =>
      draftOf(googleWorkspace, activity('drive', [{ ...event('access', 'search'), resourceIds }])).identity
        ?.id;
    expect(search(['a'])).not.toBe(search(['b']));
    expect(search(['a'])).toBe(search(['a']));
  });

  test('takes the steps of one takeout for one operation', () => {
    const takeout = (name: string) =>
      read('admin', name, { OBFUSCATED_CUSTOMER_TAKEOUT_REQUEST_ID: '00example' });
    expect(takeout('CUSTOMER_TAKEOUT_CREATED').identity).toEqual({
      kind: 'operation',
      id: 'takeout/00example',
    });
    expect(takeout('CUSTOMER_TAKEOUT_SUCCEEDED').identity).toEqual(
      takeout('CUSTOMER_TAKEOUT_CREATED').identity,
    );
    expect(takeout('CUSTOMER_TAKEOUT_CREATED')).toMatchObject({ kind: 'export', outcome: 'success' });
    expect(takeout('CUSTOMER_TAKEOUT_FAILED').outcome).toBe('failure');
    expect(takeout('CUSTOMER_TAKEOUT_CREATED')).not.toHaveProperty('volume');
  });

  describe('takeout by a user', () => {
    const JOB = {
      TAKEOUT_ID: 'tk-77',
      PRODUCTS_REQUESTED: 'Drive, Mail',
      USER_EMAIL: 'alice@example.com',
      INITIATED_BY: 'USER',
    };
    const takeout = (name: string, values: Readonly<Record<string, Json>> = {}) =>
      read('takeout', `${name}_USER_TAKEOUT`, { ...JOB, ...values });
    const started = takeout('STARTED', { TAKEOUT_DESTINATION: 'EMAIL' });

    test('is one export, however many parts are downloaded', () => {
      expect(started).toMatchObject({
        kind: 'export',
        identity: { kind: 'operation', id: 'user-takeout/tk-77' },
      });
      const part = takeout('DOWNLOADED', { DOWNLOAD_TIME: 1 });
      expect(part).toMatchObject({ kind: 'export', outcome: 'success', identity: started.identity });
      // Hours or days later: its completion must not be a second one.
      const completed = takeout('COMPLETED', { TAKEOUT_DESTINATION: 'EMAIL', TAKEOUT_STATUS: 'COMPLETED' });
      expect(completed).toMatchObject({ kind: 'other', outcome: 'success', identity: { kind: 'event' } });
      expect(takeout('STARTED', { TAKEOUT_ID: 'tk-78' }).identity).not.toEqual(started.identity);
    });

    test.each([
      ['COMPLETED', 'success'],
      ['FAILED', 'failure'],
      ['CANCELED', 'failure'],
      ['IN_PROGRESS', 'unknown'],
    ])('that is %s is a %s', (TAKEOUT_STATUS, outcome) => {
      expect(takeout('COMPLETED', { TAKEOUT_STATUS }).outcome).toBe(outcome);
    });

    test('is not known to end well when it starts', () => {
      expect(started.outcome).toBe('unknown');
    });

    test.each([
      ['EMAIL', false],
      ['DRIVE', false],
      ['UNKNOWN', false],
      ['DROPBOX', true],
      ['BOX', true],
      ['ONEDRIVE', true],
    ])('to %s is an export, and goes elsewhere: %s', (TAKEOUT_DESTINATION, elsewhere) => {
      const { kind, resources } = takeout('STARTED', { TAKEOUT_DESTINATION });
      expect(kind).toBe('export');
      expect(resources.filter(({ type }) => type === 'destination')).toEqual(
        elsewhere ? [{ type: 'destination', uid: TAKEOUT_DESTINATION }] : [],
      );
    });

    test('that is scheduled is a way out that stays open', () => {
      expect(takeout('SCHEDULED', { TAKEOUT_DESTINATION: 'EMAIL' })).toMatchObject({
        kind: 'destination',
        identity: { kind: 'event' },
      });
    });

    test('names the products that were asked for, and whose, unless his own', () => {
      const products = [
        { type: 'product', uid: 'Drive' },
        { type: 'product', uid: 'Mail' },
      ];
      expect(started.resources).toEqual(products);
      expect(takeout('STARTED', { PRODUCTS_REQUESTED: ['Drive', 'Mail'] }).resources).toEqual(products);
      expect(takeout('STARTED', { USER_EMAIL: 'Bob@example.com' }).resources).toEqual([
        ...products,
        { type: 'user', uid: 'bob@example.com' },
      ]);
      expect(takeout('STARTED', { PRODUCTS_REQUESTED: '' }).resources).toEqual([]);
    });
  });

  test.each([
    ['drive', 'download', 'export'],
    ['drive', 'connected_sheets_query', 'read'],
    ['drive', 'team_drive_membership_change', 'share'],
    ['vault', 'view_cross_matter_litigation_hold_report', 'read'],
    ['admin', 'UPDATE_SAML2_SERVICE_PROVIDER_CONFIG', 'credential'],
    ['admin', 'UNARCHIVE_USER', 'privilege'],
    ['drive', 'email_as_attachment', 'export'],
    ['calendar', 'export_calendar', 'export'],
    ['data_studio', 'DATA_EXPORT', 'export'],
    ['data_studio', 'CREATE_DISTRIBUTION_CONTENT', 'destination'],
    ['data_studio', 'DELETE_DISTRIBUTION_CONTENT', 'other'],
    ['admin', 'DOWNLOAD_USERLIST_CSV', 'export'],
    ['vault', 'export_file_download', 'export'],
    ['takeout', 'anything', 'export'],
    ['drive', 'view', 'read'],
    ['drive', 'source_copy', 'read'],
    ['drive', 'search', 'list'],
    ['drive', 'change_user_access', 'share'],
    ['drive', 'change_document_visibility', 'share'],
    ['drive', 'shared_drive_membership_change', 'share'],
    ['calendar', 'change_calendar_acls', 'share'],
    ['admin', 'SECURITY_INVESTIGATION_CONTENT_ACCESS', 'read'],
    ['admin', 'CREATE_DATA_TRANSFER_REQUEST', 'share'],
    ['graduation', 'STARTED_ACCOUNT_MIGRATION', 'export'],
    ['graduation', 'COMPLETED_ACCOUNT_MIGRATION', 'other'],
    ['login', 'login_success', 'logon'],
    ['saml', 'login_failure', 'logon'],
    ['login', 'suspicious_login', 'logon'],
    ['token', 'authorize', 'credential'],
    ['admin', 'AUTHORIZE_API_CLIENT_ACCESS', 'credential'],
    ['admin', 'CHANGE_PASSWORD', 'credential'],
    ['admin', 'ASSIGN_ROLE', 'privilege'],
    ['groups_enterprise', 'add_member', 'privilege'],
    ['login', '2sv_disable', 'mfa'],
    ['user_accounts', '2sv_disable', 'mfa'],
    ['admin', 'TURN_OFF_2_STEP_VERIFICATION', 'mfa'],
    ['vault', 'update_retention_settings', 'logging'],
    ['admin', 'RULE_STATUS_CHANGED', 'logging'],
    ['login', 'email_forwarding_out_of_domain', 'destination'],
    ['admin', 'CREATE_EMAIL_MONITOR', 'destination'],
    // Near misses of the lines above.
    ['chat', 'download', 'other'],
    ['gplus', 'view', 'other'],
    ['drive', 'upload', 'other'],
    ['drive', 'edit', 'other'],
    ['drive', 'request_access', 'other'],
    ['token', 'revoke', 'other'],
    ['admin', 'UNASSIGN_ROLE', 'other'],
    ['login', 'logout', 'other'],
    ['vault', 'create_export_end', 'other'],
    ['drive', 'something_google_adds', 'other'],
  ])('reads %s %s as %s', (application, name, kind) => {
    expect(read(application, name)).toMatchObject({ kind, operation: name });
  });

  test('tells access that is given from access that is taken away', () => {
    const share = (name: string, values: Readonly<Record<string, Json>>) => read('drive', name, values).kind;
    expect(share('change_user_access', { new_value: ['none'] })).toBe('other');
    expect(share('change_user_access', { new_value: ['none', 'can_edit'] })).toBe('share');
    expect(share('change_document_visibility', { new_value: 'private' })).toBe('other');
    expect(share('change_document_visibility', { new_value: ['people_with_link'] })).toBe('share');
    expect(
      share('shared_drive_membership_change', { membership_change_type: 'remove_from_shared_drive' }),
    ).toBe('other');
    expect(share('shared_drive_membership_change', { membership_change_type: 'add_to_shared_drive' })).toBe(
      'share',
    );
    expect(read('calendar', 'change_calendar_acls', { access_level: 'none' }).kind).toBe('other');
    const studio = (NEW_VALUE: string) => read('data_studio', 'CHANGE_USER_ACCESS', { NEW_VALUE }).kind;
    expect(studio('NONE')).toBe('other');
    expect(studio('CAN_VIEW')).toBe('share');
    expect(share('download', { new_value: ['none'] })).toBe('export');
  });

  test('tells what is published or opened to anybody from what is taken back', () => {
    const publish = (new_publish_visibility: string) =>
      read('drive', 'publish_change', { new_publish_visibility }).kind;
    expect(publish('nobody')).toBe('other');
    expect(publish('anyone')).toBe('share');
    const settings = (new_settings_state: string) =>
      read('drive', 'shared_drive_settings_change', { new_settings_state }).kind;
    expect(settings('unrestricted')).toBe('privilege');
    expect(settings('restricted')).toBe('other');
    const link = (NEW_VALUE: string) =>
      read('data_studio', 'CHANGE_ASSET_LINK_SHARING_VISIBILITY', { NEW_VALUE, OLD_VALUE: 'NONE' }).outside;
    expect(link('PUBLIC_ON_THE_WEB')).toBe(true);
    expect(link('PEOPLE_WITH_LINK')).toBe(true);
    expect(link('PEOPLE_WITHIN_DOMAIN_WITH_LINK')).toBeFalsy();
    const opened = (TARGET_USER_EMAIL: string, OLD_VALUE = 'NONE') =>
      read('data_studio', 'CHANGE_USER_ACCESS', { NEW_VALUE: 'CAN_VIEW', OLD_VALUE, TARGET_USER_EMAIL })
        .outside;
    expect(opened('eve@example.org')).toBe(true);
    expect(opened('bob@example.com')).toBeFalsy();
    expect(opened('eve@example.org', 'CAN_EDIT')).toBeFalsy();
  });

  test('reads what a managed browser carried out of the company, and how much', () => {
    const values = { TRIGGER_TYPE: 'FILE_UPLOAD', CONTENT_SIZE: 8_900, REMOTE_IP: '192.0.2.44' };
    const told = activity('chrome', [event('CONTENT_TRANSFER_TYPE', 'CONTENT_TRANSFER', values)], {
      ipAddress: undefined,
    });
    expect(draftOf(googleWorkspace, told)).toMatchObject({
      kind: 'export',
      outcome: 'success',
      source: { ip: '192.0.2.44' },
      volume: { records: 1, bytes: 8_900 },
    });
    const transfer = (fields: Readonly<Record<string, Json>>) =>
      read('chrome', 'SENSITIVE_DATA_TRANSFER', { ...values, ...fields });
    expect(transfer({ TRIGGER_TYPE: 'FILE_DOWNLOAD' }).kind).toBe('read');
    expect(transfer({ TRIGGER_TYPE: 'URL_NAVIGATION' }).kind).toBe('other');
    expect(transfer({ TRIGGER_TYPE: 'WEB_CONTENT_UPLOAD' }).kind).toBe('other');
    expect(transfer({ EVENT_RESULT: 'EVENT_RESULT_BLOCKED' }).outcome).toBe('failure');
  });

  test('knows who is in a meeting without an account by the address he gave', () => {
    const joined = (identifier?: string) =>
      draftOf(
        googleWorkspace,
        activity('meet', [event('call', 'call_ended', identifier === undefined ? {} : { identifier })], {
          actor: { callerType: 'KEY', key: 'HANGOUTS_EXTERNAL_OR_ANONYMOUS' },
        }),
      ).actor;
    expect(joined('Eve@example.org')).toEqual({
      uid: 'eve@example.org',
      type: 'unknown',
      email: 'eve@example.org',
    });
    expect(joined()).toEqual({ uid: 'anonymous', type: 'unknown' });
  });

  test('reads what an OAuth application called, with its bytes', () => {
    expect(draftOf(googleWorkspace, tokenActivity)).toMatchObject({
      kind: 'read',
      actor: { type: 'integration', app: 'Example Sync (64000-example.apps.example.com)' },
      volume: { bytes: 48_213 },
    });
    const called = (method_name: string) => read('token', 'activity', { method_name, num_response_bytes: 5 });
    expect(called('drive.files.export')).toMatchObject({ kind: 'export', volume: { bytes: 5 } });
    expect(called('gmail.users.messages.list').kind).toBe('list');
    // Whoever chooses an API that nobody knows takes what it answers.
    for (const method of ['script.scripts.run', 'analyticsdata.properties.runReport', 'caldav.report'])
      expect(called(method), method).toMatchObject({ kind: 'read', volume: { bytes: 5 } });
    expect(read('token', 'activity', { method_name: 'script.scripts.run' }).kind).toBe('other');
    // Of an object that is no number whatever is asked of it.
    const odd = { toString: '', valueOf: 0 } as unknown as string;
    expect(read('token', 'activity', { method_name: 'x.run', num_response_bytes: odd }).kind).toBe('other');
    for (const method of [
      'gmail.users.messages.batchModify',
      'drive.files.copy',
      'gmail.users.messages.send',
    ])
      expect(called(method).kind, method).toBe('other');
    expect(called('drive.files.update').kind).toBe('other');
    expect(called('drive.files.update')).not.toHaveProperty('volume');
    expect(read('token', 'activity').kind).toBe('other');
    // What is let in has not acted yet.
    const authorised = read('token', 'authorize', { app_name: 'Sync', client_id: '64000' });
    expect(authorised.actor).toMatchObject({ type: 'user' });
    expect(authorised.actor).not.toHaveProperty('app');
    expect(authorised.resources).toEqual([{ type: 'app', uid: '64000', name: 'Sync' }]);
    const app = (values: Readonly<Record<string, Json>>) => read('token', 'activity', values).actor.app;
    expect(app({ app_name: 'Sync' })).toBe('Sync');
    expect(app({ client_id: '64000' })).toBe('64000');
    expect(app({ app_name: '64000', client_id: '64000' })).toBe('64000');
    expect(app({ app_name: '', client_id: '64000' })).toBe('64000');
    expect(read('token', 'activity', { method_name: 'drive.files.get' })).not.toHaveProperty('volume');
  });

  test('counts a document once: what only follows from another event counts nothing', () => {
    expect(read('drive', 'download', { ...DOCUMENT, primary_event: false })).not.toHaveProperty('volume');
    expect(read('drive', 'view', DOCUMENT).volume).toEqual({ records: 1 });
    expect(read('drive', 'download')).not.toHaveProperty('volume');
    expect(read('drive', 'change_owner', DOCUMENT)).not.toHaveProperty('volume');
    expect(read('drive', 'search', DOCUMENT)).not.toHaveProperty('volume');
    expect(read('chat', 'attachment_download', { attachment_hash: 'abc' }).volume).toEqual({ records: 1 });
  });

  test.each<[string, string, Readonly<Record<string, Json>>, string]>([
    ['login', 'login_success', {}, 'success'],
    ['login', 'login_failure', {}, 'failure'],
    ['login', 'risky_sensitive_action_blocked', {}, 'failure'],
    ['context_aware_access', 'ACCESS_DENY_EVENT', {}, 'failure'],
    ['login', 'login_challenge', { login_challenge_status: 'Challenge Passed.' }, 'success'],
    ['login', 'login_challenge', { login_challenge_status: 'Challenge Failed.' }, 'failure'],
    ['login', 'login_challenge', { login_challenge_status: 'Incomplete' }, 'unknown'],
    ['login', 'login_challenge', {}, 'unknown'],
    ['login', 'suspicious_login', {}, 'unknown'],
    ['token', 'request', {}, 'unknown'],
    ['drive', 'download', {}, 'success'],
  ])('reads the outcome of %s %s %j as %s', (application, name, values, outcome) => {
    expect(read(application, name, values).outcome).toBe(outcome);
  });

  test('believes the status of an event above its name', () => {
    const status = (fields: JsonObject) =>
      draftOf(googleWorkspace, activity('drive', [{ ...DOWNLOAD, status: fields }])).outcome;
    expect(status({ httpStatusCode: 403 })).toBe('failure');
    expect(status({ httpStatusCode: 400 })).toBe('failure');
    expect(status({ httpStatusCode: 200 })).toBe('success');
    expect(status({ eventStatus: 'FAILED' })).toBe('failure');
    expect(status({ eventStatus: 'SUCCEEDED' })).toBe('success');
    expect(status({})).toBe('success');
  });

  test('tells people, robots, applications and staff of Google apart', () => {
    const actor = (fields: JsonObject, application = 'drive', name = 'view') =>
      read(application, name, {}, { actor: fields }).actor;
    for (const system of [{ key: 'SYSTEM' }, { callerType: 'KEY', key: 'SYSTEM' }])
      expect(actor(system)).toEqual({ uid: 'SYSTEM', type: 'service' });
    expect(actor({ callerType: 'KEY', key: 'robot-1' })).toEqual({
      uid: 'robot-1',
      type: 'service',
      credential: 'robot-1',
    });
    expect(actor({ email: 'etl@example.iam.gserviceaccount.com' }).type).toBe('service');
    expect(
      actor({
        email: 'alice@example.com',
        applicationInfo: { oauthClientId: '64000', applicationName: 'Sync' },
      }),
    ).toEqual({
      uid: 'alice@example.com',
      type: 'integration',
      email: 'alice@example.com',
      app: 'Sync (64000)',
    });
    expect(actor({}, 'access_transparency', 'ACCESS')).toEqual({ uid: 'google', type: 'vendor-staff' });
    expect(actor({ profileId: '105250506097979753968' })).toEqual({ uid: 'anonymous', type: 'unknown' });
    expect(actor({ profileId: '105250506097979753968', email: 'eve@example.com' }).uid).toBe(
      'eve@example.com',
    );
  });

  test('names the account that a warning is about where nobody acted', () => {
    const values = { affected_email_address: 'Bob@example.com' };
    expect(read('login', 'suspicious_login', values, { actor: null }).actor).toEqual({
      uid: 'bob@example.com',
      type: 'user',
      email: 'bob@example.com',
    });
  });

  test('names what was touched and lets no message through', () => {
    expect(draftOf(googleWorkspace, activity('drive', [SHARE])).resources).toEqual([
      { type: 'document', uid: '1exampleDocument', name: 'Plan' },
      { type: 'user', uid: 'mallory@example.com' },
    ]);
    const delivery = {
      type: 'delivery_type',
      name: 'delivery',
      parameters: [
        { name: 'message_info', messageValue: { parameter: [{ name: 'subject', value: 'not for anyone' }] } },
        { name: 'doc_title', value: 'no document' },
      ],
    };
    expect(JSON.stringify(draftOf(googleWorkspace, activity('gmail', [delivery])))).not.toMatch(
      /not for anyone|no document/,
    );
  });

  test('names the application that acted in Drive, of a person who stays one', () => {
    const actor = (originating_app_id: string, fields: JsonObject = {}) =>
      read('drive', 'download', { ...DOCUMENT, originating_app_id }, fields).actor;
    expect(actor('640000000001')).toMatchObject({ type: 'user', app: '640000000001' });
    const applicationInfo = { oauthClientId: '64000', applicationName: 'Sync' };
    expect(actor('640000000001', { actor: { profileId: '1', applicationInfo } })).toMatchObject({
      type: 'integration',
      app: 'Sync (64000)',
    });
  });

  test.each(['691301496089', '947318989803', '1082607815231'])(
    'names no client of Google itself: %s',
    (id) => {
      const draft = read('drive', 'download', { ...DOCUMENT, originating_app_id: id });
      expect(draft.actor).not.toHaveProperty('app');
    },
  );

  test('ignores notifications and synchronisation, with a reason', () => {
    const kind = (application: string, name: string) =>
      googleWorkspace.parse(activity(application, [event('any', name)])).kind;
    expect(kind('mobile', 'DEVICE_SYNC_EVENT')).toBe('ignored');
    expect(kind('drive', 'storage_usage_update')).toBe('ignored');
    expect(kind('mobile', 'DEVICE_COMPROMISED_EVENT')).toBe('activity');
  });

  test('says which field is missing, and makes no time up', () => {
    const id = { applicationName: 'drive', time: 'soon' };
    expect(read('drive', 'view', {}, { id })).not.toHaveProperty('time');
    expect(googleWorkspace.parse(activity('drive', [{ type: 'access' }]))).toMatchObject({
      kind: 'malformed',
      path: 'events.name',
    });
    const withoutQualifier = { applicationName: 'drive', time: '2026-03-02T09:15:30Z' };
    expect(read('drive', 'view', {}, { id: withoutQualifier })).not.toHaveProperty('identity');
  });

  test('recognises activities of one event only', () => {
    expect(googleWorkspace.recognises(activity('drive', [DOWNLOAD]))).toBe(true);
    expect(googleWorkspace.recognises(activity('drive', [DOWNLOAD, SHARE]))).toBe(false);
    expect(googleWorkspace.recognises(activity('drive', []))).toBe(false);
    expect(googleWorkspace.recognises(activity('drive', [DOWNLOAD], { id: { time: 'x' } }))).toBe(false);
    expect(googleWorkspace.recognises({ id: { applicationName: 'drive' } })).toBe(false);
  });

  test('reads rows of the table in BigQuery, also of those columns that somebody chose', () => {
    expect(draftOf(googleWorkspace, tableRow())).toMatchObject({
      eventId: '-100000000000000000',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'export',
      operation: 'download',
      outcome: 'success',
      actor: { email: 'alice@example.com' },
      source: { ip: '192.0.2.10' },
      resources: [{ type: 'document', uid: 'documentExample1', name: 'Customers' }],
      volume: { records: 1 },
    });
    const chosen = { time_usec: 1_772_442_930_123_000, email: 'alice@example.com', event_name: 'view' };
    expect(draftOf(googleWorkspace, { ...chosen, doc_id: 'documentExample1' })).toMatchObject({
      kind: 'read',
      resources: [{ type: 'document', uid: 'documentExample1' }],
    });
    const admin = { record_type: 'admin', event_name: 'CREATE_USER', drive: null };
    expect(
      draftOf(googleWorkspace, tableRow({ ...admin, admin: { user_email: 'bob@example.com' } })),
    ).toMatchObject({
      kind: 'privilege',
      target: { email: 'bob@example.com' },
    });
  });
});
