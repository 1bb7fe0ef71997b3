import { firstText, isObject, known, list, object, text } from './field.ts';
import { tableReader } from './gcp-audit-data.ts';
import type { JsonObject } from './vendor.ts';

/**
 * BigQuery's own lists of jobs, which keep half a year without any sink: rows of INFORMATION_SCHEMA.JOBS, and what the API and
 * `bq ls --jobs` answer. They are read as the audit log, under whose name of the job both tell of one operation. Of the text of
 * a query nothing is taken over.
 * https://docs.cloud.google.com/bigquery/docs/information-schema-jobs
 * https://docs.cloud.google.com/bigquery/docs/reference/rest/v2/Job
 */
export function isJob(event: JsonObject): boolean {
  return (
    ('job_id' in event && 'user_email' in event && 'creation_time' in event) ||
    (isObject(event['jobReference']) && isObject(event['configuration']))
  );
}

export function ofJob(job: JsonObject): JsonObject {
  return 'jobReference' in job ? ofResource(job) : ofRow(job);
}

/** Like the older audit log, but for what a statement was and the error of the job. */
function ofResource(job: JsonObject): JsonObject {
  const config = object(job, 'configuration');
  const stats = object(job, 'statistics');
  const ofQuery = object(stats, 'query');
  const query = object(config, 'query');
  const status = object(job, 'status');
  return entryOf(job, {
    serviceData: {
      jobCompletedEvent: {
        job: known({
          jobName: job['jobReference'],
          jobConfiguration: known({
            ...config,
            query: query && known({ ...query, statementType: ofQuery?.['statementType'] }),
            tableCopy: config?.['copy'],
          }),
          jobStatus: known({
            state: status?.['state'],
            error: status?.['errorResult'] === undefined ? undefined : { code: 1 },
          }),
          jobStatistics: known({
            createTime: stats?.['creationTime'],
            referencedTables: ofQuery?.['referencedTables'],
          }),
        }),
      },
    },
  });
}

function entryOf(job: JsonObject, told: JsonObject): JsonObject {
  return {
    protoPayload: {
      authenticationInfo: known({
        principalEmail: job['user_email'],
        principalSubject: job['principal_subject'],
      }),
      methodName: 'google.cloud.bigquery.v2.JobService.InsertJob',
      serviceName: 'bigquery.googleapis.com',
      ...told,
    },
  };
}

function ofRow(row: JsonObject): JsonObject {
  const [project, id] = [text(row, 'project_id') ?? '', text(row, 'job_id') ?? ''];
  const resourceName = `projects/${project}/jobs/${id}`;
  const type = text(row, 'job_type');
  const destinationTable = tableOf(row['destination_table']);
  const error = firstText(object(row, 'error_result'), ['reason', 'message']);
  const isDone = text(row, 'state') === 'DONE' || text(row, 'end_time') !== undefined;
  return entryOf(row, {
    resourceName,
    metadata: {
      jobChange: {
        after: isDone ? 'DONE' : 'RUNNING',
        job: {
          jobName: resourceName,
          jobConfig: {
            type: type === 'EXTRACT' ? 'EXPORT' : (type ?? null),
            queryConfig: { statementType: text(row, 'statement_type') ?? null, destinationTable },
          },
          jobStatus: { errorResult: error === undefined ? null : { code: 1 } },
          jobStats: {
            createTime: row['creation_time'] ?? null,
            queryStats: { referencedTables: list(row, 'referenced_tables').map(tableOf) },
          },
        },
      },
    },
  });
}

const tableOf = tableReader(['project_id', 'dataset_id', 'table_id']);
