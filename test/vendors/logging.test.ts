import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import { amplitudeEvent } from '../fixtures/amplitude.ts';
import { activity as claudeActivity } from '../fixtures/anthropic.ts';
import { confluenceRecord } from '../fixtures/atlassian-products.ts';
import { callRecord } from '../fixtures/aws.ts';
import { databricksRow } from '../fixtures/databricks.ts';
import { datadogEvent } from '../fixtures/datadog.ts';
import { dropboxEvent } from '../fixtures/dropbox.ts';
import { auditEntry } from '../fixtures/gcp.ts';
import { githubEvent } from '../fixtures/github.ts';
import { activity, event } from '../fixtures/google-workspace.ts';
import { hubspotAction } from '../fixtures/hubspot.ts';
import { roleRecord } from '../fixtures/m365.ts';
import { setupAuditRecord } from '../fixtures/salesforce.ts';
import { slackEntry } from '../fixtures/slack.ts';
import { selectRow } from '../fixtures/snowflake.ts';
import { zendeskEvent } from '../fixtures/zendesk.ts';
import { draftBy } from './draft.ts';

const aws = (service: string, eventName: string, requestParameters: JsonObject = {}) =>
  callRecord({ eventSource: `${service}.amazonaws.com`, eventName, requestParameters });
const bucketLogging = (BucketLoggingStatus: JsonObject) =>
  aws('s3', 'PutBucketLogging', { bucketName: 'example-customers', BucketLoggingStatus });
const google = (application: string, name: string) => activity(application, [event('', name)]);
const gcp = (serviceName: string, methodName: string) =>
  auditEntry({ serviceName: `${serviceName}.googleapis.com`, methodName });
const m365 = (Operation: string) => roleRecord({ Operation, Workload: 'SecurityComplianceCenter' });
const datadog = (name: string, type: string, action: string) =>
  datadogEvent({ evt: { name }, asset: { type }, action });
const databricks = (action_name: string) => databricksRow({ service_name: 'accounts', action_name });
const snowflake = (QUERY_TYPE: string, QUERY_TEXT: string | null) => selectRow({ QUERY_TYPE, QUERY_TEXT });
const claude = (type: string) => claudeActivity(type);
const amplitude = (action: string) => amplitudeEvent({ domain: 'org', feature: 'audit log', action });
const zendesk = (source_type: string) => zendeskEvent({ action: 'create', source_type, source_label: 'x' });
const confluence = (summary: string) => confluenceRecord({ summary });

/** Weakens what an investigator would have: the audit log, its export, its retention, alerts on it, the job itself. */
const TAMPERING: readonly (readonly [string, string, JsonObject])[] = [
  ['google-workspace', 'an alert deleted', google('admin', 'DELETE_ALERT')],
  ['google-workspace', 'an export deleted', google('vault', 'delete_export_begin')],
  ['google-workspace', 'a hold lifted', google('vault', 'remove_litigation_hold_begin')],
  ['slack', 'the retention of a workspace', slackEntry({ action: 'pref.dm_retention_changed' })],
  [
    'datadog',
    'the audit trail changed',
    datadog('Organization Management', 'audit_logs_settings', 'modified'),
  ],
  ['datadog', 'the archive deleted', datadog('Log Management', 'archive', 'deleted')],
  ['aws', 'a trail narrowed', aws('cloudtrail', 'PutEventSelectors')],
  [
    'aws',
    'the group of a trail',
    aws('logs', 'DeleteLogGroup', { logGroupName: 'aws-cloudtrail-logs-1-ab' }),
  ],
  ['aws', 'its retention', aws('logs', 'PutRetentionPolicy', { logGroupName: 'CloudTrail/DefaultLogGroup' })],
  ['aws', 'its bucket', aws('s3', 'PutBucketLifecycle', { bucketName: 'aws-cloudtrail-logs-1-ab' })],
  ['aws', 'access logs switched off', bucketLogging({})],
  ['aws', 'flow logs deleted', aws('ec2', 'DeleteFlowLogs')],
  ['gcp', 'a sink deleted', gcp('logging', 'google.logging.v2.ConfigServiceV2.DeleteSink')],
  ['m365', 'an audit policy removed', m365('AuditPolicyRemoved')],
  ['m365', 'an export removed', m365('RemovedSearchExported')],
  ['m365', 'a hold removed', m365('HoldRemoved')],
  ['snowflake', 'files of a named stage', snowflake('REMOVE_FILES', 'REMOVE @takeout')],
  ['snowflake', 'files of a stage not told', snowflake('REMOVE_FILES', null)],
  ['github', 'the stream of the log deleted', githubEvent({ action: 'audit_log_streaming.destroy' })],
  ['anthropic', 'data no longer kept', claude('platform_workspace_inference_data_retention_disabled')],
  ['dropbox', 'an export of a hold removed', dropboxEvent('legal_holds_export_removed')],
  ['dropbox', 'alerts changed', dropboxEvent('admin_alerting_changed_alert_config')],
  ['databricks', 'log delivery changed', databricks('updateLogDeliveryConfiguration')],
  ['atlassian-products', 'the audit log', confluence('Audit Log configuration updated')],
  ['amplitude', 'the audit log switched off', amplitude('disabled')],
  ['salesforce', 'log files deleted', setupAuditRecord({ Action: 'deletedEventLogFile' })],
];

