import { isObject, list, object, text } from './field.ts';
import type { Json, JsonObject } from './vendor.ts';

/**
 * BigQuery's older audit log, `AuditData`, which is written beside the newer one, in the words of the newer one: a job has
 * one name in both, so that both tell of one operation. Of the text of a query nothing is taken over.
 * https://github.com/googleapis/googleapis/blob/master/google/cloud/bigquery/logging/v1/audit_data.proto
 */
export function ofAuditData(payload: JsonObject): JsonObject | undefined {
  // The second is the column of a sink to BigQuery.
  const data = object(payload, 'serviceData') ?? object(payload, 'servicedata_v1_bigquery');
  if (data === undefined) return undefined;
  for (const [about, name] of JOBS) {
    const told = object(data, about);
    const job = object(told, name);
    if (job !== undefined && nameOf(job) !== undefined) return toldOf(job, told?.['totalResults']);
  }
  // Written for the project that owns the tables, where the job ran in another one.
  const tables = list(data, 'tableDataReadEvents').map((read) =>
    tableOf(isObject(read) ? read['tableName'] : null),
  );
  if (tables.length > 0) return { tableDataRead: { reason: 'JOB', tables } };
  return object(data, 'tableDataListRequest') && { tableDataRead: { reason: 'TABLEDATA_LIST_REQUEST' } };
}

/** Whether a job was inserted, asked or done, it is one; the method only says who tells. */
export function methodOf(operation: string): string {
  return operation.startsWith('jobservice.') ? 'JobService.InsertJob' : operation;
}

/** What tells of a job, and under which name; a job that is asked for may have no name yet. */
const JOBS = [
  ['jobCompletedEvent', 'job'],
  ['jobGetQueryResultsResponse', 'job'],
  ['jobQueryResponse', 'job'],
  ['jobInsertResponse', 'resource'],
  ['jobInsertRequest', 'resource'],
] as const;

function toldOf(job: JsonObject, totalResults: Json | undefined): JsonObject {
  const status = object(job, 'jobStatus');
  const stats = object(job, 'jobStatistics');
  return {
    jobChange: {
      after: text(status, 'state') ?? null,
      job: {
        jobName: nameOf(job) ?? null,
        jobConfig: configOf(object(job, 'jobConfiguration')),
        jobStatus: { errorResult: object(status, 'error') ?? null },
        jobStats: {
          createTime: stats?.['createTime'] ?? stats?.['startTime'] ?? null,
          queryStats: {
            referencedTables: list(stats, 'referencedTables').map(tableOf),
            outputRowCount: stats?.['queryOutputRowCount'] ?? totalResults ?? null,
          },
        },
      },
    },
  };
}

function nameOf(job: JsonObject): string | undefined {
  const name = object(job, 'jobName');
  const [project, id] = [text(name, 'projectId'), text(name, 'jobId')];
  return project === undefined || id === undefined ? undefined : `projects/${project}/jobs/${id}`;
}

function configOf(config: JsonObject | undefined): JsonObject {
  const extract = object(config, 'extract');
  if (extract !== undefined)
    return {
      type: 'EXPORT',
      extractConfig: {
        sourceTable: tableOf(extract['sourceTable']),
        destinationUris: list(extract, 'destinationUris'),
      },
    };
  const copy = object(config, 'tableCopy');
  if (copy !== undefined)
    return {
      type: 'COPY',
      tableCopyConfig: {
        sourceTables: list(copy, 'sourceTables').map(tableOf),
        destinationTable: tableOf(copy['destinationTable']),
      },
    };
  const query = object(config, 'query');
  if (query === undefined) return object(config, 'load') === undefined ? {} : { type: 'IMPORT' };
  const destinationTable = tableOf(query['destinationTable']);
  return {
    type: 'QUERY',
    queryConfig: { statementType: text(query, 'statementType') ?? null, destinationTable },
  };
}

const tableOf = tableReader(['projectId', 'datasetId', 'tableId']);

/** Names a table as the audit log does; empty where a part is missing. `parts`: what project, dataset and table are called. */
export function tableReader(parts: readonly string[]): (table: Json | undefined) => string {
  return (table) => {
    if (!isObject(table)) return '';
    const [project, dataset, name] = parts.map((part) => text(table, part));
    return project === undefined || dataset === undefined || name === undefined
      ? ''
      : `projects/${project}/datasets/${dataset}/tables/${name}`;
  };
}
