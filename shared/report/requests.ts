import { addExposures, waysOutOf } from '../exposure.ts';
import { carriedData, type Finding } from '../finding.ts';
import { isAddress, vendorName } from '../page/names.ts';
import { unsizedCounts } from '../page/taken.ts';
import { listed } from '../page/untrusted.ts';
import { DAY_MS, dayText } from '../time.ts';
import { findVendor } from '../vendors/index.ts';
import { plural } from '../words.ts';

/** What to ask one vendor for, before its own log forgets the day. */
export interface VendorRequest {
  readonly vendor: string;
  readonly asks: readonly string[];
  /** How long the vendor keeps the log, in words. */
  readonly retention: string;
  /** The day on which the first of these events is gone there; null: not known. */
  readonly goneOn: number | null;
  readonly source: string;
}

interface Retention {
  /** Of the shortest-lived log that matters, on the smallest plan that has one. */
  readonly days: number;
  readonly text: string;
  readonly source: string;
}

/** As the vendors document it; a plan or a contract may say otherwise, so the report says to ask. */
const RETENTIONS: Readonly<Record<string, Retention>> = {
  okta: {
    days: 90,
    text: 'the System Log 90 days',
    source: 'https://support.okta.com/help/s/article/Customer-Data-Retention-Policy',
  },
  salesforce: {
    days: 30,
    text: 'event log files 30 days, stored real-time events up to 6 months',
    source:
      'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/using_resources_event_log_files.htm',
  },
  mixpanel: {
    days: 90,
    text: 'the audit log 90 days, 2 years on an Enterprise plan',
    source: 'https://docs.mixpanel.com/docs/access-security/audit-log',
  },
  segment: {
    days: 90,
    text: 'the Audit Trail 90 days in its interface',
    source: 'https://segment.com/docs/segment-app/iam/audit-trail',
  },
  amplitude: {
    days: 90,
    text: 'the audit log 90 days',
    source: 'https://amplitude.com/docs/apis/audit-logs',
  },
  snowflake: {
    days: 365,
    text: 'ACCOUNT_USAGE views 365 days',
    source: 'https://docs.snowflake.com/en/sql-reference/account-usage',
  },
  'google-workspace': {
    days: 180,
    text: 'activities in the Reports API up to 180 days',
    source: 'https://support.google.com/a/answer/7061566',
  },
  m365: {
    days: 180,
    text: 'the unified audit log 180 days, 1 year with Audit (Premium)',
    source: 'https://learn.microsoft.com/en-us/purview/audit-log-retention-policies',
  },
  github: {
    days: 7,
    text: 'Git events 7 days, other events 180 days',
    source: 'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise',
  },
  aws: {
    days: 90,
    text: 'CloudTrail event history 90 days, without data events; trails as long as their bucket',
    source: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html',
  },
  gcp: {
    days: 30,
    text: 'Data Access logs 30 days by default, Admin Activity logs 400 days',
    source: 'https://cloud.google.com/logging/quotas',
  },
};

/** One request a vendor, soonest gone first. */
export function requestsOf(findings: readonly Finding[]): VendorRequest[] {
  const byVendor = Map.groupBy(findings, ({ vendor }) => vendor);
  return [...byVendor.values()]
    .flatMap(requestOf)
    .sort((a, b) => (a.goneOn ?? Number.POSITIVE_INFINITY) - (b.goneOn ?? Number.POSITIVE_INFINITY));
}

function requestOf(findings: readonly Finding[]): VendorRequest[] {
  const [first] = findings;
  if (first === undefined) return [];
  const retention = RETENTIONS[first.vendor];
  const from = Math.min(...findings.map(({ firstTime }) => firstTime));
  const to = Math.max(...findings.map(({ lastTime }) => lastTime));
  return [
    {
      vendor: vendorName(first),
      asks: asksOf(findings, from, to),
      retention: retention?.text ?? 'not known to Outflow: ask for it first',
      goneOn: retention === undefined ? null : from + retention.days * DAY_MS,
      source: retention?.source ?? '',
    },
  ];
}

const NAMED = 3;

/** The vendor knows an account by the id that it gave; an address is none. */
function accountsText(findings: readonly Finding[]): string {
  const ids = [...new Set(findings.map(({ actor }) => actor.uid))];
  if (ids.length > NAMED || findings.some(isAddress)) return plural(ids.length, 'account');
  return `${ids.length === 1 ? 'the account' : 'the accounts'} ${listed(ids, NAMED, 64)}`;
}

function asksOf(findings: readonly Finding[], from: number, to: number): string[] {
  const days = [...new Set([from, to].map((time) => dayText(Math.floor(time / DAY_MS))))].join(' to ');
  const exposure = addExposures(findings.map((one) => one.exposure));
  const events = findings.flatMap(({ evidence }) =>
    evidence.filter(
      (event) => carriedData(event) && event.records === null && event.bytes === null && event.eventId !== '',
    ),
  );
  const blind = findVendor(findings[0]?.vendor ?? '')?.coverage.blindSpots ?? [];
  return [
    `All sessions, addresses and clients of ${accountsText(findings)} on ${days} (UTC), also failed and administrative ones, and a hold on these logs.`,
    ...(exposure.unsized > 0
      ? [
          `The size of ${unsizedCounts(exposure)} of which the log states none${events.length > 0 ? ' (their event ids are in the ledger below)' : ''}: rows, bytes and fields.`,
        ]
      : []),
    ...(findings.some(({ exposure }) => exposure.exports > 0)
      ? [
          'Whether the exported files can still be downloaded, who fetched them, and that links to them be revoked.',
        ]
      : []),
    ...(findings.some(({ exposure }) => waysOutOf(exposure) > 0)
      ? [
          'Who has opened or fetched what was shared or sent on, when and from where, and that these ways be closed.',
        ]
      : []),
    'Whether staff or internal tools of the vendor read the same data in that time.',
    ...(blind.length > 0
      ? [
          'From its own records, what its log does not show its customers: the list is under bounds and blind spots.',
        ]
      : []),
  ];
}
