import type { Kind, Outcome, Resource } from '../activity.ts';
import { emailOf, plain } from './field.ts';
import type { Parameters } from './google-workspace-parameters.ts';

/**
 * Takeout of a user's own data, a job of several events that share TAKEOUT_ID:
 * https://developers.google.com/workspace/admin/reports/v1/appendix/activity/takeout
 */
export const TAKEOUT = 'takeout';

/**
 * The start tells of it first, by whom and from where, and the download of its parts is when it leaves; the completion,
 * hours or days between, is Google's own and tells nothing new. One that is scheduled keeps exporting.
 */
export function takeoutKind(name: string): Kind {
  if (name === 'COMPLETED_USER_TAKEOUT') return 'other';
  return name === 'SCHEDULED_USER_TAKEOUT' ? 'destination' : 'export';
}

const STATUSES: ReadonlyMap<unknown, Outcome> = new Map([
  ['COMPLETED', 'success'],
  ['CANCELED', 'failure'],
  ['FAILED', 'failure'],
]);

export function takeoutOutcome(name: string, parameter: Parameters): Outcome {
  const status = parameter('TAKEOUT_STATUS');
  if (status !== undefined) return STATUSES.get(status) ?? 'unknown';
  // How it ends is not known yet; where it was downloaded soon after, that counts.
  return name === 'STARTED_USER_TAKEOUT' ? 'unknown' : 'success';
}

const STEP = /^(?:STARTED|DOWNLOADED)_USER_TAKEOUT$/;

/** Every part is downloaded by an event of its own. */
export function takeoutJob(name: string, parameter: Parameters): string | undefined {
  const id = parameter('TAKEOUT_ID');
  return STEP.test(name) && typeof id === 'string' && id !== '' ? `user-takeout/${id}` : undefined;
}

const MAX_PRODUCTS = 32;

/**
 * Where it goes to an account at somebody else's; the log does not say whose, and no download follows:
 * `DRIVE` is the owner's own.
 */
const ELSEWHERE: ReadonlySet<unknown> = new Set(['BOX', 'DROPBOX', 'ONEDRIVE']);

/** What was asked for, such as `Drive, Mail`, where it goes, and of whom it is, unless of the one who asked. */
export function takeoutResources(parameter: Parameters, actorEmail: string | undefined): Resource[] {
  const products = parameter('PRODUCTS_REQUESTED');
  const names = Array.isArray(products)
    ? products.slice(0, MAX_PRODUCTS)
    : plain(products).split(/[,;]/, MAX_PRODUCTS);
  const resources = names
    .map((name) => (typeof name === 'string' ? name.trim() : ''))
    .filter((name) => name !== '')
    .map((name): Resource => ({ type: 'product', uid: name }));
  const destination = parameter('TAKEOUT_DESTINATION');
  if (typeof destination === 'string' && ELSEWHERE.has(destination))
    resources.push({ type: 'destination', uid: destination });
  const user = parameter('USER_EMAIL');
  const email = typeof user === 'string' ? emailOf(user) : undefined;
  return email === undefined || email === actorEmail
    ? resources
    : [...resources, { type: 'user', uid: email }];
}
