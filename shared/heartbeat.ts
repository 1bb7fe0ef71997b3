import { actorEntity, feedEntity } from './entity.ts';
import type { Contract } from './settings/contract.ts';
import { MINUTE_MS } from './time.ts';
import type { JsonObject } from './vendors/vendor.ts';

/**
 * Somebody who does not exist, and who breaks his contract every few minutes: his event goes the whole way, from the
 * stream to a message, so that a way that is broken is seen while nothing else happens. His findings are a test:
 * nobody is paged of them, and lists leave them out.
 */
export const HEARTBEAT_VENDOR = 'salesforce';
export const HEARTBEAT_TENANT = 'outflow-heartbeat';
const UID = '0050000000OUTFLOW';

export const HEARTBEAT_FEED = feedEntity(HEARTBEAT_VENDOR, HEARTBEAT_TENANT);
export const HEARTBEAT_ENTITY = actorEntity({
  vendor: HEARTBEAT_VENDOR,
  tenant: HEARTBEAT_TENANT,
  actor: { uid: UID },
});

/** Not a record a day: whatever the thresholds are, the first one is a finding. */
export const HEARTBEAT_CONTRACT: Contract = {
  vendor: HEARTBEAT_VENDOR,
  tenant: HEARTBEAT_TENANT,
  actor: UID,
  dailyRecords: 0,
  author: 'Outflow',
  reason: 'The heartbeat: a test, nothing is taken.',
  fromDay: '2000-01-01',
};

export function isHeartbeat({ entity }: { readonly entity: string }): boolean {
  return entity === HEARTBEAT_ENTITY;
}

/** The same however often it is sent within its minute. */
export function heartbeatRecord(nowMs: number): JsonObject {
  const minute = Math.floor(nowMs / MINUTE_MS);
  const time = new Date(minute * MINUTE_MS).toISOString();
  const id = `outflow-heartbeat-${minute}`;
  return {
    outflow: { vendor: HEARTBEAT_VENDOR, tenant: HEARTBEAT_TENANT },
    event: {
      EventDate: time,
      CreatedDate: time,
      EventIdentifier: id,
      ExecutionIdentifier: id,
      Operation: 'ReportExported',
      ReportId: '00O000000000000AAA',
      Name: 'Outflow heartbeat: a test, nothing is taken',
      Sequence: 1,
      RowsProcessed: 1,
      QueriedEntities: 'Test',
      UserId: UID,
      Username: 'outflow-heartbeat@example.com',
      SourceIp: '192.0.2.1',
    },
  };
}
