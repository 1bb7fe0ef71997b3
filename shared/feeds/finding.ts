import { feedEntity } from '../entity.ts';
import { exposureOf } from '../exposure.ts';
import { type Finding, findingId } from '../finding.ts';
import type { Matter } from './matter.ts';

export interface Feed {
  readonly vendor: string;
  readonly tenant: string;
}

/** A matter of a feed in the shape of every finding, so that it is listed, told, closed and exported like others. */
export function feedFinding(
  hashKey: Uint8Array,
  feed: Feed,
  matter: Matter,
  entity: string = feedEntity(feed.vendor, feed.tenant, matter.matter),
): Finding {
  const { day, severity, surprise, detector, theirs, firstTime, lastTime } = matter;
  return {
    id: findingId(hashKey, entity, day),
    entity,
    day,
    vendor: feed.vendor,
    tenant: feed.tenant,
    actor: { uid: `${feed.vendor}/${feed.tenant}`, type: 'unknown', email: '', name: '' },
    state: 'open',
    severity,
    score: surprise.decades,
    signals: [
      {
        detector: detector.uid,
        technique: detector.technique.uid,
        score: surprise.decades,
        ...surprise,
      },
    ],
    exposure: exposureOf([]),
    ...(theirs === undefined ? {} : { theirs }),
    context: { network: [], country: [], client: [], app: [], credential: [], ip: [] },
    evidence: [],
    firstTime,
    lastTime,
  };
}

/** What later arrivals have shown not to be so. */
export function takenBack(finding: Finding): Finding {
  return { ...finding, state: 'withdrawn', severity: 'informational', score: 0, signals: [] };
}
