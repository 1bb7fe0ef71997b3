import { isObject, object, text } from './field.ts';
import type { JsonObject } from './vendor.ts';

/**
 * A row of the table `activity` that Workspace exports its logs to in BigQuery: what every event has stands in columns, its
 * parameters in the record that is named like its application (`drive.doc_id`):
 * https://knowledge.workspace.google.com/admin/reports/example-queries-for-reporting-logs-in-bigquery
 */
export function isTableRow(event: JsonObject): boolean {
  return (
    'time_usec' in event &&
    typeof event['event_name'] === 'string' &&
    ('record_type' in event || 'email' in event)
  );
}

/** The same as an activity of the API. Whoever chose columns may have left out which application it was. */
export function activityOfRow(row: JsonObject): JsonObject {
  const application =
    text(row, 'record_type') ??
    Object.keys(row).find((name) => isObject(row[name])) ??
    ('doc_id' in row ? 'drive' : 'unknown');
  return {
    id: {
      time: row['time_usec'] ?? null,
      uniqueQualifier: row['unique_identifier'] ?? null,
      applicationName: application,
    },
    actor: { email: row['email'] ?? null, profileId: row['profile_id'] ?? null },
    ipAddress: row['ip_address'] ?? null,
    events: [
      {
        type: row['event_type'] ?? null,
        name: row['event_name'] ?? null,
        // A query that chooses `drive.doc_id` answers with a column `doc_id`.
        parameters: object(row, application) ?? row,
      },
    ],
  };
}
