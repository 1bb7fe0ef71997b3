import { describe, expect, test } from 'vitest';
import { readRules } from '../../shared/sigma/read-rules.ts';
import { ruleSet } from '../../shared/sigma/rule-set.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { streamed } from '../fixtures/auth0.ts';
import { auditEntry, policyEntry } from '../fixtures/gcp.ts';
import { activity, event, SHARE } from '../fixtures/google-workspace.ts';
import { ruleRecord, signInRecord } from '../fixtures/m365.ts';
import { oktaEvent } from '../fixtures/okta.ts';

/** The vendor of a rule with this logsource, and whether a set with it alone finds it by the vendor's raw event. */
function found(logsource: string, selection: string, raw: JsonObject): [string, boolean] | string {
  const [read] = readRules(
    `title: A rule\nlogsource: ${logsource}\ndetection: {a: ${selection}, condition: a}`,
  );
  if (read?.kind !== 'rule') return read?.detail ?? 'nothing';
  const { rule } = read;
  return [rule.vendor, ruleSet([rule]).match(rule.vendor, raw) !== undefined];
}

const GWS = '{product: gcp, service: google_workspace.admin}';
const mfa = activity('admin', [
  event('SECURITY_SETTINGS', 'ENFORCE_STRONG_AUTHENTICATION', {
    NEW_VALUE: 'false',
    ORG_UNIT_NAME: 'example',
  }),
]);

describe('Names that public rules use are found in the raw events', () => {
  test.each<[string, string, string, string, JsonObject]>([
    [
      'okta',
      'in lower case',
      '{product: okta, service: okta}',
      '{eventtype: user.session.start}',
      oktaEvent(),
    ],
    ['okta', 'of nested fields', '{product: okta}', '{actor.alternateid: alice@example.com}', oktaEvent()],
    [
      'gcp',
      'behind data',
      '{product: gcp, service: gcp.audit}',
      '{data.protoPayload.methodName: google.iam.admin.v1.CreateServiceAccountKey}',
      auditEntry(),
    ],
    [
      'gcp',
      "of Elastic's log shipper",
      '{product: gcp, service: gcp.audit}',
      '{gcp.audit.method_name: SetIamPolicy, gcp.audit.service_name|startswith: cloudres}',
      policyEntry(),
    ],
    [
      'gcp',
      'of lists',
      '{product: gcp}',
      "{data.protoPayload.authorizationInfo.granted: 'true'}",
      auditEntry(),
    ],
    [
      'google-workspace',
      'of Cloud Logging',
      GWS,
      "{eventService: admin.googleapis.com, eventName: ENFORCE_STRONG_AUTHENTICATION, new_value: 'false'}",
      mfa,
    ],
    [
      'google-workspace',
      'of its metadata',
      '{product: gcp, service: google_workspace.drive}',
      '{protoPayload.metadata.event.eventName: change_user_access, protoPayload.metadata.event.visibility: private}',
      activity('drive', [SHARE]),
    ],
    [
      'google-workspace',
      'where a lake made a map of the parameters',
      '{product: google_workspace}',
      '{eventName: view, doc_type: text}',
      {
        ...activity('drive', []),
        events: null,
        type: 'access',
        name: 'view',
        parameters: { doc_type: 'text' },
      },
    ],
    [
      'm365',
      'of parameters',
      '{product: m365, service: exchange}',
      "{Operation: New-InboxRule, ForwardTo|endswith: '@example.org', Parameters|contains: ForwardTo}",
      ruleRecord(),
    ],
    [
      'm365',
      'of extended properties',
      '{product: m365, service: audit}',
      "{Operation: UserLoggedIn, RequestType: 'OAuth2:Token'}",
      signInRecord(),
    ],
    [
      'm365',
      'of alerts',
      '{product: m365, service: threat_management}',
      '{eventSource: SecurityComplianceCenter, eventName: Impossible travel activity, status: success}',
      {
        Operation: 'AlertTriggered',
        Workload: 'SecurityComplianceCenter',
        Name: 'Impossible travel activity',
        Status: 'Success',
      },
    ],
    [
      'auth0',
      'as streamed',
      '{product: auth0}',
      '{data.type: s, data.details.stats.loginsCount: 7}',
      streamed,
    ],
    [
      '1password',
      'by its product alone',
      '{product: onepassword, service: onepassword}',
      '{action: export}',
      { action: 'export' },
    ],
    [
      'atlassian-products',
      'of Bitbucket itself',
      '{product: bitbucket, service: audit}',
      '{auditType.category: Repositories, auditType.action: Repository cloned}',
      { auditType: { action: 'Repository cloned', category: 'Repositories' }, author: { id: '3' } },
    ],
  ])('%s, %s', (vendor, _, logsource, selection, raw) => {
    expect(found(logsource, selection, raw)).toEqual([vendor, true]);
  });

  test('and not where they have other values', () => {
    const other = activity('admin', [
      event('SECURITY_SETTINGS', 'ENFORCE_STRONG_AUTHENTICATION', { NEW_VALUE: 'true', OTHER: 'false' }),
    ]);
    expect(found(GWS, "{eventName: ENFORCE_STRONG_AUTHENTICATION, new_value: 'false'}", other)).toEqual([
      'google-workspace',
      false,
    ]);
    expect(found('{product: m365}', '{ForwardTo|exists: true}', ruleRecord({ Parameters: [] }))).toEqual([
      'm365',
      false,
    ]);
  });
});
