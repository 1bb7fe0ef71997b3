/** A saved report of the company's Salesforce. */
export interface Report {
  readonly id: string;
  readonly name: string;
  readonly entities: string;
  readonly columns: readonly string[];
  /** The folder or person that owns it. */
  readonly folder: string;
}

/** What people look at on ordinary days. */
export const REPORTS: readonly Report[] = [
  report(1, 'Open pipeline by stage', 'Opportunity, Account', [
    'Opportunity.Name',
    'Account.Name',
    'STAGE_NAME',
  ]),
  report(2, 'Opportunities closing this quarter', 'Opportunity', [
    'Opportunity.Name',
    'AMOUNT',
    'CLOSE_DATE',
  ]),
  report(3, 'Won deals by region', 'Opportunity, Account', ['Opportunity.Name', 'Account.Name', 'AMOUNT']),
  report(4, 'New leads this week', 'Lead', ['Lead.Name', 'LEAD_SOURCE', 'CREATED_DATE']),
  report(5, 'Lead conversion by source', 'Lead', ['LEAD_SOURCE', 'STATUS', 'CONVERTED_DATE']),
  report(6, 'Open cases by priority', 'Case', ['CASE_NUMBER', 'PRIORITY', 'STATUS']),
  report(7, 'Case backlog by team', 'Case, User', ['CASE_NUMBER', 'OWNER', 'CREATED_DATE']),
  report(8, 'First response time', 'Case', ['CASE_NUMBER', 'FIRST_RESPONSE', 'STATUS']),
  report(9, 'Product usage by plan', 'Asset', ['Asset.Name', 'PLAN', 'USAGE']),
  report(10, 'Trial activations', 'Asset, Account', ['Account.Name', 'ACTIVATED_DATE', 'PLAN']),
  report(11, 'Campaign members by response', 'Campaign, CampaignMember', [
    'Campaign.Name',
    'RESPONDED',
    'CREATED_DATE',
  ]),
  report(12, 'Activities by owner', 'Task, User', ['OWNER', 'SUBJECT', 'DUE_DATE']),
  report(13, 'Renewals in 90 days', 'Contract, Account', ['Account.Name', 'END_DATE', 'AMOUNT']),
  report(14, 'Forecast against target', 'Opportunity, User', ['OWNER', 'AMOUNT', 'CLOSE_DATE']),
];

/** Run by managers when a month is closed. */
export const CLOSING_REPORT = report(20, 'Bookings of the month', 'Opportunity, Account', [
  'Account.Name',
  'AMOUNT',
  'CLOSE_DATE',
  'OWNER',
]);

/** Whole tables of customers: few people ever open them. */
export const CUSTOMER_REPORTS = {
  contacts: report(31, 'Customer contacts, all regions', 'Contact, Account', [
    'Contact.Name',
    'EMAIL',
    'PHONE',
  ]),
  accounts: report(32, 'Accounts with primary contact', 'Account, Contact', [
    'Account.Name',
    'EMAIL',
    'INDUSTRY',
  ]),
  consent: report(33, 'Marketing consent by contact', 'Contact', ['EMAIL', 'CONSENT', 'CONSENT_DATE']),
  cases: report(34, 'Support cases with contact details', 'Case, Contact', [
    'CASE_NUMBER',
    'EMAIL',
    'SUBJECT',
  ]),
  contracts: report(35, 'Contracts with billing contact', 'Contract, Account', [
    'Account.Name',
    'EMAIL',
    'AMOUNT',
  ]),
};

/**
 * The start of a chunk's rows. `Records` is customer data: it is here so that whatever reads the demo's events
 * has something it must not let through.
 */
export function recordsOf(report: Report, rows: number): string {
  const datacells = report.columns.map((column) => `${column} of a customer`);
  return JSON.stringify({ totalSize: rows, rows: rows > 0 ? [{ datacells }] : [] });
}

function report(number: number, name: string, entities: string, columns: readonly string[]): Report {
  const digits = String(number).padStart(5, '0');
  return { id: `00O5g00000${digits}EAA`, name, entities, columns, folder: '00l5g0000000001AAA' };
}
