import { describe, expect, test } from 'vitest';
import { closureOf } from '../../shared/vendors/access-words.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { auditEvent } from '../fixtures/1password.ts';
import { callRecord, IAM_USER } from '../fixtures/aws.ts';
import { boxEvent } from '../fixtures/box.ts';
import { BY_ADMIN, dropboxEvent } from '../fixtures/dropbox.ts';
import { githubEvent } from '../fixtures/github.ts';
import { activity, event } from '../fixtures/google-workspace.ts';
import { roleRecord } from '../fixtures/m365.ts';
import { ocsfEvent } from '../fixtures/ocsf.ts';
import { OKTA_TARGET_USER, oktaEvent } from '../fixtures/okta.ts';
import { setupAuditRecord } from '../fixtures/salesforce.ts';
import { slackEntry } from '../fixtures/slack.ts';
import { selectRow } from '../fixtures/snowflake.ts';
import { zoomWebhook } from '../fixtures/zoom.ts';
import { draftBy } from './draft.ts';

const BOB = 'bob@example.com';

const okta = (word: string, fields: JsonObject = {}) =>
  oktaEvent({ eventType: `user.lifecycle.${word}`, target: [OKTA_TARGET_USER], ...fields });
const google = (name: string) =>
  activity('admin', [event('USER_SETTINGS', name, { USER_EMAIL: 'Bob@example.com' })]);
const entra = (Operation: string, name = 'Bob@example.com') =>
  roleRecord({ Operation, ObjectId: name, Target: [] });
const slack = (action: string) =>
  slackEntry({ action, entity: { type: 'user', user: { id: 'W0EXBOB', name: 'Bob', email: BOB } } });
const dropbox = (status: string) =>
  dropboxEvent('member_change_status', {
    actor: BY_ADMIN,
    context: { '.tag': 'team_member', account_id: 'dbid:example01', email: BOB },
    details: { '.tag': 'member_change_status_details', new_value: { '.tag': status } },
  });
const box = (event_type: string) =>
  boxEvent({ event_type, source: { type: 'user', id: '11000003', login: BOB } });
const onePassword = (action: string) =>
  auditEvent({
    action,
    object_type: 'user',
    object_uuid: 'USEREXAMPLE02',
    object_details: { uuid: 'USEREXAMPLE02', name: 'Bob', email: BOB },
  });
const salesforce = (Action: string) =>
  setupAuditRecord({ Action, Display: `For user ${BOB}, changed whether the user is active` });
const snowflake = (QUERY_TYPE: string, QUERY_TEXT: string) => selectRow({ QUERY_TYPE, QUERY_TEXT });
const zoom = (name: string) => zoomWebhook({ event: name }, { object: { id: 'example-bob', email: BOB } });
const ocsf = (activityId: number, type_name: string) =>
  ocsfEvent(3001, activityId, {
    type_name,
    actor: { user: { uid: 'u1' } },
    user: { uid: 'u2', email_addr: BOB },
  });
const iam = (eventName: string, fields: JsonObject = {}) =>
  callRecord({
    eventSource: 'iam.amazonaws.com',
    eventName,
    requestParameters: { userName: 'Bob@example.com' },
    responseElements: null,
    ...fields,
  });
const PREFIX = '0123456789abcdef0123456789ABCDEF';

const CLOSED: readonly (readonly [vendor: string, how: string, told: JsonObject])[] = [
  ...['deactivate', 'suspend', 'delete.initiated', 'delete.completed'].map(
    (word) => ['okta', word, okta(word)] as const,
  ),
  ['google-workspace', 'suspended', google('SUSPEND_USER')],
  ['google-workspace', 'deleted', google('DELETE_USER')],
  ['m365', 'disabled', entra('Disable account.')],
  ['m365', 'deleted', entra('Delete user.')],
  ['m365', 'deleted and renamed', entra('Delete user.', `${PREFIX}Bob@example.com`)],
  ['slack', 'deactivated', slack('user_deactivated')],
  ['salesforce', 'deactivated', salesforce('deactivateduser')],
  ['salesforce', 'frozen', salesforce('frozeuser')],
  ['snowflake', 'dropped', snowflake('DROP', `DROP USER IF EXISTS "${BOB}"`)],
  ['snowflake', 'disabled', snowflake('ALTER_USER', `ALTER USER "${BOB}" SET DISABLED = TRUE`)],
  ['aws', 'deleted', iam('DeleteUser')],
  ['ocsf', 'disabled', ocsf(5, 'Account Change: Disable')],
  ['ocsf', 'deleted', ocsf(6, 'Account Change: Delete')],
  ['1password', 'suspended', onePassword('suspend')],
  ['1password', 'deleted', onePassword('delete')],
  ['box', 'deleted', box('DELETE_USER')],
  ['dropbox', 'suspended', dropbox('suspended')],
  ['dropbox', 'removed', dropbox('removed')],
  ['zoom', 'deactivated', zoom('user.deactivated')],
  ['zoom', 'deleted', zoom('user.deleted')],
];

