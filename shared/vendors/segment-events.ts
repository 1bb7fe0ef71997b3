import type { Kind } from '../activity.ts';
import { kindTable } from './kind-table.ts';

/**
 * What the events of Segment's Audit Trail mean for data. The full list is shown in the application only; this is
 * the union of what Segment's documentation listed (segmentio/segment-docs, src/segment-app/iam/audit-trail.md, and
 * src/monitor/alerts/default-alerts.md) and of its function library, in lower case and with `_` for spaces.
 */
const KINDS = kindTable({
  export: 'audience_csv_downloaded computed_trait_csv_downloaded',
  privilege: `
    user_added_via_sso user_group_created user_group_updated user_invite_accepted user_invite_sent users_invited
  `,
  // Where events and profiles are sent. Without its filter, a destination gets what it was kept from.
  destination: `
    destination_created destination_enabled destination_filter_deleted destination_filter_disabled
    destination_filter_modified destination_function_created destination_function_modified destination_modified
    engage_warehouse_source_created engage_warehouse_source_modified integration_created integration_enabled
    integration_modified personas_warehouse_source_created personas_warehouse_source_modified
    profiles_sync_warehouse_created profiles_sync_warehouse_modified storage_destination_created
    storage_destination_modified warehouse_created warehouse_enabled warehouse_modified
  `,
});

/** The documentation writes `Warehouses Created` where the application writes `Warehouse Created`. */
const PLURAL = /^(destination_filter|integration|warehouse)s_/;

function normalise(name: string): string {
  return name
    .slice(0, MAX_NAME)
    .toLowerCase()
    .replace(/[\s.-]+/g, '_')
    .replace(PLURAL, '$1_');
}

const MAX_NAME = 100;

export function kindOf(name: string): Kind {
  const normal = normalise(name);
  if (normal.endsWith('_csv_downloaded')) return 'export';
  return KINDS.get(normal) ?? 'other';
}

/** Written for every failed attempt of a run, every schema check, and every check of a permission in the application. */
const NOISE =
  /^permission_check$|^violations_detected$|_(?:run|sync)_(?:failed|complete|skipped|partially_succeeded|partial_success)$|(?:^|_)new_event_(?:allowed|blocked)$|_(?:trait|property)_omitted$|^tracking_plan_inferred$/;

export function isNoise(name: string): boolean {
  return NOISE.test(normalise(name));
}
