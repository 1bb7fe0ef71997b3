import fc from 'fast-check';
import { lineOf, openSpool, type SpoolLimits } from '../../cli/history/spool.ts';
import type { Activity, Kind } from '../../shared/activity.ts';
import { DAY_MS, HOUR_MS } from '../../shared/time.ts';
import { EPOCH_DAY } from '../arbitraries.ts';

const none: ReadonlyMap<string, number> = new Map();
/** What is said of a history beside its days, where there is nothing to say. */
export const NOTHING_SAID = {
  vendors: none,
  begun: none,
  ignored: none,
  malformed: none,
  repaired: none,
  honey: none,
  unused: [],
};

/** Of a few accounts of three people, at two vendors, over so many days; each has an id of its own. */
export function lives(days: number, maxLength: number): fc.Arbitrary<readonly Activity[]> {
  return fc
    .array(
      fc.record({
        hour: fc.nat(days * 24 - 1),
        who: fc.constantFrom('ana', 'ben', 'eva'),
        vendor: fc.constantFrom('okta', 'salesforce'),
        kind: fc.constantFrom('export', 'export', 'read', 'logon', 'mfa', 'credential', 'privilege', 'other'),
        outcome: fc.constantFrom('success', 'success', 'success', 'failure'),
        records: fc.option(fc.nat(100_000)),
        ip: fc.constantFrom('192.0.2.7', '192.0.2.9', '198.51.100.9', '203.0.113.5'),
        client: fc.constantFrom('Chrome on macOS', 'python-requests'),
        dataset: fc.nat(6),
        target: fc.option(fc.constantFrom('ana', 'ben'), { freq: 6 }),
      }),
      { minLength: 10, maxLength },
    )
    .map((drafts) =>
      drafts.map(({ hour, who, ip, client, dataset, records, target, ...rest }, index): Activity => {
        const uid = index.toString(16).padStart(16, '0');
        return {
          ...rest,
          uid,
          eventId: uid,
          tenant: 'default',
          time: EPOCH_DAY * DAY_MS + hour * HOUR_MS + (index % 3600) * 1000,
          operation: OPERATIONS[rest.kind] ?? rest.kind,
          actor: { uid: who, type: 'user', email: `${who}@example.com` },
          ...(target === null || target === who
            ? {}
            : { target: { uid: target, email: `${target}@example.com` } }),
          source: { ip, client },
          resources: [{ type: 'report', uid: String(dataset) }],
          ...(records === null ? {} : { volume: { records } }),
        };
      }),
    );
}

/** Of Okta: by them an account is taken away, and given back. */
const OPERATIONS: Partial<Record<Kind, string>> = {
  other: 'user.lifecycle.deactivate',
  privilege: 'user.lifecycle.unsuspend',
};

/** One export of ana's at ten o'clock of a day. */
export function exportOn(day: number, records = 100): Activity {
  const uid = (day + 4096).toString(16).padStart(16, '0');
  return {
    uid,
    vendor: 'okta',
    tenant: 'default',
    time: (EPOCH_DAY + day) * DAY_MS + 10 * HOUR_MS,
    kind: 'export',
    operation: 'export',
    outcome: 'success',
    actor: { uid: 'ana', type: 'user', email: 'ana@example.com' },
    source: { ip: '192.0.2.7', client: 'Chrome on macOS' },
    resources: [{ type: 'report', uid: '1' }],
    volume: { records },
  };
}

export async function historyOf(activities: readonly Activity[], limits?: SpoolLimits) {
  const spool = await openSpool(limits);
  for (const activity of activities) await spool.add(lineOf(activity));
  return { spool, days: await spool.days(), activities: activities.length };
}
