import type { HoneyRecord } from './honey.ts';

/** Honey records in the form in which each vendor takes people. */
export interface ImportFile {
  /** Such as `csv`. */
  readonly extension: string;
  readonly content: string;
  /** Where the file goes, in a sentence. */
  readonly how: string;
}

type Column = readonly [name: string, of: (record: HoneyRecord) => string];

const fullName = ({ firstName, lastName }: HoneyRecord) => `${firstName} ${lastName}`;
const ID: Column[1] = ({ id }) => id;
const EMAIL: Column[1] = ({ email }) => email;
const FIRST: Column[1] = ({ firstName }) => firstName;
const LAST: Column[1] = ({ lastName }) => lastName;

const TABLES: Readonly<Record<string, readonly [how: string, ...columns: Column[]]>> = {
  salesforce: [
    'Load it with Data Import Wizard or Data Loader as contacts; map External_Id__c to a text field of yours.',
    ['FirstName', FIRST],
    ['LastName', LAST],
    ['Email', EMAIL],
    ['External_Id__c', ID],
  ],
  hubspot: [
    'Import it under Contacts; map External ID to a property of yours.',
    ['First Name', FIRST],
    ['Last Name', LAST],
    ['Email', EMAIL],
    ['External ID', ID],
  ],
  mixpanel: [
    'Import it under Users, Import Users from CSV.',
    ['$distinct_id', ID],
    ['$name', fullName],
    ['$email', EMAIL],
  ],
  intercom: [
    'Import it under Contacts, New users or leads.',
    ['user_id', ID],
    ['name', fullName],
    ['email', EMAIL],
  ],
  zendesk: [
    'Import it in Admin Center under Tools, Data importer, Users.',
    ['external_id', ID],
    ['name', fullName],
    ['email', EMAIL],
  ],
};

const ANY: (typeof TABLES)[string] = [
  'Import it as people; the column external_id has to stay with them.',
  ['external_id', ID],
  ['name', fullName],
  ['email', EMAIL],
];

export function importFile(vendor: string, records: readonly HoneyRecord[]): ImportFile {
  switch (vendor) {
    case 'segment':
      return lines('Send each line to POST /v1/identify of a source.', records, (record) => ({
        type: 'identify',
        userId: record.id,
        traits: { name: fullName(record), email: record.email },
      }));
    case 'amplitude':
      return lines('Send each line as identification to POST /identify.', records, (record) => ({
        user_id: record.id,
        user_properties: { name: fullName(record), email: record.email },
      }));
    case 'posthog':
      return lines('Send each line to POST /i/v0/e/ with the key of the project.', records, (record) => ({
        event: '$identify',
        distinct_id: record.id,
        properties: { $set: { name: fullName(record), email: record.email } },
      }));
    default: {
      const [how, ...columns] = TABLES[vendor] ?? ANY;
      const rows = [
        columns.map(([name]) => name),
        ...records.map((record) => columns.map(([, of]) => of(record))),
      ];
      return { extension: 'csv', content: rows.map((row) => `${row.map(quoted).join(',')}\n`).join(''), how };
    }
  }
}

/** What analysts put into their queries so that people who do not exist are not counted. Not for the vendor's eyes. */
export function exclusionFilter(records: readonly HoneyRecord[]): string {
  return `external_id NOT IN (${records.map(({ id }) => `'${id}'`).join(', ')})`;
}

function lines(
  how: string,
  records: readonly HoneyRecord[],
  of: (record: HoneyRecord) => object,
): ImportFile {
  return { extension: 'ndjson', content: records.map((one) => `${JSON.stringify(of(one))}\n`).join(''), how };
}

/** Names and ids hold no quotes; a column may hold a comma. */
function quoted(value: string): string {
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
