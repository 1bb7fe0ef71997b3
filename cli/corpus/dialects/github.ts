import { type CorpusEvent, type Dataset, type Dialect, isBrowser, type Session, said } from '../model.ts';
import { BASE62 } from '../random.ts';

/** Streamed audit log; a dataset is a repository, which leaves as a whole. */
export const github: Dialect = {
  vendor: 'github',
  datasets: 120,
  typicalRows: 1,
  signIn: (session, timeMs) =>
    isBrowser(session) ? [logged(session, timeMs, 'org.sso_response', browserOf(session))] : [],
  failSignIn: (session, timeMs) => [logged(session, timeMs, 'user.failed_login', browserOf(session))],
  look: (session, timeMs, dataset) => [git(session, timeMs, 'git.fetch', dataset, 0)],
  list: () => [],
  export: (session, timeMs, dataset) => [
    session.random.chance(0.85)
      ? git(session, timeMs, 'git.clone', dataset, 1)
      : logged(session, timeMs, 'repo.download_zip', { ...browserOf(session), ...repository(dataset) }, 1),
  ],
  bulk: (session, timeMs, dataset) => [git(session, timeMs, 'git.clone', dataset, 1)],
  describe: (session, timeMs, dataset) => [
    logged(session, timeMs, 'api.request', {
      ...tokenOf(session),
      ...repository(dataset),
      user_agent: session.client.userAgent,
      request_method: 'GET',
      route: '/repos/:owner/:repo',
      url_path: `/repos/example-org/${nameOf(dataset)}`,
      status_code: 200,
    }),
  ],
  credential: (session, timeMs) => [
    logged(
      session,
      timeMs,
      session.account.kind === 'person'
        ? 'personal_access_token.create'
        : 'integration.generate_client_secret',
      browserOf(session),
    ),
  ],
  privilege: (session, timeMs, target) => [
    logged(session, timeMs, 'team.add_member', {
      ...browserOf(session),
      team: 'example-org/reports',
      user: loginOf(target.holder.email),
      user_id: target.number,
    }),
  ],
};

function git(
  session: Session,
  timeMs: number,
  action: string,
  dataset: Dataset,
  records: number,
): CorpusEvent {
  const isProgram = !session.client.userAgent.startsWith('Mozilla/');
  return logged(
    session,
    timeMs,
    action,
    {
      ...tokenOf(session),
      ...repository(dataset),
      repository_public: false,
      transport_protocol: 1,
      transport_protocol_name: 'http',
      // People use git on their machines, whatever their browser is.
      user_agent: isProgram && session.account.kind === 'person' ? session.client.userAgent : 'git/2.51.0',
    },
    records,
  );
}

function browserOf({ client }: Session): object {
  return { user_agent: client.userAgent };
}

function tokenOf({ account, key, app }: Session): object {
  const isPerson = account.kind === 'person';
  return {
    programmatic_access_type: isPerson
      ? 'Personal access token (classic)'
      : 'GitHub App server-to-server token',
    token_id: isPerson ? (account.number % 100_000) + numberOf(app) : undefined,
    hashed_token: `${key}=`,
    token_scopes: 'repo',
  };
}

/** Of a token that is not the usual one. */
function numberOf(app: Session['app']): number {
  return app === undefined ? 0 : [...app.id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
}

function nameOf({ number }: Dataset): string {
  return `service-${number}`;
}

function repository(dataset: Dataset): object {
  const repo = `example-org/${nameOf(dataset)}`;
  return { repo, repository: repo, public_repo: false };
}

function loginOf(email: string): string {
  return `${email.replace(/@.*$/, '').replaceAll('.', '-')}-example`;
}

function logged(session: Session, timeMs: number, action: string, fields: object, records = 0): CorpusEvent {
  const { account, place, random } = session;
  const isPerson = account.kind === 'person';
  const event = {
    '@timestamp': timeMs,
    _document_id: random.text(22, BASE62),
    action,
    actor: isPerson ? loginOf(account.holder.email) : `${account.holder.name}[bot]`,
    actor_id: account.number,
    actor_ip: place.ip,
    actor_is_bot: !isPerson,
    actor_location: { country_code: place.countryIso },
    business: 'example-inc',
    created_at: timeMs,
    ...(isPerson ? { external_identity_nameid: account.holder.email } : {}),
    org: 'example-org',
    org_id: 64_001,
    ...fields,
  };
  return said(session, timeMs, event, records);
}
