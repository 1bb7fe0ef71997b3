/**
 * Vendors whose log is known from a description in words only: it may look otherwise than it is read. A list of its
 * own, because whoever only names a vendor should not have to load thirty parsers; a test holds it to their grades.
 */
const UNVERIFIED: ReadonlySet<string> = new Set(['amplitude', 'atlassian', 'mixpanel', 'notion', 'zoom']);

export function isUnverifiedVendor(uid: string): boolean {
  return UNVERIFIED.has(uid);
}

/** `Mixpanel (unverified)`: adds to what a vendor is called that what is read of its log may be wrong. */
export function markUnverified(uid: string, name: string): string {
  return isUnverifiedVendor(uid) ? `${name} (unverified)` : name;
}
