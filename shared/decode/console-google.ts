import { known } from '../vendors/field.ts';
import type { JsonObject } from '../vendors/vendor.ts';
import { cellIn } from './console-rows.ts';
import type { Row } from './row.ts';

/** What to take where a table of the admin console says too little. */
export const FROM_REPORTS = 'take activities.list of the Reports API, or what gam report writes of it';

/** Events whose words are not those of their names. */
const NAMES = new Map(
  Object.entries({
    user_sharing_permissions_change: 'change_user_access',
    link_sharing_visibility_change: 'change_document_visibility',
    link_sharing_access_type_change: 'change_document_access_scope',
    owner_changed: 'change_owner',
    editor_settings_change: 'change_acl_editors',
    sheets_importrange: 'sheets_import_range',
    sheets_importrange_access_change: 'sheets_import_range_access_change',
    item_content_accessed: 'access_item_content',
    item_content_synced: 'sync_item_content',
    item_content_prefetched: 'prefetch_item_content',
    item_search_performed: 'search',
    api_call: 'activity',
    user_initiated_a_takeout: 'STARTED_USER_TAKEOUT',
    user_completed_a_takeout: 'COMPLETED_USER_TAKEOUT',
    user_downloaded_a_takeout: 'DOWNLOADED_USER_TAKEOUT',
    user_scheduled_a_takeout: 'SCHEDULED_USER_TAKEOUT',
  }),
);
const OF_PARENT = /_from_parent_folder$/;

/** `User Sharing Permissions Change from Parent Folder`: words of which most are those of the name. */
function nameOf(words: string): string {
  const own = words.trim().toLowerCase().replace(/[ -]+/g, '_');
  const name = own.replace(OF_PARENT, '');
  return (NAMES.get(name) ?? name) + (OF_PARENT.test(own) ? '_hierarchy_reconciled' : '');
}

/** Who can open it then is not of the organization, or may not be. */
const OPEN = /external|anyone with the link$|public/i;

/**
 * What the admin console exports of a search of Drive, OAuth or Takeout log events: its columns are the attributes that its pages
 * of help list, in English.
 * https://support.google.com/a/answer/4579696
 */
function activityOf(row: Row, applicationName: string, words: string, parameters: JsonObject): Row {
  const cell = cellIn(row);
  const email = cell('Actor') ?? cell('User') ?? '';
  return known({
    kind: 'admin#reports#activity',
    id: { time: row['Date'] ?? null, applicationName },
    actor: email.includes('@') ? { email } : {},
    ipAddress: cell('IP address') ?? cell('IP Address'),
    events: [{ name: nameOf(words), parameters }],
  });
}

export function driveOfGoogle(row: Row): Row {
  const cell = cellIn(row);
  const [visibility, before] = [cell('Visibility') ?? '', cell('Prior visibility') ?? ''];
  return activityOf(
    row,
    'drive',
    cell('Event') ?? '',
    known({
      doc_id: cell('Document ID'),
      doc_title: cell('Title'),
      doc_type: cell('Document type')?.toLowerCase(),
      owner: cell('Owner'),
      visibility: cell('Visibility'),
      visibility_change:
        before !== '' && OPEN.test(visibility) && !OPEN.test(before) ? 'external' : undefined,
      target_user: cell('Target')?.includes('@') ? cell('Target') : undefined,
      old_value: accessIn(row, 'Old value'),
      new_value: accessIn(row, 'New value'),
    }),
  );
}

/** Where it is none, that says something here. */
function accessIn(row: Row, column: string): string | undefined {
  const cell = row[column];
  return typeof cell === 'string' && cell !== '' ? cell.toLowerCase() : undefined;
}

export function oauthOfGoogle(row: Row): Row {
  const cell = cellIn(row);
  return activityOf(
    row,
    'token',
    cell('OAuth event') ?? '',
    known({
      client_id: cell('App ID'),
      app_name: cell('App name'),
      scope: cell('Scope'),
      api_name: cell('API name'),
      method_name: cell('Method'),
    }),
  );
}

export function takeoutOfGoogle(row: Row): Row {
  const cell = cellIn(row);
  return activityOf(
    row,
    'takeout',
    cell('Event') ?? '',
    known({
      TAKEOUT_ID: cell('Takeout job ID'),
      PRODUCTS_REQUESTED: cell('Products requested'),
      TAKEOUT_DESTINATION: cell('Takeout destination')?.toUpperCase(),
      TAKEOUT_STATUS: cell('Takeout status')?.toUpperCase(),
    }),
  );
}
