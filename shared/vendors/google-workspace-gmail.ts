import type { Actor, Kind, Resource } from '../activity.ts';
import { emailOf, plain } from './field.ts';
import type { Parameters } from './google-workspace-parameters.ts';
import { isForeign } from './outside.ts';

/**
 * Gmail, of editions that log it. Every event is called `delivery`; what happened to the message is a number:
 * https://developers.google.com/workspace/admin/reports/v1/appendix/activity/gmail
 */
export const GMAIL = 'gmail';

const EVENTS: ReadonlyMap<string, readonly [operation: string, kind: Kind]> = new Map([
  ['1', ['message_sent', 'other']],
  ['3', ['message_classified', 'other']],
  // Each view is also told as one; this is the first of them.
  ['7', ['message_opened', 'other']],
  ['8', ['message_marked_unread', 'other']],
  ['9', ['message_replied', 'other']],
  ['10', ['message_forwarded', 'share']],
  ['11', ['message_autoforwarded', 'share']],
  ['13', ['message_trashed', 'other']],
  ['17', ['attachment_downloaded', 'export']],
  ['18', ['attachment_saved_to_drive', 'read']],
  ['27', ['message_deleted', 'other']],
  ['28', ['attachment_previewed', 'read']],
  ['31', ['message_viewed', 'read']],
  ['32', ['message_downloaded', 'export']],
  ['33', ['message_accessed_by_app', 'read']],
  ['34', ['delegation_granted', 'privilege']],
]);

/** Mail that comes in, and what Gmail does with it by itself, is nobody's access to it. */
const NOISE = new Set(['0', '2', '4', '5', '6', '30']);

export function isMailNoise(parameter: Parameters): boolean {
  return NOISE.has(typeOf(parameter));
}

/** Undefined for a type that Google has added since. */
export function mailEvent(parameter: Parameters): readonly [operation: string, kind: Kind] | undefined {
  return EVENTS.get(typeOf(parameter));
}

function typeOf(parameter: Parameters): string {
  return plain(parameter('event_info.mail_event_type'));
}

/** By its `Message-ID`; subjects are not kept. */
export function mailResources(parameter: Parameters): Resource[] {
  const id = parameter('message_info.rfc2822_message_id');
  return typeof id === 'string' && id !== '' ? [{ type: 'message', uid: id }] : [];
}

/** WEB, IOS, ANDROID, IMAP, POP3 or API, as of May 2023. */
export function mailClient(parameter: Parameters): string | undefined {
  const client = parameter('event_info.client_context.client_type');
  return typeof client === 'string' && /^\w{1,20}$/.test(client) ? `Gmail ${client}` : undefined;
}

const MAX_TEXT = 50_000;

/** `smtp-outbound::bob@example.org, …`: by which service, and to whom. */
export function goesOutside(actor: Actor, parameter: Parameters): boolean {
  const destinations = parameter('message_info.flattened_destinations');
  if (typeof destinations !== 'string') return false;
  return destinations
    .slice(0, MAX_TEXT)
    .split(/[\s,;]+/)
    .some((to) => isForeign(actor, emailOf(to.slice(to.lastIndexOf(':') + 1))));
}
