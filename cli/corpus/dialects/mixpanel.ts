import { type CorpusEvent, type Dataset, type Dialect, type Session, said } from '../model.ts';
import { HEX } from '../random.ts';
import { type MixpanelType, mixpanelEvent } from '../raw/mixpanel.ts';

/** The log has neither what is looked at nor how much is taken. */
export const mixpanel: Dialect = {
  vendor: 'mixpanel',
  datasets: 8,
  typicalRows: 2_000_000,
  // A service account signs each request, and its sign-ins are not logged.
  signIn: (session, timeMs) =>
    session.account.kind === 'person' ? [logged(session, timeMs, 'session.logged_in')] : [],
  failSignIn: (session, timeMs) => [logged(session, timeMs, 'session.login_failed')],
  look: () => [],
  list: () => [],
  export: (session, timeMs, dataset, rows) => [
    logged(session, timeMs, session.random.pick(EXPORTS), dataset, rows),
  ],
  bulk: (session, timeMs, dataset, rows) => [
    logged(session, timeMs, 'raw_event_export.requested', dataset, rows),
  ],
  describe: () => [],
  credential: (session, timeMs) => [logged(session, timeMs, 'service_account.created')],
  privilege: (session, timeMs, target) => [
    logged(session, timeMs, 'user.role_changed', undefined, 0, { target: target.holder.email }),
  ],
};

const EXPORTS = [
  ...(['board.exported', 'board.exported', 'bookmark.screenshot_downloaded'] as const),
  ...(['bookmark.screenshot_downloaded', 'event_export.downloaded', 'profile_export.downloaded'] as const),
];

/** Whole events and profiles, as a thief would take them. */
export function downloadAll(session: Session, timeMs: number, dataset: Dataset, rows: number): CorpusEvent {
  const type = session.random.chance(0.5) ? 'event_export.downloaded' : 'profile_export.downloaded';
  return logged(session, timeMs, type, dataset, rows);
}

export function changeTwoFactor(session: Session, timeMs: number, enabled: boolean): CorpusEvent {
  return logged(session, timeMs, enabled ? 'user.twofactor_enabled' : 'user.twofactor_disabled');
}

function logged(
  session: Session,
  timeMs: number,
  type: MixpanelType,
  dataset?: Dataset,
  records = 0,
  more: object = {},
): CorpusEvent {
  const { account, client, random } = session;
  const event = {
    ...mixpanelEvent(timeMs, type, session).raw,
    id: random.text(24, HEX),
    http_user_agent: client.userAgent,
    ...(dataset === undefined
      ? {}
      : { project: { id: 1000 + dataset.number, name: `Project ${dataset.number}` } }),
    ...(account.kind === 'person'
      ? {}
      : { user: { id: account.uid, name: account.role, type: 'service_account' } }),
    ...more,
  };
  return said(session, timeMs, event, records);
}
