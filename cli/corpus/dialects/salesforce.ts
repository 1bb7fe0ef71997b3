import { type CorpusEvent, type Dataset, type Dialect, isBrowser, type Session, said } from '../model.ts';
import { BASE62, HEX } from '../random.ts';
import {
  bulkResultEvent,
  keysOf,
  LOGIN,
  listViewEvent,
  loginEvent,
  reportEvents,
  type SalesforceSession,
  salesforceEvent,
} from '../raw/salesforce.ts';
import { objectOf, reportOf } from './salesforce-objects.ts';

export const salesforce: Dialect = {
  vendor: 'salesforce',
  datasets: 90,
  typicalRows: 12_000,
  signIn: (session, timeMs) => [
    said(
      session,
      timeMs,
      !isBrowser(session) ? appLogin(session, timeMs) : loginEvent(timeMs, session, keys(session)).raw,
    ),
  ],
  failSignIn: (session, timeMs) => [
    said(
      session,
      timeMs,
      salesforceEvent('LoginEventStream', timeMs, session.person, session.random, {
        ...LOGIN,
        Status: 'Invalid Password',
        LoginType: 'Application',
        Application: 'Browser',
        SourceIp: session.place.ip,
        Browser: session.client.browserAndVersion,
        Platform: session.client.platform,
        Country: session.place.country,
        CountryIso: session.place.countryIso,
      }).raw,
    ),
  ],
  look: (session, timeMs, dataset, rows) => run(session, timeMs, dataset, rows, 'ReportRunFromLightning'),
  list: (session, timeMs, dataset, rows) => [
    said(
      session,
      timeMs,
      listViewEvent(timeMs, session, keys(session), { report: reportOf(dataset), rows: Math.min(rows, 200) })
        .raw,
    ),
  ],
  export: (session, timeMs, dataset, rows) => run(session, timeMs, dataset, rows, 'ReportExported'),
  bulk: (session, timeMs, dataset, rows) => {
    const events: CorpusEvent[] = [];
    let at = timeMs;
    if (rows > BULK_ROWS) {
      // By the Bulk API: one event for each file of results that is fetched, and no number of rows in it.
      for (let left = rows; left > 0; left -= BULK_ROWS, at += session.random.between(8000, 60_000))
        events.push(
          said(
            session,
            at,
            bulkResultEvent(at, session, keys(session), queryOf(dataset)).raw,
            Math.min(left, BULK_ROWS),
          ),
        );
      return events;
    }
    for (
      let from = 0;
      from < rows || from === 0;
      from += PAGE_ROWS, at += session.random.between(1500, 9000)
    ) {
      const returned = Math.min(rows - from, PAGE_ROWS);
      events.push(
        said(
          session,
          at,
          api(session, at, dataset, from === 0 ? 'Query' : 'QueryMore', rows, returned),
          returned,
        ),
      );
    }
    return events;
  },
  describe: (session, timeMs, dataset) => [
    said(
      session,
      timeMs,
      api(session, timeMs, dataset, 'Query', 1, 1, `SELECT COUNT() FROM ${objectOf(dataset)}`),
    ),
  ],
  credential: (session, timeMs) => [
    setupRecord(session, timeMs, 'insertConnectedApplication', 'Connected Apps'),
  ],
  privilege: (session, timeMs, target) => [
    said(
      session,
      timeMs,
      salesforceEvent('PermissionSetEvent', timeMs, session.person, session.random, {
        ...keysOf(keys(session)),
        SourceIp: session.place.ip,
        Operation: 'AssignedToUsers',
        PermissionType: 'ObjectPermission',
        ParentNameList: 'Report_Builder',
        ImpactedUserIds: target.holder.salesforceId,
        UserCount: '1',
      }).raw,
    ),
  ],
};

/** Takes its results and its line in the list of jobs away; told by event log files only. */
export function deleteBulkJob(session: Session, timeMs: number): CorpusEvent {
  return said(session, timeMs, {
    EVENT_TYPE: 'BulkApi2',
    TIMESTAMP_DERIVED: new Date(timeMs).toISOString(),
    ORGANIZATION_ID: '00D5g0000000001',
    USER_ID_DERIVED: session.person.salesforceId,
    USER_NAME: session.person.email,
    CLIENT_IP: session.place.ip,
    JOB_ID: `7505g00000${session.random.text(8, HEX)}`,
    OPERATION_TYPE: 'query',
    JOB_STATUS: 'Deleted',
    REQUEST_ID: session.random.text(16, BASE62),
  });
}

function setupRecord(session: Session, timeMs: number, action: string, section: string): CorpusEvent {
  return said(session, timeMs, {
    Id: `0Ym5g00000${session.random.text(8, BASE62)}`,
    Action: action,
    Section: section,
    CreatedDate: new Date(timeMs).toISOString().replace('Z', '+0000'),
    CreatedById: session.person.salesforceId,
    CreatedBy: { Username: session.person.email },
    Display: 'Changed in the setup',
    DelegateUser: null,
  });
}

const PAGE_ROWS = 2000;
const BULK_ROWS = 50_000;

function keys({ key }: Session): SalesforceSession {
  return {
    sessionKey: key.slice(0, 16),
    loginKey: key.slice(4, 20),
    loginHistoryId: `0Ya5g00000${key.slice(0, 5)}CAA`,
  };
}

function run(
  session: Session,
  timeMs: number,
  dataset: Dataset,
  rows: number,
  operation: 'ReportRunFromLightning' | 'ReportExported',
) {
  const chunks = reportEvents(timeMs, session, keys(session), { report: reportOf(dataset), rows, operation });
  return chunks.map(({ raw }, i) =>
    said(
      session,
      timeMs,
      raw,
      operation === 'ReportExported' ? Math.min(rows - i * PAGE_ROWS, PAGE_ROWS) : 0,
    ),
  );
}

function queryOf(dataset: Dataset): string {
  return `SELECT Id, Name, LastModifiedDate FROM ${objectOf(dataset)}`;
}

function appLogin(session: Session, timeMs: number): object {
  const { place, person, random } = session;
  return salesforceEvent('LoginEventStream', timeMs, person, random, {
    ...keysOf(keys(session)),
    ...LOGIN,
    SourceIp: place.ip,
    LoginType: 'Remote Access 2.0',
    Application: appOf(session)?.name ?? 'N/A',
    Browser: 'Unknown',
    Platform: 'Unknown',
    Country: place.country,
    CountryIso: place.countryIso,
    City: place.city,
  }).raw;
}

function appOf({ app, account }: Session) {
  return app ?? account.app;
}

function api(
  session: Session,
  timeMs: number,
  dataset: Dataset,
  operation: string,
  total: number,
  returned: number,
  query = queryOf(dataset),
): object {
  const { random, place, client, person } = session;
  const app = appOf(session);
  return salesforceEvent('ApiEventStream', timeMs, person, random, {
    ...keysOf(keys(session)),
    SourceIp: place.ip,
    UserAgent: client.userAgent,
    Client: null,
    Application: app?.name ?? 'N/A',
    ...(app === undefined ? {} : { ConnectedAppId: app.id }),
    ApiType: 'REST',
    ApiVersion: 64,
    Operation: operation,
    OperationStatus: 'Success',
    Query: query,
    QueriedEntities: objectOf(dataset),
    RowsProcessed: total,
    RowsReturned: returned,
    RequestIdentifier: random.text(22, BASE62),
    ElapsedTime: random.between(80, 1800),
    Platform: 'Unknown',
    Records: null,
    AdditionalInfo: '{}',
  }).raw;
}
