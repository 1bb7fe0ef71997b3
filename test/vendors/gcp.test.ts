import { describe, expect, test } from 'vitest';
import { decodeText } from '../../shared/decode.ts';
import { addReadings, EMPTY_LEDGER, operationsOf } from '../../shared/ledger.ts';
import { shortIn } from '../../shared/profile/hour.ts';
import { toReading } from '../../shared/reading.ts';
import { gcp } from '../../shared/vendors/gcp.ts';
import type { JsonObject } from '../../shared/vendors/vendor.ts';
import {
  auditEntry,
  EXTRACT_JOB,
  jobDoneEntry,
  jobEntry,
  jobInsertedEntry,
  jobResource,
  jobRow,
  OLD_QUERY_JOB,
  objectReadEntry,
  oldJobEntry,
  policyEntry,
  QUERY_JOB,
  sinkEntry,
  tableReadEntry,
  transparencyEntry,
  workspaceEntry,
} from '../fixtures/gcp.ts';
import { draftOf } from './draft.ts';

const read = (entry: JsonObject) => draftOf(gcp, entry);
const actor = (authenticationInfo: JsonObject | undefined) => read(auditEntry({ authenticationInfo })).actor;
const job = (config: JsonObject, stats: JsonObject = {}) =>
  read(jobDoneEntry({ ...QUERY_JOB, jobConfig: config, jobStats: stats }));
const TABLE = { type: 'table', uid: 'example-crm.crm.people' };

