import type { JsonObject } from '../../shared/vendors/vendor.ts';
import type { Holder, Presence } from './raw/presence.ts';

export const CORPUS_VENDORS = [
  'okta',
  'salesforce',
  'snowflake',
  'mixpanel',
  'google-workspace',
  'github',
  'aws',
] as const;
export type CorpusVendor = (typeof CORPUS_VENDORS)[number];

export type Role = 'viewer' | 'analyst' | 'power user' | 'manager' | 'admin' | 'support' | 'engineer';

/** Every account, service or integration that ever acts. */
export interface CorpusActor {
  readonly vendor: CorpusVendor;
  /** As the vendor's parser reads it: `actor.uid`. */
  readonly uid: string;
  readonly email?: string;
  readonly kind: 'person' | 'service' | 'integration';
  /** Of a person the role when the corpus begins; of a program what it does. */
  readonly role: string;
}

/** One raw event, as the vendor would have written it, with what only the corpus knows. */
export interface CorpusEvent {
  readonly vendor: CorpusVendor;
  readonly tenant: string;
  /** Epoch milliseconds, the event's own time. */
  readonly time: number;
  readonly event: JsonObject;
  /** Index into `actors` of the account in whose name it was done. */
  readonly actor: number;
  /** Records that truly left with it, whether or not the log says so. */
  readonly records: number;
}

/** An account with what its vendor knows of it. */
export interface Account extends CorpusActor {
  /** Into `Organisation.actors`. */
  readonly index: number;
  readonly holder: Holder;
  /** Into the people or the programs of the organisation. */
  readonly owner: number;
  /** The vendor's number of the account, where it has one. */
  readonly number: number;
  /** What a program is called, and the connected application it comes through. */
  readonly app?: App;
}

export interface App {
  readonly name: string;
  readonly id: string;
}

/** A table, report, project, folder, repository or bucket. */
export interface Dataset {
  readonly vendor: CorpusVendor;
  readonly number: number;
  /** Records in all of it. */
  readonly rows: number;
}

/** An account in use: where, with what, and what ties its events together. */
export interface Session extends Presence {
  readonly tenant: string;
  readonly account: Account;
  readonly key: string;
  /** Instead of the account's own. */
  readonly app?: App;
}

/**
 * What can be done at a vendor, each as the raw events that the vendor's log would hold of it. Of what a vendor
 * does not log there are none.
 */
export interface Dialect {
  readonly vendor: CorpusVendor;
  /** How many datasets an organisation has there, and the typical number of records in one. */
  readonly datasets: number;
  readonly typicalRows: number;
  signIn(session: Session, timeMs: number): CorpusEvent[];
  failSignIn(session: Session, timeMs: number): CorpusEvent[];
  /** On the screen. */
  look(session: Session, timeMs: number, dataset: Dataset, rows: number): CorpusEvent[];
  list(session: Session, timeMs: number, dataset: Dataset, rows: number): CorpusEvent[];
  /** As a person takes data out. */
  export(session: Session, timeMs: number, dataset: Dataset, rows: number): CorpusEvent[];
  /** As a program takes data out. */
  bulk(session: Session, timeMs: number, dataset: Dataset, rows: number): CorpusEvent[];
  /** Counts or describes an object, to see what there is. */
  describe(session: Session, timeMs: number, dataset: Dataset): CorpusEvent[];
  /** A token or key is made for the account. */
  credential(session: Session, timeMs: number): CorpusEvent[];
  /** Rights are given to another account, by an administrator. */
  privilege(session: Session, timeMs: number, target: Account): CorpusEvent[];
}

/** Programs come with a token and write no sign-in where a log is about people's. */
export function isBrowser({ client }: Pick<Session, 'client'>): boolean {
  return client.browser !== 'UNKNOWN';
}

export function said(session: Session, timeMs: number, event: object, records = 0): CorpusEvent {
  const { account, tenant } = session;
  // What the corpus writes is plain data; the interfaces of its raw events have no index signature.
  return {
    vendor: account.vendor,
    tenant,
    time: timeMs,
    event: event as JsonObject,
    actor: account.index,
    records,
  };
}
