import type { Draft, Kind, Outcome, Resource } from '../activity.ts';
import { parseTime } from '../time.ts';
import { knownOrNone, list, number, object, text } from './field.ts';
import type { JsonObject } from './vendor.ts';

/**
 * BigQuery's part of an audit entry, `BigQueryAuditMetadata`:
 * https://github.com/googleapis/googleapis/blob/master/google/cloud/audit/bigquery_audit_metadata.proto
 * The text of a query (`queryConfig.query`) is not read.
 */
export interface BigQuery {
  readonly kind: Kind;
  /** Entries about one job, or one read session, are one operation. */
  readonly operation: string | undefined;
  /** `EXPORT`, `QUERY`, `COPY`, `IMPORT`: every job is inserted by one method. `TABLE` of a session that reads one. */
  readonly jobType: string | undefined;
  /** A job's entries come when it is made and when it is done; it happened when it was made. */
  readonly time: number | undefined;
  readonly outcome: Outcome | undefined;
  readonly resources: readonly Resource[];
  readonly volume: Draft['volume'];
}

/** Undefined for what is no data event of BigQuery, such as a table that is created. */
export function bigQueryOf(metadata: JsonObject | undefined, resourceName: string): BigQuery | undefined {
  const change = object(metadata, 'jobChange');
  const job = object(change ?? object(metadata, 'jobInsertion'), 'job');
  if (job !== undefined) return jobOf(job, text(change, 'after') === 'DONE');
  const read = object(metadata, 'tableDataRead');
  if (read !== undefined) return readOf(read, resourceName);
  const changed = object(metadata, 'datasetChange') ?? object(metadata, 'tableChange');
  if (text(changed, 'reason') === 'SET_IAM_POLICY') return plain('share', resourceName);
  if (object(metadata, 'jobDeletion') !== undefined) return plain('logging', resourceName);
  return ROW_POLICIES.some((name) => object(metadata, name) !== undefined)
    ? plain('privilege', resourceName)
    : undefined;
}

const ROW_POLICIES = ['rowAccessPolicyCreation', 'rowAccessPolicyChange', 'rowAccessPolicyDeletion'];

function plain(kind: Kind, resourceName: string): BigQuery {
  const resources = tablesOf([resourceName]);
  return {
    kind,
    operation: undefined,
    jobType: undefined,
    time: undefined,
    outcome: undefined,
    resources,
    volume: undefined,
  };
}

function jobOf(job: JsonObject, done: boolean): BigQuery {
  const config = object(job, 'jobConfig');
  const stats = object(job, 'jobStats');
  const query = object(stats, 'queryStats');
  const extract = object(config, 'extractConfig');
  const copy = object(config, 'tableCopyConfig');
  const sources = [
    text(extract, 'sourceTable'),
    ...texts(query, 'referencedTables'),
    ...texts(copy, 'sourceTables'),
  ];
  const away = destinationOf(job, config, copy, sources);
  const kind = away === undefined ? kindOfJob(config) : 'export';
  const failed = failureOf(object(job, 'jobStatus'));
  return {
    kind,
    operation: text(job, 'jobName'),
    jobType: text(config, 'type'),
    time: parseTime(stats?.['createTime']),
    outcome: failed ? 'failure' : done ? 'success' : 'unknown',
    resources: [
      ...tablesOf(sources),
      ...bucketsOf(texts(extract, 'destinationUris')),
      ...tablesOf([away]).map(({ uid }) => ({ type: 'destination', uid })),
    ],
    volume: done && !failed ? volumeOf(kind, stats) : undefined,
  };
}

/** `status` of an entry says how the request went; the job's own error how the job did. */
function failureOf(status: JsonObject | undefined): boolean {
  return (number(object(status, 'errorResult'), 'code') ?? 0) > 0;
}

/**
 * The table that rows went to, where it lies in another project than what they came from: of a copy, than one of its
 * sources; of a query, than all of them and the job, because pipelines have projects of their own for what they make.
 */