/** The work of every day, by whoever does it: it weakens no audit log. */
const EVERYDAY: readonly (readonly [string, string, JsonObject])[] = [
  ['google-workspace', 'history of a chat turned off', google('chat', 'history_turned_off')],
  ['slack', 'the retention of a channel', slackEntry({ action: 'channel_retention_changed' })],
  ['datadog', 'an exclusion filter made', datadog('Log Management', 'exclusion filter', 'created')],
  ['datadog', 'an exclusion filter changed', datadog('Log Management', 'exclusion filter', 'modified')],
  ['datadog', 'an index changed', datadog('Log Management', 'index', 'modified')],
  ['datadog', 'an index deleted', datadog('Log Management', 'index', 'deleted')],
  ['datadog', 'a pipeline changed', datadog('Log Management', 'pipeline', 'modified')],
  ['aws', 'a trail made', aws('cloudtrail', 'CreateTrail')],
  ['aws', 'a trail started', aws('cloudtrail', 'StartLogging')],
  ['aws', 'logs of a function', aws('logs', 'DeleteLogGroup', { logGroupName: '/aws/lambda/resize' })],
  ['aws', 'their retention', aws('logs', 'PutRetentionPolicy', { logGroupName: '/aws/lambda/resize' })],
  ['aws', 'logs kept for ever', aws('logs', 'DeleteRetentionPolicy', { logGroupName: '/aws/lambda/resize' })],
  ['aws', 'a bucket tidied', aws('s3', 'PutBucketLifecycle', { bucketName: 'example-thumbnails' })],
  ['aws', 'access logs switched on', bucketLogging({ LoggingEnabled: { TargetBucket: 'example-logs' } })],
  ['aws', 'an alarm of an application', aws('monitoring', 'DeleteAlarms')],
  ['aws', 'a check of configuration', aws('config', 'DeleteConfigRule')],
  ['aws', 'a standard switched off', aws('securityhub', 'BatchDisableStandards')],
  ['aws', 'a scan for weaknesses', aws('inspector2', 'Disable')],
  ['gcp', 'a metric deleted', gcp('logging', 'google.logging.v2.MetricsServiceV2.DeleteLogMetric')],
  ['gcp', 'an alert policy', gcp('monitoring', 'google.monitoring.v3.AlertPolicyService.UpdateAlertPolicy')],
  [
    'gcp',
    'one finding muted',
    gcp('securitycenter', 'google.cloud.securitycenter.v1.SecurityCenter.SetMute'),
  ],
  ['m365', 'a hold changed', m365('HoldUpdated')],
  ['m365', 'a rule against leaks tuned', m365('Set-DlpComplianceRule')],
  ['snowflake', 'own files', snowflake('REMOVE_FILES', 'REMOVE @~/staged')],
  ['snowflake', 'own files, in short', snowflake('UNKNOWN', 'rm @~')],
  ['snowflake', 'time travel', snowflake('ALTER', 'ALTER TABLE t SET DATA_RETENTION_TIME_IN_DAYS = 1')],
  ['github', 'a run of a workflow deleted', githubEvent({ action: 'workflows.delete_workflow_run' })],
  ['anthropic', 'a hook that gave way', claude('inference_hooks_circuit_breaker_tripped')],
  ['anthropic', 'data kept from now on', claude('platform_workspace_inference_data_retention_enabled')],
  ['anthropic', 'data kept by Claude Code', claude('org_claude_code_zero_data_retention_disabled')],
  ['dropbox', 'an alert closed', dropboxEvent('admin_alerting_alert_state_changed')],
  ['dropbox', 'an export given up', dropboxEvent('legal_holds_export_cancelled')],
  ['databricks', 'log delivery set up', databricks('createLogDeliveryConfiguration')],
  ['hubspot', 'mail to one contact not kept', hubspotAction({ action: 'NEVER_LOG_FOR_USER_ADDITION' })],
  ['hubspot', 'tracking of mail', hubspotAction({ action: 'EMAIL_TRACKING_DISABLED' })],
  ['zendesk', 'old tickets deleted', zendesk('deletion_schedule')],
  ['atlassian-products', 'a rule of a scan', confluence('Secret scanning rule deleted')],
  ['salesforce', 'a debug log', setupAuditRecord({ Action: 'createdDebugLog' })],
];

describe('what weakens an audit log', () => {
  test.each(TAMPERING)('of %s: %s', (uid, _what, read) => {
    expect(draftBy(uid, read).kind).toBe('logging');
  });

  test.each(EVERYDAY)('of %s is not: %s', (uid, _what, read) => {
    expect(draftBy(uid, read).kind).toBe('other');
  });

  test('of Amplitude is not reading it', () => {
    expect(draftBy('amplitude', amplitude('viewed')).kind).toBe('read');
  });
});
