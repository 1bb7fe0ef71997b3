import type { CorpusVendor } from './model.ts';

/** What kinds of programs there are; organisations have them in turn. `rows` is typical for one read. */
export const PROGRAM_KINDS: readonly {
  readonly vendor: CorpusVendor;
  readonly kind: 'service' | 'integration';
  readonly name: string;
  readonly schedule: 'nightly' | 'hourly' | 'weekly';
  readonly rows: number;
  readonly reads: readonly [number, number];
}[] = [
  {
    vendor: 'salesforce',
    kind: 'integration',
    name: 'Ledger Sync',
    schedule: 'nightly',
    rows: 1500,
    reads: [2, 6],
  },
  {
    vendor: 'snowflake',
    kind: 'service',
    name: 'loader',
    schedule: 'nightly',
    rows: 120_000,
    reads: [4, 15],
  },
  { vendor: 'aws', kind: 'service', name: 'Etl', schedule: 'hourly', rows: 4000, reads: [2, 6] },
  { vendor: 'github', kind: 'integration', name: 'build-runner', schedule: 'hourly', rows: 1, reads: [2, 8] },
  {
    vendor: 'salesforce',
    kind: 'integration',
    name: 'Desk Bridge',
    schedule: 'hourly',
    rows: 200,
    reads: [1, 3],
  },
  {
    vendor: 'mixpanel',
    kind: 'service',
    name: 'raw-export',
    schedule: 'nightly',
    rows: 90_000,
    reads: [1, 3],
  },
  {
    vendor: 'snowflake',
    kind: 'service',
    name: 'dashboards',
    schedule: 'hourly',
    rows: 3000,
    reads: [3, 10],
  },
  {
    vendor: 'google-workspace',
    kind: 'integration',
    name: 'Sync Bot',
    schedule: 'hourly',
    rows: 1,
    reads: [1, 6],
  },
  { vendor: 'aws', kind: 'service', name: 'Backup', schedule: 'nightly', rows: 60_000, reads: [4, 12] },
  {
    vendor: 'salesforce',
    kind: 'integration',
    name: 'Success Hub',
    schedule: 'hourly',
    rows: 700,
    reads: [1, 4],
  },
  { vendor: 'snowflake', kind: 'service', name: 'billing', schedule: 'weekly', rows: 300_000, reads: [2, 6] },
  { vendor: 'github', kind: 'integration', name: 'scanner', schedule: 'nightly', rows: 1, reads: [10, 40] },
];

/** By which they name themselves. */
export const LIBRARIES = [
  'python-requests/2.32.3',
  'Boto3/1.40.1 md/Botocore#1.40.1',
  'snowflake-jdbc/3.24.2',
  'axios/1.11.0',
  'Go-http-client/2.0',
  'okhttp/5.1.0',
  'Apache-HttpClient/5.5 (Java/21.0.4)',
];
