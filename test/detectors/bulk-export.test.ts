import { describe, expect, test } from 'vitest';
import { NO_CONTEXT } from '../../shared/context.ts';
import { bulkExport } from '../../shared/detectors/bulk-export.ts';
import { FREE_DECADES } from '../../shared/detectors/detector.ts';
import { subjectOf } from '../../shared/profile/subject.ts';
import type { Reading } from '../../shared/reading.ts';
import { findVendor } from '../../shared/vendors/index.ts';
import { at, FIRST_DAY, lifeOf, reading } from '../fixtures/readings.ts';

const ALL = 'raw_event_export.requested';
const exported = (day: number, operation: string, parts: Partial<Reading> = {}) =>
  reading({ time: at(day), eventId: operation, operation, records: null, ...parts });
const ordinary = Array.from({ length: 30 }, (_, day) => [exported(day, 'board.exported')]);
const assessed = (days: readonly (readonly Reading[])[], share = 0) =>
  bulkExport.assess(
    subjectOf(lifeOf([...ordinary, ...days]), FIRST_DAY + ordinary.length + days.length - 1, {
      ...NO_CONTEXT,
      popularity: () => share,
      noise: () => ({ accountWeeks: 20, days: 14, found: 0 }),
      isBulk: findVendor('mixpanel')?.isBulk ?? (() => false),
      isStanding: findVendor('mixpanel')?.isStanding ?? (() => false),
    }),
  );

describe('a bulk export of unknown size', () => {
  test('fires at the first one, and says what it was', () => {
    expect(assessed([[exported(30, ALL)]])).toMatchObject([
      {
        decades: 3.5,
        observed: `${ALL}, which takes records in bulk and states no size (new today; used by hardly anybody else)`,
        quietIf: 'no such export',
        facts: { operation: ALL, operations: [ALL], 'operation seenDays': 0, 'operation popularity': 0 },
      },
    ]);
    const [both] = assessed([[exported(30, ALL), exported(30, 'profile_export.downloaded')]]);
    expect(both?.observed).toMatch(/^profile_export\.downloaded, .*, and 1 more such operation$/);
  });

  test('fires as loudly at the second theft by it, weeks after the first, and says that the first paged', () => {
    const theft = (day: number) => [
      exported(day, ALL, { network: 'AS64511' }),
      exported(day, 'b', { records: 90_000 }),
    ];
    const quiet = Array.from({ length: 12 }, (_, day) => [exported(31 + day, 'board.exported')]);
    const [again] = assessed([theft(30), ...quiet, theft(43)]);
    expect(again?.decades).toBe(3.5);
    expect(again?.observed).toContain('(used on 1 day before, which paged; ');
  });

  test('fires at one that is opened to stand, although nothing has left by it', () => {
    const opened = (operation: string, parts: Partial<Reading> = {}) =>
      exported(30, operation, { kind: 'destination', ...parts });
    expect(assessed([[opened('data_pipeline.created')]])).toMatchObject([
      {
        decades: 3.5,
        observed:
          'data_pipeline.created, which sends records in bulk from now on, of which the log tells nothing (new today; used by hardly anybody else)',
      },
    ]);
    // Whoever sends an old one elsewhere needs no new one.
    expect(assessed([[opened('data_pipeline.updated')]])).toMatchObject([{ decades: 3.5 }]);
    expect(assessed([[opened('cohort_sync.updated')]])).toEqual([]);
    expect(assessed([[opened('data_pipeline.created', { outcome: 'failure' })]])).toEqual([]);
    expect(assessed([[opened('data_pipeline.created')]], 0.4)).toEqual([]);
  });

  test('nearly fires for a board, for one whose size is known, and for one that failed', () => {
    expect(assessed([[exported(30, 'board.exported')]])).toEqual([]);
    expect(assessed([[exported(30, ALL, { records: 40 })]])).toEqual([]);
    expect(assessed([[exported(30, ALL, { outcome: 'failure' })]])).toEqual([]);
  });

  test('is nothing to a machine but a hint, and less to those who do so', () => {
    expect(assessed([[exported(30, ALL, { actorType: 'service' })]])[0]?.decades).toBe(2);
    const used = (days: number) =>
      assessed(Array.from({ length: days + 1 }, (_, i) => [exported(30 + i, ALL)]))[0]?.decades ?? 0;
    expect(used(3)).toBeCloseTo(3.5 / 2, 9);
    expect(used(6)).toBe(0);
  });

  test('counts less the more colleagues do so, and nothing where half of them do', () => {
    const decades = (share: number) => assessed([[exported(30, ALL)]], share)[0]?.decades ?? 0;
    expect(decades(0.1)).toBeCloseTo(3.5 * 0.8, 9);
    expect(decades(0.4)).toBe(0);
    expect(3.5 * (1 - 2 * 0.4)).toBeLessThan(FREE_DECADES);
  });
});

describe('vendors', () => {
  test.each([
    ['mixpanel', 'raw_event_export.requested', 'board.exported'],
    ['amplitude', 'config.project.export', 'content.chart.export'],
    ['auth0', 'sapi POST jobs/users-exports', 'sapi POST jobs/users-imports'],
    ['salesforce', 'BulkApiResultEvent', 'ReportExported'],
    ['intercom', 'bulk_export', 'conversation_pdf_export'],
    ['zendesk', 'exported.user', 'update.user'],
    ['hubspot', 'CRM_OBJECT.CONTACT.EXPORT', 'EXPORT_APPROVAL'],
    ['segment', 'Audience CSV Downloaded', 'Audience Created'],
    ['stripe', 'data_export_created', 'api_key_created'],
    ['atlassian', 'confluence_space_exported', 'confluence_page_exported'],
    ['atlassian', 'jira_backup_requested', 'jira_backup_deleted'],
    ['atlassian-products', 'Space exported', 'Audit Log exported'],
    ['atlassian-products', 'Full data export triggered', 'Repository cloned'],
    ['google-workspace', 'STARTED_USER_TAKEOUT', 'download'],
    ['google-workspace', 'CUSTOMER_TAKEOUT_CREATED', 'CREATE_EMAIL_MONITOR'],
  ])('%s: %s takes records in bulk, %s does not', (uid, bulk, other) => {
    const vendor = findVendor(uid);
    expect(vendor?.isBulk?.(bulk)).toBe(true);
    expect(vendor?.isBulk?.(other)).toBe(false);
  });

  test.each([
    ['mixpanel', 'data_pipeline.created', 'cohort_sync.created'],
    ['posthog', 'BatchExport.created', 'HogFunction.created'],
    ['segment', 'Storage Destination Created', 'Destination Created'],
    ['segment', 'Warehouse Created', 'Engage Warehouse Source Created'],
    ['mixpanel', 'data_pipeline.updated', 'cohort_sync.updated'],
    ['posthog', 'BatchExport.updated', 'HogFunction.updated'],
    ['segment', 'Storage Destination Modified', 'Destination Modified'],
    ['segment', 'Profiles Sync Warehouse Updated', 'Destination Function Modified'],
  ])('%s: %s opens a standing export of raw data, %s does not', (uid, standing, other) => {
    const vendor = findVendor(uid);
    expect(vendor?.isStanding?.(standing)).toBe(true);
    expect(vendor?.isStanding?.(other)).toBe(false);
  });

  test('that state sizes take nothing in bulk', () => {
    expect(findVendor('snowflake')?.isBulk).toBeUndefined();
  });
});
