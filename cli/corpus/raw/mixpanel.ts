import { DAY_MS, dayOf, HOUR_MS } from '../../../shared/time.ts';
import { TENANT, type VendorEvent } from './event.ts';
import type { Presence } from './presence.ts';

/**
 * Mixpanel's audit log: https://docs.mixpanel.com/docs/access-security/audit-log/audit-log-reference
 * The reference names the event types; the keys of the NDJSON export are not published. These are the columns of
 * the page (time, user, action, address, project, organization) under plain names. It logs no views of boards,
 * no volume and no client.
 */
export type MixpanelType =
  | 'session.logged_in'
  | 'session.login_failed'
  | 'raw_event_export.requested'
  | 'service_account.created'
  | 'user.role_changed'
  | 'user.twofactor_disabled'
  | 'user.twofactor_enabled'
  | 'event_export.downloaded'
  | 'profile_export.downloaded'
  | 'board.exported'
  | 'bookmark.screenshot_downloaded'
  | 'board.shared';

export function mixpanelEvent(timeMs: number, type: MixpanelType, { person, place }: Presence): VendorEvent {
  const raw = {
    event_type: type,
    time: new Date(timeMs).toISOString(),
    user: person.email,
    ip_address: place.ip,
    organization: 'Example',
    // Sessions belong to the organization, everything else to a project.
    project: type.startsWith('session.') ? null : 'Example Product',
  };
  const actor = `mixpanel/${person.email}`;
  return { vendor: 'mixpanel', tenant: TENANT, time: timeMs, arrival: downloadAfter(timeMs), actor, raw };
}

/** There is no API and no stream: an administrator downloads the file once a day and drops it into a bucket. */
const DOWNLOAD_MS = 21 * HOUR_MS + 5 * 60_000;

function downloadAfter(timeMs: number): number {
  const today = dayOf(timeMs) * DAY_MS + DOWNLOAD_MS;
  return timeMs <= today ? today : today + DAY_MS;
}
