import {
  type Account,
  type CorpusEvent,
  type CorpusVendor,
  type Dialect,
  type Session,
  said,
} from '../model.ts';
import { type OktaDetail, type OktaType, oktaEvent } from '../raw/okta.ts';

/** Okta holds no data of customers: sign-ins, factors, passwords and rights only. */
export const okta: Dialect = {
  vendor: 'okta',
  datasets: 0,
  typicalRows: 0,
  signIn: (session, timeMs) => [
    oktaSaid(session, timeMs, 'user.session.start'),
    oktaSaid(session, timeMs + session.random.between(3000, 15_000), 'user.authentication.auth_via_mfa', {
      factor: 'OKTA_VERIFY_PUSH',
    }),
  ],
  failSignIn: (session, timeMs) => [
    oktaSaid(session, timeMs, 'user.session.start', { failure: 'INVALID_CREDENTIALS' }),
  ],
  look: () => [],
  list: () => [],
  export: () => [],
  bulk: () => [],
  describe: () => [],
  credential: (session, timeMs) => [oktaSaid(session, timeMs, 'system.api_token.create')],
  privilege: (session, timeMs, target) => [
    oktaSaid(session, timeMs, 'group.user_membership.add', { target: target.holder }),
  ],
};

/** Signs on to another application, as everybody does before working in it. */
export function signOn(session: Session, timeMs: number, to: CorpusVendor): CorpusEvent {
  // To Okta itself one signs in.
  return oktaSaid(session, timeMs, 'user.authentication.sso', to === 'okta' ? {} : { app: to });
}

/** The help desk takes a person's factors away; the person, or whoever called, enrols a new one. */
export function resetFactors(admin: Session, timeMs: number, target: Account): CorpusEvent[] {
  return [
    oktaSaid(admin, timeMs, 'user.session.access_admin_app'),
    oktaSaid(admin, timeMs + admin.random.between(40_000, 200_000), 'user.mfa.factor.reset_all', {
      target: target.holder,
    }),
  ];
}

export function enrolFactor(session: Session, timeMs: number): CorpusEvent {
  const factor = session.random.chance(0.3) ? 'SMS_FACTOR' : 'OKTA_VERIFY_PUSH';
  return oktaSaid(session, timeMs, 'user.mfa.factor.activate', { factor });
}

export function resetPassword(admin: Session, timeMs: number, target: Account): CorpusEvent {
  return oktaSaid(admin, timeMs, 'user.account.reset_password', { target: target.holder });
}

export function changePassword(session: Session, timeMs: number): CorpusEvent {
  return oktaSaid(session, timeMs, 'user.account.update_password');
}

function oktaSaid(
  session: Session,
  timeMs: number,
  type: OktaType,
  detail: Omit<OktaDetail, 'session'> = {},
): CorpusEvent {
  const { raw } = oktaEvent(timeMs, type, session, { session: `102${session.key}`, ...detail });
  return said(session, timeMs, raw);
}
