import { type Arrival, groupByEntity } from '../../../functions/detect/arrivals.ts';
import type { Activity } from '../../../shared/activity.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { UNCALIBRATED } from '../../fixtures/judging.ts';
import { at, uid } from '../../fixtures/readings.ts';
import { options } from './tables.ts';

/** Whatever is unusual at all is recorded. */
export const alert = {
  ...options,
  judging: UNCALIBRATED,
  settings: { ...DEFAULT_SETTINGS, reviewScore: 0.3 },
};

/** Something that an account did at a vendor. */
export function event(parts: Partial<Activity> & { readonly id: string }): Activity {
  const { id, ...rest } = parts;
  return {
    uid: uid(id),
    vendor: 'salesforce',
    tenant: 'default',
    time: at(0),
    kind: 'export',
    operation: 'ReportExported',
    outcome: 'success',
    actor: { uid: 'mara', type: 'user', email: 'mara@example.com' },
    resources: [{ type: 'report', uid: 'r-1', name: 'Accounts' }],
    ...rest,
  };
}

/** One batch, as `detect` hands it on. */
export function arrivals(events: readonly Activity[]): Arrival[] {
  return groupByEntity(
    events.map((activity, record) => ({ activity, record, arrival: activity.time + 60_000 })),
  );
}
