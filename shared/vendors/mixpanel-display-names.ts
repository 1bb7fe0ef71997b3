/**
 * Display names, as the table in the application and its CSV show them, by event type:
 * https://docs.mixpanel.com/docs/access-security/audit-log/audit-log-reference
 */
const NAMES = `
agent_flow.activated Agent Automation Activated
agent_flow.created Agent Automation Created
agent_flow.deleted Agent Automation Deleted
agent_flow.paused Agent Automation Paused
agent_flow.triggered Agent Automation Triggered
agent_flow.updated Agent Automation Updated
alert.created Alert Created
alert.deleted Alert Deleted
alert.updated Alert Modified
alert.triggered Alert Triggered
billing_info.receipt_preferences_updated Billing Invoice Preferences Updated
billing_info.payment_info_updated Billing Payment Information Updated
billing_info.tax_info_updated Billing Tax Information Updated
board.created Board Created
board.deleted Board Deleted
board.duplicated Board Duplicated
board.exported Board Exported
board.shared Board Shared
board_subscription.created Board Subscription Created
board_subscription.deleted Board Subscription Deleted
board.unshared Board Unshared
board.updated Board Updated
board.public_access_updated Public Board Access Updated
cohort.created Cohort Created
cohort.deleted Cohort Deleted
cohort.shared Cohort Shared
cohort_sync.created Cohort Sync Created
cohort_sync.updated Cohort Sync Updated
cohort.unshared Cohort Unshared
cohort.updated Cohort Updated
custom_role.created Custom Role Created
custom_role.deleted Custom Role Deleted
custom_role.updated Custom Role Updated
audit_log_export.created Audit Log Export Created
audit_log_export.downloaded Audit Log Export Downloaded
event_export.downloaded Events Exported
profile_export.downloaded Profile Data Exported
raw_event_export.requested Raw Event Export Requested
user_data_export.created User Data Export Requested
event_definition.created Event Definition Created
event_definition.deleted Event Definition Deleted
event_definition.updated Event Definition Updated
event_deletion.canceled Event Deletion Canceled
event_deletion.created Event Deletion Requested
profile.deleted Profile Deleted
profile.updated Profile Updated
profile.batch_deleted Profiles Batch Deleted
profile.batch_updated Profiles Batch Updated
property_definition.created Property Definition Created
property_definition.deleted Property Definition Deleted
property_definition.updated Property Definition Updated
user_data_deletion.canceled User Data Deletion Canceled
user_data_deletion.created User Data Deletion Requested
data_pipeline.created Data Pipeline Created
data_pipeline.deleted Data Pipeline Deleted
data_pipeline.updated Data Pipeline Updated
workspace.team_added Team Added to Data View
workspace.team_removed Team Removed from Data View
workspace.user_added User Added to Data View
workspace.user_removed User Removed from Data View
experiment.archived Experiment Archived
experiment.concluded Experiment Concluded
experiment.created Experiment Created
experiment.decided Experiment Decision Recorded
experiment.deleted Experiment Deleted
experiment.duplicated Experiment Duplicated
experiment.launched Experiment Launched
experiment.restored Experiment Restored
experiment.updated Experiment Updated
feature_flag.archived Feature Flag Archived
feature_flag.created Feature Flag Created
feature_flag.deleted Feature Flag Deleted
feature_flag.duplicated Feature Flag Duplicated
feature_flag.restored Feature Flag Restored
feature_flag.updated Feature Flag Updated
organization_spark_setting.updated Organization AI Settings Changed
organization_setting.updated Organization Settings Changed
organization_access_security.twofactor_disabled Organization Two-Factor Auth Disabled
organization_access_security.twofactor_enabled Organization Two-Factor Auth Enabled
project.transferred Project Transferred
bookmark.deleted Report Deleted
bookmark.moved Report Moved
bookmark.created Report Saved
bookmark.screenshot_downloaded Report Screenshot Downloaded
bookmark.updated Report Updated
service_account.added_to_project Service Account Added to Project
service_account.created Service Account Created
service_account.deleted Service Account Deleted
service_account.removed_from_project Service Account Removed from Project
service_account.role_changed Service Account Role Changed
team.service_account_added Service Account Added to Team
team.service_account_removed Service Account Removed from Team
team.created Team Created
team.deleted Team Deleted
team.updated Team Updated
team.user_added User Added to Team
team.user_removed User Removed from Team
user.twofactor_disabled User Disabled Two-Factor Auth
user.twofactor_enabled User Enabled Two-Factor Auth
session.logged_in User Logged In
session.logged_out User Logged Out
session.login_failed User Login Failed
invitation.accepted Accepted Invitation
project.default_access_granted Default Project Access Granted
project.default_access_revoked Default Project Access Revoked
invitation.sent Invited User to Organization
project.team_added Team Added to Project
project.team_removed Team Removed from Project
organization.user_added User Added to Organization
project.user_added User Added to Project
organization.user_removed User Removed from Organization
project.user_removed User Removed from Project
user.role_changed User Role Changed
warehouse_source.created Warehouse Source Created
warehouse_source.deleted Warehouse Source Deleted
warehouse_source_sync.created Warehouse Source Sync Created
warehouse_source_sync.deleted Warehouse Source Sync Deleted
warehouse_source_sync.updated Warehouse Source Sync Updated
warehouse_source.updated Warehouse Source Updated
`;

const TYPES: ReadonlyMap<string, string> = new Map(
  NAMES.trim()
    .split('\n')
    .map((line) => {
      const space = line.indexOf(' ');
      return [line.slice(space + 1), line.slice(0, space)];
    }),
);

/** Every event type that the catalogue has. */
export const EVENT_TYPES: readonly string[] = [...TYPES.values()];

export function eventTypeNamed(displayName: string): string | undefined {
  return TYPES.get(displayName);
}
