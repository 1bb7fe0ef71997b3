import { type CorpusEvent, type Dataset, type Dialect, isBrowser, type Session, said } from '../model.ts';

/** Activities of the Reports API with one event each. A dataset is a folder; records are its documents. */
export const googleWorkspace: Dialect = {
  vendor: 'google-workspace',
  datasets: 400,
  typicalRows: 40,
  signIn: (session, timeMs) =>
    isBrowser(session)
      ? [activity(session, timeMs, 'login', 'login', 'login_success', { login_type: 'saml' })]
      : [],
  failSignIn: (session, timeMs) => [
    activity(session, timeMs, 'login', 'login', 'login_failure', { login_type: 'google_password' }),
  ],
  look: (session, timeMs, dataset) => [drive(session, timeMs, 'view', dataset, 0)],
  list: (session, timeMs) => [activity(session, timeMs, 'drive', 'access', 'search', { query: 'report' })],
  export: (session, timeMs, dataset, rows) =>
    documents(session, timeMs, dataset, rows, (at) => drive(session, at, 'download', dataset, 1)),
  bulk: (session, timeMs, dataset, rows) =>
    documents(session, timeMs, dataset, rows, (at) => called(session, at, 'drive.files.export', 1)),
  describe: (session, timeMs, dataset) =>
    session.account.kind === 'person'
      ? [drive(session, timeMs, 'view', dataset, 0)]
      : [called(session, timeMs, 'drive.files.list', 0)],
  credential: (session, timeMs) => [
    activity(session, timeMs, 'token', 'auth', 'authorize', {
      client_id: `64000-${session.account.number % 1000}.apps.example.com`,
      app_name: 'Example Sync',
      scope: ['https://www.example.com/auth/drive'],
    }),
  ],
  privilege: (session, timeMs, target) => [
    activity(session, timeMs, 'admin', 'GROUP_SETTINGS', 'ADD_GROUP_MEMBER', {
      USER_EMAIL: target.holder.email,
      GROUP_EMAIL: 'reports@example.com',
    }),
  ],
};

/** A file each; synchronising clients fetch a few a second. */
function documents(
  session: Session,
  timeMs: number,
  dataset: Dataset,
  rows: number,
  one: (atMs: number) => CorpusEvent,
): CorpusEvent[] {
  let at = timeMs;
  return Array.from({ length: Math.min(rows, Math.max(1, dataset.rows * 20), 3000) }, () => {
    at += session.random.between(300, 8000);
    return one(at);
  });
}

function drive(
  session: Session,
  timeMs: number,
  name: string,
  dataset: Dataset,
  records: number,
): CorpusEvent {
  const document = session.random.between(0, dataset.rows - 1);
  return activity(
    session,
    timeMs,
    'drive',
    'access',
    name,
    {
      primary_event: true,
      billable: true,
      doc_id: `1example${dataset.number}x${document}`,
      doc_title: `Document ${document} of folder ${dataset.number}`,
      doc_type: 'spreadsheet',
      owner: 'drive@example.com',
      visibility: 'people_within_domain_with_link',
    },
    records,
  );
}

function called(session: Session, timeMs: number, method: string, records: number): CorpusEvent {
  const app = session.app ?? session.account.app;
  return activity(
    session,
    timeMs,
    'token',
    'auth',
    'activity',
    {
      api_name: 'drive',
      method_name: method,
      client_id: app?.id ?? 'example',
      app_name: app?.name ?? 'Example Sync',
      client_type: 'WEB',
      num_response_bytes: session.random.logNormal(60_000, 1.2),
    },
    records,
  );
}

function activity(
  session: Session,
  timeMs: number,
  application: string,
  type: string,
  name: string,
  values: Readonly<Record<string, string | number | boolean | readonly string[]>>,
  records = 0,
): CorpusEvent {
  const { account, place, random } = session;
  const event = {
    kind: 'admin#reports#activity',
    id: {
      time: new Date(timeMs).toISOString(),
      uniqueQualifier: `-${random.between(1_000_000_000, 2_000_000_000)}${random.between(10_000_000, 99_999_999)}`,
      applicationName: application,
      customerId: 'C0example',
    },
    etag: '"example"',
    actor: { callerType: 'USER', email: account.holder.email, profileId: account.uid },
    ipAddress: place.ip,
    networkInfo: { ipAsn: [place.asNumber], regionCode: place.countryIso },
    events: [{ type, name, parameters: Object.entries(values).map(parameter) }],
  };
  return said(session, timeMs, event, records);
}

function parameter([name, value]: [string, string | number | boolean | readonly string[]]): object {
  if (typeof value === 'boolean') return { name, boolValue: value };
  if (typeof value === 'number') return { name, intValue: String(value) };
  return typeof value === 'string' ? { name, value } : { name, multiValue: value };
}