function destinationOf(
  job: JsonObject,
  config: JsonObject | undefined,
  copy: JsonObject | undefined,
  sources: readonly (string | undefined)[],
): string | undefined {
  const type = text(config, 'type');
  const table = text(type === 'COPY' ? copy : object(config, 'queryConfig'), 'destinationTable');
  const project = projectOf(table);
  const from = sources.map(projectOf).filter((one) => one !== undefined);
  if (project === undefined || from.length === 0) return undefined;
  if (type === 'COPY') return from.some((one) => one !== project) ? table : undefined;
  const own = JOB.exec(text(job, 'jobName') ?? '')?.[1];
  return type === 'QUERY' && own !== undefined && ![own, ...from].includes(project) ? table : undefined;
}

const JOB = /^projects\/([^/]{1,100})\/jobs\//;

function kindOfJob(config: JsonObject | undefined): Kind {
  switch (text(config, 'type')) {
    case 'EXPORT':
      return 'export';
    case 'QUERY': {
      const statement = text(object(config, 'queryConfig'), 'statementType') ?? 'SELECT';
      // The queries of a script are jobs of their own.
      return statement === 'EXPORT_DATA' ? 'export' : statement === 'SELECT' ? 'read' : 'other';
    }
    default:
      return 'other';
  }
}

/** int64 values are text. Bytes that a query scanned are not what it returned, so they are not counted. */
function volumeOf(kind: Kind, stats: JsonObject | undefined): Draft['volume'] {
  if (kind !== 'export' && kind !== 'read') return undefined;
  return knownOrNone({
    records: number(object(stats, 'queryStats'), 'outputRowCount'),
    bytes: number(object(stats, 'extractStats'), 'totalInputBytes'),
  });
}

/**
 * Results of a query are read from a table in a hidden dataset of its project; the job has counted them. Anybody may begin the
 * name of a dataset of his own so (https://docs.cloud.google.com/bigquery/docs/datasets#hidden_datasets).
 */
const RESULTS = /\/datasets\/_[0-9a-f]+\/tables\/anon/;

/** A session streams all of a table, and no entry says how much of it was taken. */
function readOf(read: JsonObject, resourceName: string): BigQuery {
  const job = text(read, 'jobName');
  const session = job === undefined ? text(read, 'sessionName') : undefined;
  const isResult = RESULTS.test(resourceName);
  const streams = session !== undefined && !isResult;
  return {
    kind: streams ? 'export' : isResult ? 'other' : 'read',
    operation: job ?? session,
    jobType: streams ? 'TABLE' : undefined,
    time: undefined,
    outcome: undefined,
    resources: tablesOf([resourceName, ...texts(read, 'tables')]),
    volume: undefined,
  };
}

const MAX_NAMES = 1000;

function texts(parent: JsonObject | undefined, name: string): string[] {
  return list(parent, name)
    .slice(0, MAX_NAMES)
    .filter((item) => typeof item === 'string');
}

/** `projects/p/datasets/d/tables/t` is `p.d.t`, as SQL writes it. */
const TABLE = /^projects\/([^/]{1,100})\/datasets\/([^/]{1,1024})(?:\/tables\/([^/]{1,1024}))?/;

export function tablesOf(names: readonly (string | undefined)[]): Resource[] {
  return names.flatMap((name) => {
    const [, project, dataset, table] = TABLE.exec(name ?? '') ?? [];
    if (project === undefined || dataset === undefined || dataset.startsWith('_')) return [];
    return table === undefined
      ? { type: 'dataset', uid: `${project}.${dataset}` }
      : { type: 'table', uid: `${project}.${dataset}.${table.replace(/[$@].*$/s, '')}` };
  });
}

function projectOf(table: string | undefined): string | undefined {
  return TABLE.exec(table ?? '')?.[1];
}

export function bucketsOf(uris: readonly string[]): Resource[] {
  return uris.flatMap((uri) => {
    const bucket = /^gs:\/\/([^/]{1,222})/.exec(uri)?.[1];
    return bucket === undefined ? [] : { type: 'bucket', uid: bucket };
  });
}