describe('Google Cloud audit logs', () => {
  test('says of a job of BigQuery what kind of job it was: all are inserted by one method', () => {
    const operationOf = (config: JsonObject) => job(config).operation;
    expect(operationOf({ type: 'EXPORT' })).toBe('JobService.InsertJob EXPORT');
    expect(operationOf({ type: 'QUERY' })).toBe('JobService.InsertJob QUERY');
    expect(operationOf({})).toBe('google.cloud.bigquery.v2.JobService.InsertJob');
  });

  test('reads who made a key for which account, when, from where and with what', () => {
    expect(read(auditEntry())).toEqual({
      identity: { kind: 'event', id: '1abcd23efg456/2026-03-02T09:15:30.123456789Z' },
      eventId: '1abcd23efg456',
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'credential',
      operation: 'google.iam.admin.v1.CreateServiceAccountKey',
      outcome: 'success',
      actor: {
        uid: 'alice@example.com',
        type: 'user',
        email: 'alice@example.com',
        name: 'Alice@example.com',
      },
      target: { uid: 'etl@example-crm.iam.gserviceaccount.com' },
      source: { ip: '192.0.2.10', client: 'Chrome on Mac OS X' },
      resources: [
        { type: 'service-account', uid: 'etl@example-crm.iam.gserviceaccount.com' },
        { type: 'key', uid: 'k1' },
      ],
    });
  });

  test('counts the rows of a BigQuery job once, when it is done, and lets nothing of its text through', () => {
    const [inserted, done] = [read(jobInsertedEntry()), read(jobDoneEntry())];
    expect(inserted).toMatchObject({ kind: 'read', outcome: 'unknown' });
    expect(inserted).not.toHaveProperty('volume');
    expect(done).toMatchObject({
      identity: { kind: 'operation', id: 'projects/example-crm/jobs/job_1' },
      time: Date.UTC(2026, 2, 2, 9, 15, 28),
      kind: 'read',
      outcome: 'success',
      volume: { records: 43_683_701 },
      resources: [TABLE],
    });
    expect(inserted.identity).toEqual(done.identity);
    expect(JSON.stringify([inserted, done])).not.toContain('secret_person');
  });

  test('does not take scanned bytes for returned ones', () => {
    expect(read(jobDoneEntry()).volume).not.toHaveProperty('bytes');
  });

  test('counts nothing of a job that runs or has failed', () => {
    const running = read(jobEntry({ jobChange: { before: 'PENDING', after: 'RUNNING', job: QUERY_JOB } }));
    expect(running.outcome).toBe('unknown');
    expect(running).not.toHaveProperty('volume');
    const failed = read(
      jobDoneEntry({ ...QUERY_JOB, jobStatus: { jobState: 'DONE', errorResult: { code: 11 } } }),
    );
    expect(failed.outcome).toBe('failure');
    expect(failed).not.toHaveProperty('volume');
  });

  test('reads an export with its bytes, table and bucket', () => {
    expect(read(jobDoneEntry(EXTRACT_JOB))).toMatchObject({
      kind: 'export',
      volume: { bytes: 7_340_032 },
      resources: [TABLE, { type: 'bucket', uid: 'example-takeout' }],
    });
  });

  test.each([
    [{ type: 'QUERY', queryConfig: { statementType: 'EXPORT_DATA' } }, 'export'],
    [{ type: 'QUERY', queryConfig: {} }, 'read'],
    [{ type: 'QUERY', queryConfig: { statementType: 'SCRIPT' } }, 'other'],
    [{ type: 'QUERY', queryConfig: { statementType: 'INSERT' } }, 'other'],
    [{ type: 'IMPORT' }, 'other'],
    [
      {
        type: 'COPY',
        tableCopyConfig: {
          sourceTables: ['projects/example-crm/datasets/crm/tables/people'],
          destinationTable: 'projects/elsewhere/datasets/d/tables/t',
        },
      },
      'export',
    ],
    [
      {
        type: 'COPY',
        tableCopyConfig: {
          sourceTables: ['projects/example-crm/datasets/crm/tables/people'],
          destinationTable: 'projects/example-crm/datasets/d/tables/t',
        },
      },
      'other',
    ],
  ])('reads job %# as %s', (config, kind) => {
    expect(job(config).kind).toBe(kind);
  });

  test('names where a table is copied to if that is another project', () => {
    const copy = (project: string) =>
      job({
        type: 'COPY',
        tableCopyConfig: {
          sourceTables: ['projects/example-crm/datasets/crm/tables/people'],
          destinationTable: `projects/${project}/datasets/d/tables/t`,
        },
      }).resources;
    expect(copy('elsewhere')).toEqual([TABLE, { type: 'destination', uid: 'elsewhere.d.t' }]);
    expect(copy('example-crm')).toEqual([TABLE]);
  });

  test.each([
    ['SELECT', 'elsewhere', 'example-crm', 'export'],
    ['CREATE_TABLE_AS_SELECT', 'elsewhere', 'example-crm', 'export'],
    ['INSERT', 'elsewhere', 'example-crm', 'export'],
    ['SELECT', 'example-crm', 'example-crm', 'read'],
    ['INSERT', 'example-raw', 'example-raw', 'other'],
    ['CREATE_TABLE_AS_SELECT', 'example-crm', 'example-raw', 'other'],
  ])('reads %s into project %s of rows of %s as %s', (statementType, project, source, kind) => {
    const draft = read(
      jobDoneEntry({
        ...QUERY_JOB,
        jobConfig: {
          type: 'QUERY',
          queryConfig: { statementType, destinationTable: `projects/${project}/datasets/d/tables/t$2026` },
        },
        jobStats: {
          queryStats: {
            referencedTables: [`projects/${source}/datasets/crm/tables/people`],
            outputRowCount: '48211',
          },
        },
      }),
    );
    const away = { type: 'destination', uid: `${project}.d.t` };
    expect(draft.kind).toBe(kind);
    expect(draft.resources.filter(({ type }) => type === 'destination')).toEqual(
      kind === 'export' ? [away] : [],
    );
  });

  test('takes no query without tables for one that sends rows away', () => {
    const config = {
      type: 'QUERY',
      queryConfig: { statementType: 'SELECT', destinationTable: 'projects/elsewhere/datasets/d/tables/t' },
    };
    expect(read(jobDoneEntry({ ...QUERY_JOB, jobConfig: config, jobStats: {} })).kind).toBe('read');
    expect(read(jobDoneEntry({ ...QUERY_JOB, jobName: undefined, jobConfig: config })).kind).toBe('read');
  });

  test('joins the read of a table to the job that read it', () => {
    expect(read(tableReadEntry())).toMatchObject({
      identity: read(jobDoneEntry()).identity,
      kind: 'read',
      resources: [TABLE],
    });
    expect(read(tableReadEntry())).not.toHaveProperty('volume');
  });

  test('joins the reads of one Storage API session, and counts none of cached results', () => {
    const session = {
      reason: 'CREATE_READ_SESSION',
      jobName: undefined,
      sessionName: 'projects/p/locations/us/sessions/s',
    };
    expect(read(tableReadEntry(session)).identity).toEqual({ kind: 'operation', id: session.sessionName });
    const results = { reason: 'GET_QUERY_RESULTS_REQUEST', jobName: undefined };
    const hidden = 'projects/example-crm/datasets/_0123/tables/anon456';
    expect(read(tableReadEntry(results, hidden))).toMatchObject({ kind: 'other', resources: [] });
    expect(read(tableReadEntry({ reason: 'TABLEDATA_LIST_REQUEST', jobName: undefined })).kind).toBe('read');
  });

  test('takes a session that streams a table for a bulk export: a query would say how many rows, and this may be all', () => {
    const session = { reason: 'CREATE_READ_SESSION', jobName: undefined, sessionName: 's' };
    const streamed = (resourceName?: string) => {
      const entry = tableReadEntry(session, resourceName);
      const methodName = 'google.cloud.bigquery.storage.v1.BigQueryRead.CreateReadSession';
      return read({ ...entry, protoPayload: { ...(entry['protoPayload'] as JsonObject), methodName } });
    };
    const draft = streamed();
    expect(draft).toMatchObject({ kind: 'export', resources: [TABLE] });
    expect(draft).not.toHaveProperty('volume');
    expect(gcp.isBulk?.(shortIn('operation', draft.operation))).toBe(true);
    expect(gcp.isBulk?.(read(jobDoneEntry()).operation)).toBe(false);
    // The job has counted what of its results is fetched so.
    expect(streamed('projects/example-crm/datasets/_0123/tables/anon456').kind).toBe('other');
    // Nor is it taken by itself what a job reads, whatever session it is read in.
    expect(read(tableReadEntry({ sessionName: 's' })).kind).toBe('read');
    // Whoever copies a table may hide its copy by a name like theirs.
    expect(streamed('projects/example-crm/datasets/_mine/tables/people').kind).toBe('export');
    expect(streamed('projects/example-crm/datasets/_0123/tables/people').kind).toBe('export');
  });

  test('reads a table behind a hundred others that one query reads', () => {
    const referencedTables = [...Array.from({ length: 100 }, (_, nth) => `t${nth}`), 'people'].map(
      (name) => `projects/example-crm/datasets/crm/tables/${name}`,
    );
    const jobStats = { queryStats: { referencedTables, outputRowCount: '1' } };
    expect(read(jobDoneEntry({ ...QUERY_JOB, jobStats })).resources).toContainEqual(TABLE);
  });

  test('names a table without its partition', () => {
    const partition = 'projects/example-crm/datasets/crm/tables/people$20260302';
    expect(read(tableReadEntry({}, partition)).resources).toEqual([TABLE]);
  });

  test.each([
    [{ datasetChange: { reason: 'SET_IAM_POLICY' } }, 'share'],
    [{ datasetChange: { reason: 'UPDATE' } }, 'other'],
    [{ jobDeletion: { jobName: 'projects/p/jobs/j', reason: 'JOB_DELETE_REQUEST' } }, 'logging'],
    [{ rowAccessPolicyDeletion: {} }, 'privilege'],
    [{ tableCreation: { reason: 'QUERY' } }, 'other'],
  ])('reads change %# as %s', (change, kind) => {
    expect(read(jobEntry(change)).kind).toBe(kind);
  });

  test('reads metadata that a sink to BigQuery wrote as text', () => {
    const { protoPayload, ...entry } = jobDoneEntry();
    const { metadata, ...payload } = protoPayload as JsonObject;
    const row = { ...entry, protopayload_auditlog: { ...payload, metadataJson: JSON.stringify(metadata) } };
    expect(read(row)).toEqual(read(jobDoneEntry()));
  });

  describe('in the older audit log of BigQuery', () => {
    const oldJob = (jobConfiguration: JsonObject, fields: JsonObject = {}) =>
      read(oldJobEntry({ jobCompletedEvent: { job: { ...OLD_QUERY_JOB, jobConfiguration, ...fields } } }));
    const table = (projectId: string) => ({ projectId, datasetId: 'crm', tableId: 'people' });

    test('says of a query what the newer one says', () => {
      const { eventId, ...older } = read(oldJobEntry());
      const { eventId: _, ...newer } = read(jobDoneEntry());
      expect(older).toEqual(newer);
      expect(eventId).toBe('older');
      expect(JSON.stringify(older)).not.toContain('secret_person');
    });

    test('has each job counted once, where both are in a log', () => {
      const { activities } = decodeText(JSON.stringify([oldJobEntry(), jobDoneEntry(), jobInsertedEntry()]), {
        hashKey: new Uint8Array(32).fill(1),
      });
      const readings = activities.map((activity) => toReading(activity, undefined, 1));
      expect(operationsOf(addReadings(EMPTY_LEDGER, readings))).toMatchObject([
        { kind: 'read', records: 43_683_701, conflict: false, outcome: 'success' },
      ]);
    });

    test('reads an export with its table and bucket, and a copy to another project', () => {
      const extract = {
        sourceTable: table('example-crm'),
        destinationUris: ['gs://example-takeout/p-*.csv'],
      };
      expect(oldJob({ extract }, { jobStatistics: {} })).toMatchObject({
        identity: { kind: 'operation', id: 'projects/example-crm/jobs/job_1' },
        kind: 'export',
        operation: 'JobService.InsertJob EXPORT',
        outcome: 'success',
        resources: [TABLE, { type: 'bucket', uid: 'example-takeout' }],
      });
      const tableCopy = { sourceTables: [table('example-crm')], destinationTable: table('elsewhere') };
      expect(oldJob({ tableCopy }, { jobStatistics: {} })).toMatchObject({
        kind: 'export',
        resources: [TABLE, { type: 'destination', uid: 'elsewhere.crm.people' }],
      });
    });

    test.each([
      [{ query: { statementType: 'EXPORT_DATA' } }, 'export'],
      [{ query: {} }, 'read'],
      [{ query: { statementType: 'INSERT' } }, 'other'],
      [
        { tableCopy: { sourceTables: [table('example-crm')], destinationTable: table('example-crm') } },
        'other',
      ],
      [{ load: { sourceUris: ['gs://example/x'] } }, 'other'],
      [{}, 'other'],
    ])('reads job %# as %s', (configuration, kind) => {
      expect(oldJob(configuration).kind).toBe(kind);
    });

    test('counts nothing of a job that has failed or goes on', () => {
      const query = { query: { statementType: 'SELECT' } };
      const failed = oldJob(query, { jobStatus: { state: 'DONE', error: { code: 11 } } });
      expect(failed.outcome).toBe('failure');
      expect(failed).not.toHaveProperty('volume');
      const asked = { jobName: {}, jobConfiguration: query };
      const inserted = { ...OLD_QUERY_JOB, jobStatus: { state: 'RUNNING' } };
      expect(
        read(
          oldJobEntry(
            { jobInsertRequest: { resource: asked }, jobInsertResponse: { resource: inserted } },
            'jobservice.insert',
          ),
        ),
      ).toMatchObject({
        identity: read(jobDoneEntry()).identity,
        operation: 'JobService.InsertJob QUERY',
        outcome: 'unknown',
      });
    });

    test('takes the rows of results that are fetched for those of their job', () => {
      const { queryOutputRowCount: _, ...jobStatistics } = OLD_QUERY_JOB['jobStatistics'] as JsonObject;
      const job = { ...OLD_QUERY_JOB, jobStatistics };
      const fetched = { jobGetQueryResultsResponse: { totalResults: '48211', job } };
      expect(read(oldJobEntry(fetched, 'jobservice.getqueryresults'))).toMatchObject({
        identity: read(jobDoneEntry()).identity,
        kind: 'read',
        volume: { records: 48_211 },
      });
    });

    test('names the tables that a job of another project read, in the log of the one that owns them', () => {
      const tableName = { projectId: 'example-crm', datasetId: 'crm', tableId: 'people' };
      const orders = { ...tableName, tableId: 'orders' };
      const tableDataReadEvents = [{ tableName, referencedFields: ['email'] }, { tableName: orders }];
      expect(read(oldJobEntry({ tableDataReadEvents }, 'jobservice.jobcompleted'))).toMatchObject({
        kind: 'read',
        resources: [TABLE, { type: 'table', uid: 'example-crm.crm.orders' }],
      });
    });

    test('reads a table whose rows are listed, and the column of a sink to BigQuery', () => {
      const { protoPayload, ...entry } = oldJobEntry({ tableDataListRequest: {} }, 'tabledataservice.list');
      const { serviceData, ...payload } = {
        ...(protoPayload as JsonObject),
        resourceName: 'projects/example-crm/datasets/crm/tables/people',
      } as JsonObject;
      for (const row of [
        { ...entry, protoPayload: { ...payload, serviceData } },
        { ...entry, protopayload_auditlog: { ...payload, servicedata_v1_bigquery: serviceData } },
      ] as JsonObject[])
        expect(read(row)).toMatchObject({
          kind: 'read',
          operation: 'tabledataservice.list',
          identity: { kind: 'event' },
          resources: [TABLE],
        });
    });
  });

  test('reads an object without its name, by the key of a service account', () => {
    const draft = read(objectReadEntry());
    expect(draft).toMatchObject({
      kind: 'read',
      operation: 'storage.objects.get',
      actor: { uid: 'etl@example-crm.iam.gserviceaccount.com', type: 'service', app: 'key k1' },
      resources: [{ type: 'bucket', uid: 'example-customers' }],
    });
    expect(draft.actor).not.toHaveProperty('email');
    expect(draft).not.toHaveProperty('volume');
    expect(JSON.stringify(draft)).not.toContain('secret_person');
  });

  test('calls a read that goes to another bucket an export, with the bytes that were asked for', () => {
    const copy = (destination: string) =>
      read(objectReadEntry({ metadata: { destination, requested_bytes: '1024' } }));
    expect(copy('projects/_/buckets/theirs/objects/o')).toMatchObject({
      kind: 'export',
      volume: { bytes: 1024 },
      resources: [
        { type: 'bucket', uid: 'example-customers' },
        { type: 'bucket', uid: 'theirs' },
      ],
    });
    expect(copy('projects/_/buckets/example-customers/objects/o').kind).toBe('read');
  });

  test.each([
    ['storage', 'storage.objects.list', 'list'],
    ['secretmanager', 'google.cloud.secretmanager.v1.SecretManagerService.AccessSecretVersion', 'read'],
    ['identitytoolkit', 'google.cloud.identitytoolkit.v1.AccountManagementService.DownloadAccount', 'export'],
    ['bigtable', 'google.bigtable.v2.Bigtable.ReadChangeStream', 'read'],
    ['spanner', 'google.spanner.admin.database.v1.DatabaseAdmin.CopyBackup', 'destination'],
    ['cloudidentity', 'google.apps.cloudidentity.groups.v1.MembershipsService.CreateMembership', 'privilege'],
    ['iam', 'google.iam.v2.Policies.DeletePolicy', 'privilege'],
    ['cloudsql', 'cloudsql.instances.export', 'export'],
    ['firestore', 'google.firestore.admin.v1.FirestoreAdmin.ExportDocuments', 'export'],
    ['cloudsql', 'cloudsql.instances.query', 'read'],
    ['cloudfunctions', 'google.cloud.functions.v1.CloudFunctionsService.GenerateDownloadUrl', 'read'],
    ['cloudsql', 'cloudsql.instances.login', 'logon'],
    ['iamcredentials', 'google.iam.credentials.v1.IAMCredentials.GenerateAccessToken', 'credential'],
    ['iam', 'google.iam.admin.v1.SignJwt', 'credential'],
    ['storage', 'storage.hmacKeys.create', 'credential'],
    ['apikeys', 'google.api.apikeys.v2.ApiKeys.CreateKey', 'credential'],
    ['iam', 'google.iam.admin.v1.CreateRole', 'privilege'],
    ['compute', 'v1.compute.instances.setServiceAccount', 'privilege'],
    ['cloudresourcemanager', 'google.cloud.resourcemanager.v3.Projects.MoveProject', 'privilege'],
    ['cloudresourcemanager', 'InsertProjectOwnershipInvite', 'privilege'],
    ['logging', 'google.logging.v2.ConfigServiceV2.DeleteSink', 'logging'],
    ['logging', 'google.logging.v2.ConfigServiceV2.UpdateSink', 'logging'],
    ['securitycenter', 'google.cloud.securitycenter.v1.SecurityCenter.CreateMuteConfig', 'logging'],
    ['logging', 'google.logging.v2.ConfigServiceV2.CreateSink', 'destination'],
    ['pubsub', 'google.pubsub.v1.Subscriber.CreateSubscription', 'destination'],
    ['compute', 'v1.compute.snapshots.insert', 'destination'],
    ['compute', 'v1.compute.disks.createSnapshot', 'destination'],
    ['cloudsql', 'cloudsql.instances.clone', 'destination'],
    ['storagetransfer', 'google.storagetransfer.v1.StorageTransferService.CreateTransferJob', 'destination'],
    ['login', 'google.login.LoginService.loginSuccess', 'logon'],
    ['login', 'google.login.LoginService.2svDisable', 'mfa'],
    [
      'privilegedaccessmanager',
      'google.cloud.privilegedaccessmanager.v1.PrivilegedAccessManager.ApproveGrant',
      'privilege',
    ],
    [
      'bigquerydatapolicy',
      'google.cloud.bigquery.datapolicies.v1.DataPolicyService.DeleteDataPolicy',
      'privilege',
    ],
    ['iam', 'google.iam.v3.PolicyBindings.DeletePolicyBinding', 'privilege'],
    ['discoveryengine', 'google.cloud.discoveryengine.v1.ConversationalSearchService.AnswerQuery', 'read'],
    [
      'discoveryengine',
      'google.cloud.discoveryengine.v1.ConversationalSearchService.StreamAnswerQuery',
      'read',
    ],
    ['discoveryengine', 'google.cloud.discoveryengine.v1.SearchService.SearchLite', 'read'],
    ['dlp', 'google.privacy.dlp.v2.DlpService.ReidentifyContent', 'read'],
    ['chronicle', 'google.cloud.chronicle.v1alpha.DataExportService.CreateDataExport', 'export'],
    ['firestore', 'google.firestore.admin.v1.FirestoreAdmin.CreateUserCreds', 'credential'],
    ['securitycenter', 'google.cloud.securitycenter.v2.SecurityCenter.CreateBigQueryExport', 'destination'],
    // Near misses of the lines above.
    [
      'privilegedaccessmanager',
      'google.cloud.privilegedaccessmanager.v1.PrivilegedAccessManager.DenyGrant',
      'other',
    ],
    ['discoveryengine', 'google.cloud.discoveryengine.v1.DataStoreService.GetDataStore', 'other'],
    ['storage', 'storage.objects.create', 'other'],
    ['iam', 'google.iam.admin.v1.ListServiceAccountKeys', 'other'],
    ['pubsub', 'google.pubsub.v1.Publisher.Publish', 'other'],
    ['logging', 'google.logging.v2.ConfigServiceV2.GetSink', 'other'],
    ['dns', 'dns.managedZones.delete', 'other'],
    ['other', 'CreateServiceAccountKey', 'other'],
    ['compute', 'v1.compute.disks.insert', 'other'],
    ['cloudsql', 'cloudsql.instances.restart', 'other'],
  ])('reads %s %s as %s', (service, methodName, kind) => {
    const entry = auditEntry({ serviceName: `${service}.googleapis.com`, methodName, response: undefined });
    expect(read(entry)).toMatchObject({ kind, operation: methodName });
  });

  test('counts an accessed secret as one record, and the items of a list', () => {
    const secret = { serviceName: 'secretmanager.googleapis.com', methodName: 'x.v1.S.AccessSecretVersion' };
    expect(read(auditEntry(secret)).volume).toEqual({ records: 1 });
    const listing = {
      serviceName: 'storage.googleapis.com',
      methodName: 'storage.objects.list',
      numResponseItems: '50',
    };
    expect(read(auditEntry(listing)).volume).toEqual({ records: 50 });
    expect(read(auditEntry({ ...listing, status: { code: 7 } }))).not.toHaveProperty('volume');
  });

  test('names whom a policy lets in and as what', () => {
    expect(read(policyEntry())).toMatchObject({
      kind: 'privilege',
      resources: [
        { type: 'project', uid: 'projects/example-crm' },
        { type: 'user', uid: 'mallory@example.com' },
        { type: 'role', uid: 'roles/owner' },
      ],
    });
  });

  test.each([
    [policyEntry({}, ['allUsers']), 'share'],
    [
      policyEntry({
        serviceData: undefined,
        request: { policy: { bindings: [{ members: ['allAuthenticatedUsers'] }] } },
      }),
      'share',
    ],
    [
      policyEntry({ serviceName: 'storage.googleapis.com', methodName: 'storage.setIamPermissions' }),
      'share',
    ],
    [
      policyEntry({ serviceName: 'compute.googleapis.com', methodName: 'v1.compute.snapshots.setIamPolicy' }),
      'share',
    ],
    [
      policyEntry({ serviceName: 'compute.googleapis.com', methodName: 'v1.compute.instances.setIamPolicy' }),
      'privilege',
    ],
    [
      policyEntry({ serviceName: 'iam.googleapis.com', methodName: 'google.iam.admin.v1.SetIAMPolicy' }),
      'privilege',
    ],
    [
      policyEntry({
        serviceData: {
          policyDelta: { auditConfigDeltas: [{ action: 'REMOVE', service: 'storage.googleapis.com' }] },
        },
      }),
      'logging',
    ],
    [
      policyEntry({
        serviceData: { policyDelta: { auditConfigDeltas: [{ action: 'ADD', logType: 'DATA_READ' }] } },
      }),
      'privilege',
    ],
  ])('reads policy %# as %s', (entry, kind) => {
    expect(read(entry).kind).toBe(kind);
  });

  test('names where a log sink sends to', () => {
    expect(read(sinkEntry()).resources).toContainEqual({
      type: 'destination',
      uid: 'pubsub.googleapis.com/projects/other/topics/t',
    });
  });

  test.each([
    [{ principalEmail: 'alice@example.com' }, { type: 'user', email: 'alice@example.com' }],
    [{ principalEmail: 'etl@p.iam.gserviceaccount.com' }, { type: 'service' }],
    [{ principalEmail: '1-compute@developer.gserviceaccount.com' }, { type: 'service' }],
    [
      { principalEmail: 'etl@example.com', principalSubject: 'serviceAccount:etl@example.com' },
      { uid: 'etl@example.com', type: 'service' },
    ],
    [
      { principalSubject: 'user:Alice@example.com' },
      { uid: 'alice@example.com', type: 'user', email: 'alice@example.com' },
    ],
    [
      {
        principalSubject:
          'principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject/s',
      },
      { type: 'integration' },
    ],
    [
      { principalSubject: 'principal://iam.googleapis.com/locations/global/workforcePools/p/subject/bob' },
      { type: 'user' },
    ],
    [{}, { uid: 'anonymous', type: 'unknown' }],
    [undefined, { uid: 'anonymous', type: 'unknown' }],
    [{ principalEmail: 'alice@example.com', oauthInfo: { oauthClientId: 'client-1' } }, { app: 'client-1' }],
    [
      {
        principalEmail: 'etl@p.iam.gserviceaccount.com',
        serviceAccountDelegationInfo: [{ firstPartyPrincipal: { principalEmail: 'mallory@example.com' } }],
      },
      { uid: 'etl@p.iam.gserviceaccount.com', type: 'service', app: 'impersonated by mallory@example.com' },
    ],
  ])('derives actor %#', (info, expected) => {
    expect(actor(info)).toMatchObject(expected);
  });

  test('takes the branches of one repository for one account, also where they act as another', () => {
    const pool = 'principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject';
    const branch = (name: string) => `${pool}/repo:example/etl:ref:refs/heads/${name}`;
    expect(actor({ principalSubject: branch('x') })).toMatchObject({ uid: `${pool}/repo:example/etl` });
    expect(actor({ principalSubject: branch('main') })).toEqual(actor({ principalSubject: branch('x') }));
    // Bitbucket's have no branch: each step has an id of its own.
    const of = (step: string) =>
      `{0000000a-0000-4000-8000-000000000001}:{${step}-0000-4000-8000-000000000002}`;
    expect(actor({ principalSubject: `${pool}/${of('0000000b')}` })).toEqual(
      actor({ principalSubject: `${pool}/${of('0000000c')}` }),
    );
    const info = (name: string) => ({
      principalEmail: 'etl@p.iam.gserviceaccount.com',
      serviceAccountDelegationInfo: [{ principalSubject: branch(name) }],
    });
    expect(actor(info('x'))).toEqual(actor(info('main')));
    // As much of it as a reading keeps tells one repository from another.
    expect(actor(info('x')).app).toBe('impersonated by p/subject/repo:example/etl');
    const principalSubject =
      'principal://iam.googleapis.com/locations/global/workforcePools/staff/subject/mara@example.com';
    expect(actor({ ...info('x'), serviceAccountDelegationInfo: [{ principalSubject }] }).app).toBe(
      'impersonated by staff/subject/mara@example.com',
    );
  });

  test.each([
    [{ status: {} }, 'success'],
    [{ status: undefined }, 'success'],
    [{ status: { code: 7, message: 'PERMISSION_DENIED' } }, 'failure'],
    [{ authorizationInfo: [{ permission: 'x', granted: false }] }, 'failure'],
    [
      {
        authorizationInfo: [
          { permission: 'x', granted: true },
          { permission: 'y', granted: false },
        ],
      },
      'success',
    ],
  ])('reads the outcome of entry %#', (payload, outcome) => {
    expect(read(auditEntry(payload)).outcome).toBe(outcome);
  });

  test('tells the two entries of a long-running operation by its id, and one entry by its own', () => {
    const identity = (operation: JsonObject) => read(auditEntry({}, { operation })).identity;
    const shared = { kind: 'operation', id: 'compute.googleapis.com/o1' };
    expect(identity({ id: 'o1', producer: 'compute.googleapis.com', first: true })).toEqual(shared);
    expect(identity({ id: 'o1', producer: 'compute.googleapis.com', last: true })).toEqual(shared);
    expect(identity({ id: 'o1', producer: 'k8s.io', first: true, last: true })?.kind).toBe('event');
    expect(identity({ id: 'o1', producer: 'k8s.io' })?.kind).toBe('event');
  });

  test('does not take "private" for an address', () => {
    const requestMetadata = {
      callerIp: 'private',
      callerSuppliedUserAgent: 'google-cloud-sdk gcloud/356.0.0',
    };
    expect(read(auditEntry({ requestMetadata })).source).not.toHaveProperty('ip');
  });

  test('reads what staff of Google touched, and from which country', () => {
    expect(read(transparencyEntry())).toMatchObject({
      kind: 'read',
      operation: 'GoogleInternal.Read',
      actor: { uid: 'google-staff', type: 'vendor-staff', name: 'Engineering' },
      source: { country: 'CA' },
      resources: [{ type: 'bucket', uid: 'example-customers' }],
    });
  });

  test('ignores other logs and the work of Google itself, with a reason', () => {
    const ignored = (entry: JsonObject) => gcp.parse(entry).kind === 'ignored';
    const agent = { principalEmail: 'service-1@gcp-sa-pubsub.iam.gserviceaccount.com' };
    expect(ignored({ insertId: '1', logName: 'projects/p/logs/requests', httpRequest: {} })).toBe(true);
    expect(ignored({ insertId: '1', logName: 'projects/p/logs/x', protoPayload: '' })).toBe(true);
    // A spreadsheet cuts what is longer than it holds.
    expect(ignored({ insertId: '1', logName: 'projects/p/logs/x', protoPayload: '{"methodName": "x' })).toBe(
      false,
    );
    expect(ignored(tableReadEntry({ reason: 'MATERIALIZED_VIEW_REFRESH' }))).toBe(true);
    expect(ignored(auditEntry({ authenticationInfo: agent, methodName: 'x.Anything' }))).toBe(true);
    expect(ignored(objectReadEntry({ authenticationInfo: agent }))).toBe(false);
  });

  const cluster = (
    methodName: string,
    principalEmail: string,
    resourceName = 'core/v1/namespaces/crm/pods/p',
  ) =>
    auditEntry({ serviceName: 'k8s.io', methodName, authenticationInfo: { principalEmail }, resourceName });

  test.each([
    ['io.k8s.core.v1.pods.exec.create', 'logon'],
    ['io.k8s.core.v1.pods.portforward.create', 'logon'],
    ['io.k8s.core.v1.secrets.list', 'read'],
    ['io.k8s.core.v1.serviceaccounts.token.create', 'credential'],
    ['io.k8s.core.v1.serviceaccounts.create', 'credential'],
    ['io.k8s.authorization.rbac.v1.clusterrolebindings.update', 'privilege'],
    ['io.k8s.core.v1.pods.create', 'other'],
  ])('reads %s of a cluster as %s', (methodName, kind) => {
    expect(read(cluster(methodName, 'alice@example.com')).kind).toBe(kind);
  });

  test.each([
    ['login', 'google.login.LoginService.loginFailure', 'login_failure', {}, 'logon', 'failure'],
    ['login', 'google.login.LoginService.loginSuccess', 'login_success', {}, 'logon', 'success'],
    ['login', 'google.login.LoginService.2svDisable', '2sv_disable', {}, 'mfa', 'success'],
    [
      'login',
      'google.login.LoginService.emailForwardingOutOfDomain',
      'email_forwarding_out_of_domain',
      { email_forwarding_destination_address: 'mallory@example.org' },
      'destination',
      'success',
    ],
    [
      'admin',
      'google.admin.AdminService.downloadUserlistCsv',
      'DOWNLOAD_USERLIST_CSV',
      {},
      'export',
      'success',
    ],
    ['admin', 'google.admin.AdminService.alertCenterView', 'ALERT_CENTER_VIEW', {}, 'other', 'success'],
  ])(
    'reads the activity of %s behind %s like the Reports API: %s',
    (application, methodName, eventName, parameters, kind, outcome) => {
      const draft = read(workspaceEntry(`${application}.googleapis.com`, methodName, eventName, parameters));
      expect(draft).toMatchObject({
        kind,
        outcome,
        operation: methodName,
        actor: { uid: 'alice@example.com' },
      });
      for (const uid of Object.values(parameters))
        expect(draft.resources).toContainEqual({ type: 'mail-address', uid });
    },
  );

  test('names whom an activity of Google Workspace is about, and believes its status', () => {
    const assign = (event: JsonObject) =>
      read(
        workspaceEntry(
          'admin.googleapis.com',
          'google.admin.AdminService.assignRole',
          'ASSIGN_ROLE',
          { USER_EMAIL: 'Bob@example.com', ROLE_NAME: '_SEED_ADMIN_ROLE' },
          event,
        ),
      );
    expect(assign({ status: { success: true } })).toMatchObject({
      kind: 'privilege',
      outcome: 'success',
      target: { email: 'bob@example.com' },
    });
    expect(assign({ status: { success: false } }).outcome).toBe('failure');
    expect(assign({ eventName: 7 }).kind).toBe('other');
    expect(assign({ eventName: '' })).toMatchObject({ kind: 'privilege' });
  });

  test('tells programs of the customer and anybody in a cluster from its own parts', () => {
    const ignored = (entry: JsonObject) => gcp.parse(entry).kind === 'ignored';
    const list = 'io.k8s.core.v1.pods.list';
    expect(read(cluster(list, 'system:serviceaccount:crm:sync')).actor).toMatchObject({
      uid: 'system:serviceaccount:crm:sync',
      type: 'service',
    });
    expect(read(cluster(list, 'system:anonymous')).actor).toMatchObject({
      uid: 'anonymous',
      type: 'unknown',
    });
    expect(ignored(cluster('io.k8s.get', 'system:anonymous', 'readyz'))).toBe(true);
    const renewal = 'io.k8s.coordination.v1.leases.update';
    expect(ignored(cluster(renewal, 'system:serviceaccount:crm:sync'))).toBe(true);
    expect(ignored(cluster(renewal, 'alice@example.com'))).toBe(false);
    expect(ignored(cluster(list, 'system:kube-scheduler'))).toBe(true);
    expect(ignored(cluster(list, 'system:serviceaccount:kube-system:generic-garbage-collector'))).toBe(true);
    expect(ignored(cluster('io.k8s.core.v1.secrets.list', 'system:kube-scheduler'))).toBe(false);
  });

  test('takes the time of the payload or of receipt where an entry has none', () => {
    const received = { timestamp: undefined, receiveTimestamp: '2026-03-02T09:15:31Z' };
    expect(read(auditEntry({}, received)).time).toBe(Date.UTC(2026, 2, 2, 9, 15, 31));
    expect(read(auditEntry({ timestamp: '2026-03-02T09:15:30Z' }, received)).time).toBe(
      Date.UTC(2026, 2, 2, 9, 15, 30),
    );
  });

  test('falls back to the permission where an entry has no method', () => {
    expect(read(auditEntry({ methodName: undefined })).operation).toBe('iam.serviceAccountKeys.create');
  });

  test('says which field is missing, and makes no time up', () => {
    const none = { timestamp: undefined, receiveTimestamp: undefined };
    expect(read(auditEntry({}, none))).not.toHaveProperty('time');
    expect(gcp.parse(auditEntry({ methodName: '', authorizationInfo: [] }))).toMatchObject({
      kind: 'malformed',
      path: 'protoPayload.methodName',
    });
  });

  test('recognises log entries only', () => {
    expect(gcp.recognises({ insertId: '1', severity: 'INFO' })).toBe(false);
    expect(gcp.recognises({ protoPayload: 'text' })).toBe(false);
    expect(gcp.recognises({ methodName: 'storage.objects.get', serviceName: 'storage.googleapis.com' })).toBe(
      false,
    );
  });
});

