import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/time.ts';
import { salesforceId } from '../corpus/invented.ts';
import { BASE62, type Random } from '../corpus/random.ts';
import {
  keysOf,
  LOGIN,
  type SalesforceUser,
  salesforceEvent,
  salesforceSession,
} from '../corpus/raw/salesforce.ts';
import type { VendorEvent } from './event.ts';
import { cloudAddress } from './places.ts';

/** A connected app that reads Salesforce on a schedule, under a user of its own. */
export interface Integration extends SalesforceUser {
  readonly application: string;
  readonly connectedAppId: string;
  readonly ip: string;
  readonly userAgent: string;
  /** UTC hours at which it runs. */
  readonly runHours: readonly number[];
  readonly reads: readonly Read[];
}

interface Read {
  readonly entities: string;
  readonly query: string;
  /** Typical rows, fetched in pages of 2,000. */
  readonly rows: number;
}

export function makeIntegrations(random: Random): readonly Integration[] {
  return PLANS.map((plan, number) => ({
    ...plan,
    email: `${plan.application.toLowerCase().replaceAll(' ', '-')}@integrations.example.com`,
    salesforceId: salesforceId('0055g00000', random),
    connectedAppId: salesforceId('0H45g00000', random),
    ip: cloudAddress(number),
  }));
}

/** A day's runs, and the same run once more where the first one failed half-way. */
export function integrationDay(
  integration: Integration,
  day: number,
  random: Random,
  rerunHour?: number,
): VendorEvent[] {
  const hours = rerunHour === undefined ? integration.runHours : [...integration.runHours, rerunHour];
  return hours.flatMap((hour) => {
    const startMs = day * DAY_MS + hour * HOUR_MS + random.between(0, 4 * MINUTE_MS);
    return run(integration, startMs, random);
  });
}

function run(integration: Integration, startMs: number, random: Random): VendorEvent[] {
  const session = salesforceSession(random);
  const events = [
    salesforceEvent('LoginEventStream', startMs, integration, random, {
      ...keysOf(session),
      ...LOGIN,
      SourceIp: integration.ip,
      LoginType: 'Remote Access 2.0',
      Application: integration.application,
      Browser: 'Unknown',
      Platform: 'Unknown',
      Country: 'Germany',
      CountryIso: 'DE',
      City: 'Frankfurt am Main',
    }),
  ];
  let timeMs = startMs;
  for (const read of integration.reads) {
    const total = random.logNormal(read.rows, 0.12);
    for (let from = 0; from < total; from += PAGE_ROWS) {
      timeMs += random.between(1500, 9000);
      events.push(
        salesforceEvent('ApiEventStream', timeMs, integration, random, {
          ...keysOf(session),
          SourceIp: integration.ip,
          UserAgent: integration.userAgent,
          Client: null,
          Application: integration.application,
          ConnectedAppId: integration.connectedAppId,
          ApiType: 'REST',
          ApiVersion: 64,
          Operation: from === 0 ? 'Query' : 'QueryMore',
          OperationStatus: 'Success',
          Query: read.query,
          QueriedEntities: read.entities,
          // The whole query's, on every page; what this page returned is beside it.
          RowsProcessed: total,
          RowsReturned: Math.min(total - from, PAGE_ROWS),
          RequestIdentifier: random.text(22, BASE62),
          ElapsedTime: random.between(80, 1800),
          Platform: 'Unknown',
          Records: null,
          AdditionalInfo: '{}',
        }),
      );
    }
  }
  return events;
}

const PAGE_ROWS = 2000;

const CHANGED = 'LastModifiedDate >= YESTERDAY';
const PLANS: readonly Pick<Integration, 'application' | 'userAgent' | 'runHours' | 'reads'>[] = [
  {
    application: 'Ledger Sync',
    userAgent: 'ledger-sync/4.2 (Java/21.0.4)',
    runHours: [1],
    reads: [
      { entities: 'Account', query: `SELECT Id, Name, BillingCity FROM Account WHERE ${CHANGED}`, rows: 420 },
      { entities: 'Contract', query: `SELECT Id, Status, EndDate FROM Contract WHERE ${CHANGED}`, rows: 180 },
      { entities: 'Order', query: `SELECT Id, TotalAmount FROM Order WHERE ${CHANGED}`, rows: 900 },
    ],
  },
  {
    application: 'Warehouse Loader',
    userAgent: 'warehouse-loader/1.18 python-requests/2.32.3',
    runHours: [2],
    reads: [
      { entities: 'Opportunity', query: 'SELECT Id, StageName, Amount FROM Opportunity', rows: 9400 },
      { entities: 'Case', query: `SELECT Id, Status, Priority FROM Case WHERE ${CHANGED}`, rows: 3100 },
      { entities: 'Lead', query: `SELECT Id, Status, LeadSource FROM Lead WHERE ${CHANGED}`, rows: 5200 },
    ],
  },
  {
    application: 'Desk Bridge',
    userAgent: 'desk-bridge/9.0 (node/24)',
    runHours: [0.5, 4.5, 8.5, 12.5, 16.5, 20.5],
    reads: [{ entities: 'Case', query: `SELECT Id, Status, OwnerId FROM Case WHERE ${CHANGED}`, rows: 240 }],
  },
];
