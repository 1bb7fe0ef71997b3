import { BASE62, type Random, uuid } from '../random.ts';
import { TENANT, type VendorEvent } from './event.ts';
import type { Holder, Presence } from './presence.ts';
import { type Report, recordsOf } from './reports.ts';

/** Events as the Streaming API (CometD) delivers them; its times end in `+0000`. */
export function salesforceEvent(
  channel: Channel,
  timeMs: number,
  user: SalesforceUser,
  random: Random,
  fields: Readonly<Record<string, unknown>>,
  delayMs = random.between(1500, 9000),
): VendorEvent {
  const payload = {
    CreatedDate: salesforceTime(timeMs + delayMs),
    EventDate: salesforceTime(timeMs),
    EventIdentifier: uuid(random),
    EventUuid: uuid(random),
    UserId: user.salesforceId,
    Username: user.email,
    ...fields,
    PolicyId: null,
    PolicyOutcome: null,
    RelatedEventIdentifier: null,
    EvaluationTime: 0,
  };
  const raw = {
    channel: `/event/${channel}`,
    data: {
      schema: SCHEMA[channel],
      payload,
      event: { replayId: timeMs - FIRST_REPLAY_MS + random.between(0, 99) },
    },
  };
  const actor = `salesforce/${user.salesforceId}`;
  return { vendor: 'salesforce', tenant: TENANT, time: timeMs, arrival: timeMs + delayMs, actor, raw };
}

export function loginEvent(timeMs: number, presence: Presence, session: SalesforceSession): VendorEvent {
  const { place, client } = presence;
  return salesforceEvent('LoginEventStream', timeMs, presence.person, presence.random, {
    ...keysOf(session),
    ...LOGIN,
    SourceIp: place.ip,
    LoginType: 'SAML Sfdc Initiated SSO',
    Application: 'Browser',
    Browser: client.browserAndVersion,
    Platform: client.platform,
    Country: place.country,
    CountryIso: place.countryIso,
    City: place.city,
    LoginLatitude: place.lat,
    LoginLongitude: place.lon,
  });
}

export interface Run {
  readonly report: Report;
  readonly rows: number;
  readonly operation: 'ReportRunFromLightning' | 'ReportExported';
}

/**
 * One run of a report. A large one is split into events that differ in `Sequence` and `Records` only and all
 * repeat the total in `RowsProcessed`: whoever adds them up counts the report once per chunk.
 * https://developer.salesforce.com/docs/platform/platform-events/guide/sforce-api-objects-reporteventstream.html
 */
export function reportEvents(
  timeMs: number,
  presence: Presence,
  session: SalesforceSession,
  run: Run,
): VendorEvent[] {
  const { person, place, random } = presence;
  const { report, rows, operation } = run;
  const fields = {
    ...keysOf(session),
    LoginHistoryId: session.loginHistoryId,
    SourceIp: place.ip,
    Operation: operation,
    Format: 'Tabular',
    ExportFileFormat: operation === 'ReportExported' ? 'CSV' : null,
    RowsProcessed: rows,
    NumberOfColumns: report.columns.length,
    ColumnHeaders: `[${report.columns.join(', ')}]`,
    QueriedEntities: report.entities,
    ReportId: report.id,
    Name: report.name,
    Description: null,
    DashboardId: null,
    Scope: 'organization',
    IsScheduled: false,
    OwnerId: report.folder,
    EventSource: 'Lightning',
    ExecutionIdentifier: uuid(random),
  };
  const chunks = Math.max(1, Math.ceil(rows / CHUNK_ROWS));
  const delayMs = random.between(1500, 6000);
  return Array.from({ length: chunks }, (_, chunk) => {
    const own = {
      Records: recordsOf(report, Math.min(CHUNK_ROWS, rows - chunk * CHUNK_ROWS)),
      Sequence: chunk + 1,
    };
    const delay = delayMs + chunk * 400;
    return salesforceEvent('ReportEventStream', timeMs, person, random, { ...fields, ...own }, delay);
  });
}

export function listViewEvent(
  timeMs: number,
  { person, place, random }: Presence,
  session: SalesforceSession,
  view: { readonly report: Report; readonly rows: number },
): VendorEvent {
  return salesforceEvent('ListViewEventStream', timeMs, person, random, {
    ...keysOf(session),
    LoginHistoryId: session.loginHistoryId,
    SourceIp: place.ip,
    RowsProcessed: view.rows,
    NumberOfColumns: view.report.columns.length,
    ListViewId: `00B${view.report.id.slice(3)}`,
    Name: `My ${view.report.name}`,
    DeveloperName: `My_${view.report.name.replaceAll(/\W+/g, '_')}`,
    FilterCriteria: null,
    OrderBy: null,
    QueriedEntities: view.report.entities,
    Records: recordsOf(view.report, view.rows),
    ExecutionIdentifier: uuid(random),
    Sequence: 1,
    EventSource: 'Lightning',
  });
}

/** The result of a Bulk API job is fetched. The event has neither a row count nor a client. */
export function bulkResultEvent(
  timeMs: number,
  { person, place, random }: Presence,
  session: SalesforceSession,
  query: string,
): VendorEvent {
  return salesforceEvent('BulkApiResultEvent', timeMs, person, random, {
    ...keysOf(session),
    LoginHistoryId: session.loginHistoryId,
    SourceIp: place.ip,
    Query: query,
  });
}

export interface SalesforceSession {
  readonly sessionKey: string;
  readonly loginKey: string;
  readonly loginHistoryId: string;
}

/** An integration is a user like any other. */
export type SalesforceUser = Pick<Holder, 'salesforceId' | 'email'>;

export function salesforceSession(random: Random): SalesforceSession {
  return {
    sessionKey: random.text(16, BASE62),
    loginKey: random.text(16, BASE62),
    loginHistoryId: `0Ya5g00000${random.text(5, BASE62)}CAA`,
  };
}

export function keysOf({ sessionKey, loginKey }: SalesforceSession) {
  return { SessionKey: sessionKey, LoginKey: loginKey, SessionLevel: 'STANDARD' };
}

/** What logins of people and of integrations have in common. */
export const LOGIN = {
  Status: 'Success',
  UserType: 'Standard',
  LoginUrl: 'example.my.salesforce.com',
  TlsProtocol: 'TLS 1.3',
  ApiType: 'N/A',
  HttpMethod: 'POST',
  ForwardedForIp: null,
};

const SCHEMA = {
  LoginEventStream: 'exampleLoginEventSchema',
  ReportEventStream: 'exampleReportEventSchem',
  ListViewEventStream: 'exampleListViewEventSch',
  ApiEventStream: 'exampleApiEventSchema00',
  BulkApiResultEvent: 'exampleBulkApiResultSch',
  PermissionSetEvent: 'examplePermissionSetSch',
} as const;
type Channel = keyof typeof SCHEMA;

/** Salesforce splits by the size of the records; for these reports it comes to about so many rows. */
const CHUNK_ROWS = 2000;

/** Replay ids rise with time; where they begin is arbitrary. */
const FIRST_REPLAY_MS = Date.UTC(2020, 0, 1);

function salesforceTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('Z', '+0000');
}
