import type { Kind } from './activity.ts';
import type { Coverage, Vendor } from './vendors/vendor.ts';

/**
 * How a step would be known. `honey`: no log of a customer can show it, only a planted record that turns up where
 * it should not.
 */
export const SIGHTS = ['seen', 'late', 'unseen', 'honey', 'unknown'] as const;
export type Sight = (typeof SIGHTS)[number];

export const SIGHT_WORDS: Readonly<Record<Sight, string>> = {
  seen: 'seen',
  late: 'seen late',
  unseen: 'not seen',
  honey: 'honey records only',
  unknown: 'not stated',
};

/** A kind of step, as MITRE ATT&CK calls it: https://attack.mitre.org/techniques/ */
export interface Technique {
  readonly id: string;
  readonly title: string;
  readonly kind: Kind;
}

export const TECHNIQUES: readonly Technique[] = [
  { id: 'T1078.004', title: 'Valid accounts: cloud', kind: 'logon' },
  { id: 'T1556.006', title: 'Multi-factor authentication changed', kind: 'mfa' },
  { id: 'T1098.001', title: 'Additional credentials', kind: 'credential' },
  { id: 'T1098.003', title: 'Additional roles', kind: 'privilege' },
  { id: 'T1619', title: 'Storage objects listed', kind: 'list' },
  { id: 'T1213', title: 'Data from repositories read', kind: 'read' },
  { id: 'T1530', title: 'Data from cloud storage exported', kind: 'export' },
  { id: 'T1567', title: 'Data shared to the outside', kind: 'share' },
  { id: 'T1537', title: 'Data transferred to another account', kind: 'destination' },
  { id: 'T1562.008', title: 'Cloud logs disabled, traces deleted', kind: 'logging' },
];

export interface KnownIncident {
  readonly title: string;
  /** Names of vendors as in the list of vendors. */
  readonly vendors: readonly string[];
  readonly source: string;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly title: string;
  readonly technique: string;
  /** Undefined: it happened inside the vendor, where no customer has a log. */
  readonly kind?: Kind;
}

/** What happened, in steps that another attacker could take at any vendor. */
export const KNOWN_INCIDENTS: readonly KnownIncident[] = [
  {
    title: 'Mixpanel, November 2025: a dataset exported with stolen access',
    vendors: ['mixpanel'],
    source: 'https://openai.com/index/mixpanel-incident',
    steps: [
      { title: 'an account is taken over', technique: 'T1078.004', kind: 'logon' },
      { title: 'its second factor is removed or replaced', technique: 'T1556.006', kind: 'mfa' },
      { title: 'a dataset is exported', technique: 'T1530', kind: 'export' },
      { title: 'a pipeline is set up that keeps exporting', technique: 'T1537', kind: 'destination' },
      { title: "it is exported through the vendor's own systems", technique: 'T1199' },
    ],
  },
  {
    title: 'Snowflake customers (UNC5537), April to June 2024: emptied with stolen passwords',
    vendors: ['snowflake'],
    source: 'https://cloud.google.com/blog/topics/threat-intelligence/unc5537-snowflake-data-theft-extortion',
    steps: [
      { title: 'a login with a stolen password', technique: 'T1078.004', kind: 'logon' },
      { title: 'tables are looked through and read', technique: 'T1213', kind: 'read' },
      { title: 'data is staged, unloaded and fetched', technique: 'T1530', kind: 'export' },
    ],
  },
  {
    title: 'Salesloft Drift (UNC6395), August 2025: Salesforce emptied with the tokens of an app',
    vendors: ['salesforce'],
    source:
      'https://cloud.google.com/blog/topics/threat-intelligence/data-theft-salesforce-instances-via-salesloft-drift',
    steps: [
      { title: 'tokens are stolen from the maker of the app', technique: 'T1528' },
      { title: 'the app signs in from elsewhere', technique: 'T1550.001', kind: 'logon' },
      { title: 'objects are counted and queried', technique: 'T1213', kind: 'read' },
      { title: 'results of a bulk job are downloaded', technique: 'T1530', kind: 'export' },
      { title: 'the job is deleted', technique: 'T1070', kind: 'logging' },
    ],
  },
  {
    title: 'Gainsight, October to November 2025: the same through another app',
    vendors: ['salesforce'],
    source: 'https://help.salesforce.com/s/articleView?id=005229029',
    steps: [
      { title: 'tokens are stolen from the maker of the app', technique: 'T1528' },
      { title: 'the app signs in from elsewhere', technique: 'T1550.001', kind: 'logon' },
      { title: 'records are queried', technique: 'T1213', kind: 'read' },
      { title: 'records are taken in bulk', technique: 'T1530', kind: 'export' },
    ],
  },
];

/** How a step of a kind would be known from a vendor's log. */
export function sightOf(coverage: Coverage, kind: Kind | undefined): Sight {
  const { shows } = coverage;
  if (kind === undefined) return 'honey';
  if (shows === undefined) return 'unknown';
  // Prose that leaves something out does not say that it is not there.
  if (shows.kinds[kind] === undefined) return isUnverified(coverage) ? 'unknown' : 'unseen';
  return shows.late.includes(kind) ? 'late' : 'seen';
}

/** Its log is known from a description in words: it may look otherwise. */
export function isUnverified({ evidence, reference }: Coverage): boolean {
  return evidence === undefined ? reference.startsWith('prose only') : evidence.grade === 'prose only';
}

/** The title of a vendor wherever one is listed. */
export function titleOf({ title, coverage }: Vendor): string {
  return isUnverified(coverage) ? `${title} (unverified)` : title;
}
