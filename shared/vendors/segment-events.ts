import type { Kind } from '../activity.ts';
import { kindTable } from './kind-table.ts';

/**
 * What the events of Segment's Audit Trail mean for data. The full list is shown in the application only; this is
 * the union of what Segment's documentation listed (segmentio/segment-docs, src/segment-app/iam/audit-trail.md, and
 * src/monitor/alerts/default-alerts.md), of its function library, and of what its Public API says that its endpoints
 * write (segmentio/public-api-sdk-typescript, api/), in lower case and with `_` for spaces.
 */
const KINDS = kindTable({
  export: 'audience_csv_downloaded computed_trait_csv_downloaded',
  privilege: `
    new_segment_user_invited_to_workspace non_segment_user_invited_to_workspace policy_created subjects_added_to_group
    user_added_to_user_group user_added_via_sso user_group_created user_group_policy_updated user_group_updated
    user_invite_accepted user_invite_sent user_policy_updated users_invited
  `,
  // Where events and profiles are sent. Without its filter, a destination gets what it was kept from. A model is a query
  // whose rows go from a warehouse to destinations.
  destination: `
    destination_created destination_enabled destination_filter_deleted destination_filter_disabled
    destination_filter_modified destination_function_created destination_function_modified destination_modified
    engage_warehouse_source_created engage_warehouse_source_modified integration_created integration_enabled
    integration_modified model_created personas_warehouse_source_created personas_warehouse_source_modified
    profiles_sync_warehouse_created profiles_sync_warehouse_modified profiles_sync_warehouse_updated
    storage_destination_created storage_destination_enabled storage_destination_modified warehouse_created
    warehouse_enabled warehouse_modified
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
  if (DOWNLOADED.test(normal)) return 'export';
  return KINDS.get(normal) ?? 'other';
}

/** An audience or a trait is a list of people. */
const DOWNLOADED = /_csv_downloaded$/;

export function isDownload(name: string): boolean {
  return DOWNLOADED.test(normalise(name));
}

/** A bucket or a warehouse gets all that the source or the space records; other destinations take what they are made for. */
const STORAGE = /^(?:storage_destination|warehouse|profiles_sync_warehouse)_(?:created|modified|updated)$/;

export function opensStorage(name: string): boolean {
  return STORAGE.test(normalise(name));
}

/** Written for every failed attempt of a run, every schema check, and every check of a permission in the application. */
const NOISE =
  /^permission_check$|^violations_detected$|_(?:run|sync)_(?:failed|complete|skipped|partially_succeeded|partial_success)$|(?:^|_)new_event_(?:allowed|blocked)$|_(?:trait|property)_omitted$|^tracking_plan_inferred$/;

export function isNoise(name: string): boolean {
  return NOISE.test(normalise(name));
}