const REOPENED: readonly (readonly [vendor: string, how: string, told: JsonObject])[] = [
  ...['create', 'activate', 'reactivate', 'unsuspend'].map((word) => ['okta', word, okta(word)] as const),
  ['google-workspace', 'unsuspended', google('UNSUSPEND_USER')],
  ['google-workspace', 'restored', google('UNDELETE_USER')],
  ['m365', 'enabled', entra('Enable account.')],
  ['m365', 'restored', entra('Restore user.')],
  ['slack', 'reactivated', slack('user_reactivated')],
  ['salesforce', 'activated', salesforce('activateduser')],
  ['salesforce', 'no more frozen', salesforce('unfrozeuser')],
  ['snowflake', 'enabled', snowflake('ALTER_USER', `ALTER USER "${BOB}" SET DISABLED = FALSE`)],
  ['ocsf', 'enabled', ocsf(2, 'Account Change: Enable')],
  ['1password', 'reactivated', onePassword('reactive')],
  ['box', 'made', box('NEW_USER')],
  ['dropbox', 'joined', dropbox('active')],
  ['zoom', 'activated', zoom('user.activated')],
];

const closureIn = (uid: string, told: JsonObject) => {
  const { kind, operation, target } = draftBy(uid, told);
  return [closureOf(uid, kind, operation), target?.email?.toLowerCase()];
};

describe('an account that is taken away', () => {
  test.each(CLOSED)('is read from %s (%s) with whose it is', (uid, _, told) => {
    expect(closureIn(uid, told)).toEqual(['closed', BOB]);
    expect(draftBy(uid, told).kind).not.toBe('privilege');
  });

  test.each(REOPENED)('is given back, or made, as %s says (%s)', (uid, _, told) => {
    expect(closureIn(uid, told)).toEqual(['reopened', BOB]);
  });

  test('is told also by what Okta or Entra do by themselves, as a human resources system tells them', () => {
    const actor = {
      id: 'sys1',
      type: 'SystemPrincipal',
      alternateId: 'system@okta.com',
      displayName: 'Okta',
    };
    expect(closureIn('okta', okta('deactivate', { actor }))).toEqual(['closed', BOB]);
    const by = { UserType: 4, UserId: 'ServicePrincipal_0001' };
    expect(closureIn('m365', { ...entra('Disable account.'), ...by })).toEqual(['closed', BOB]);
  });

  test.each<readonly [string, JsonObject]>([
    ['okta', okta('update')],
    ['okta', oktaEvent({ eventType: 'user.mfa.factor.deactivate', target: [OKTA_TARGET_USER] })],
    ['google-workspace', google('CHANGE_PASSWORD')],
    [
      'snowflake',
      snowflake('ALTER_USER', `ALTER USER "${BOB}" SET DEFAULT_ROLE = r COMMENT = 'DISABLED = TRUE'`),
    ],
    ['snowflake', snowflake('DROP', 'DROP ROLE analyst')],
    ['aws', iam('DeactivateMFADevice')],
    ['aws', iam('DeleteAccessKey')],
    ['github', githubEvent({ action: 'org.update_member' })],
    ['dropbox', dropbox('invited')],
  ])('is no other change at %s', (uid, told) => {
    expect(closureIn(uid, told)[0]).not.toBe('closed');
  });

  test('is nobody’s where it is a customer of an application or a login of a file server', () => {
    for (const eventSource of ['cognito-idp.amazonaws.com', 'transfer.amazonaws.com'])
      expect(draftBy('aws', iam('DeleteUser', { eventSource }))).not.toHaveProperty('target');
  });
});

test('a user of IAM whose name is an address has it, and a name is none', () => {
  const named = (userName: string) =>
    draftBy('aws', callRecord({ userIdentity: { ...IAM_USER, userName } })).actor.email;
  expect(named('Bob@example.com')?.toLowerCase()).toBe(BOB);
  expect(named('bob')).toBeUndefined();
});