describe("BigQuery's own lists of jobs", () => {
  test('are read as the audit log, and tell of the same operation', () => {
    expect(gcp.recognises(jobRow())).toBe(true);
    expect(read(jobRow())).toEqual({
      identity: { kind: 'operation', id: 'projects/example-project/jobs/bquxjob_example1' },
      time: Date.UTC(2026, 2, 2, 9, 15, 30, 123),
      kind: 'read',
      operation: 'JobService.InsertJob QUERY',
      outcome: 'success',
      actor: {
        uid: 'alice@example.com',
        type: 'user',
        email: 'alice@example.com',
        name: 'Alice@example.com',
      },
      resources: [{ type: 'table', uid: 'example-project.sales.customers' }],
    });
    expect(gcp.recognises(jobResource())).toBe(true);
    expect(read(jobResource())).toMatchObject({
      identity: { kind: 'operation', id: 'projects/example-project/jobs/bquxjob_example2' },
      kind: 'export',
      outcome: 'success',
      resources: [
        { type: 'table', uid: 'example-project.sales.customers' },
        { type: 'bucket', uid: 'example-bucket' },
      ],
    });
  });

  test('tell jobs that failed or run, and rows that went to another project', () => {
    const away = { project_id: 'elsewhere', dataset_id: 'd', table_id: 't' };
    expect(read(jobRow({ error_result: { reason: 'accessDenied' } })).outcome).toBe('failure');
    expect(read(jobRow({ state: 'RUNNING' })).outcome).toBe('unknown');
    const { state: _, ...stateless } = jobRow();
    expect(read(stateless).outcome).toBe('unknown');
    expect(read({ ...stateless, end_time: '2026-03-02 09:16:00 UTC' }).outcome).toBe('success');
    expect(read(jobRow({ statement_type: 'EXPORT_DATA' })).kind).toBe('export');
    expect(read(jobRow({ job_type: 'EXTRACT', statement_type: null })).kind).toBe('export');
    expect(read(jobRow({ job_type: 'LOAD', statement_type: null })).kind).toBe('other');
    expect(read(jobRow({ destination_table: away }))).toMatchObject({ kind: 'export' });
    const failed = { state: 'DONE', errorResult: { reason: 'accessDenied' } };
    expect(read(jobResource({ status: failed })).outcome).toBe('failure');
    const tables = ['example-project', 'elsewhere'].map((projectId) => ({
      projectId,
      datasetId: 'd',
      tableId: 't',
    }));
    const copy = { sourceTables: tables.slice(0, 1), destinationTable: tables[1] ?? null };
    expect(read(jobResource({ configuration: { jobType: 'COPY', copy } }))).toMatchObject({
      kind: 'export',
      resources: expect.arrayContaining([expect.objectContaining({ type: 'destination' })]),
    });
    const query = { jobType: 'QUERY', query: { query: 'SELECT 1' } };
    const statistics = { creationTime: '1772442930123', query: { statementType: 'EXPORT_DATA' } };
    expect(read(jobResource({ configuration: query, statistics })).kind).toBe('export');
  });
});
