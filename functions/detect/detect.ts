import { type Decoded, decodeBatch, type StreamRecord } from '../../shared/decode.ts';
import type { Finding } from '../../shared/finding.ts';
import type { HoneyIndex } from '../../shared/honey.ts';
import { isDue } from '../../shared/page/paging.ts';
import type { RuleSet } from '../../shared/sigma/rule-set.ts';
import { sum } from '../../shared/statistics.ts';
import type { Nudge } from '../ports/nudge.ts';
import type { Quarantine } from '../ports/quarantine.ts';
import { type Enrich, groupByEntity } from './arrivals.ts';
import { type Assessed, assessArrivals } from './assess-arrivals.ts';
import { isTransient } from './errors.ts';
import { enterFeeds, type FeedMemory, feedArrivals } from './feeds.ts';
import type { AssessOptions, AssessPorts } from './options.ts';
import { recordsAside } from './set-aside.ts';

export interface DetectPorts extends AssessPorts {
  readonly quarantine: Quarantine;
  readonly nudge: Nudge;
  /** Kept between batches by whoever runs several; made for the call unless given. */
  readonly feeds?: FeedMemory;
}

export interface DetectOptions extends AssessOptions {
  /** Bytes of JSON that one call may expand and parse. */
  readonly budgetBytes?: number;
  /** What addresses tell; nothing unless given. */
  readonly enrich?: Enrich;
  /** Match rules to ask about raw events; none unless given. */
  readonly rules?: RuleSet;
  /** The shard of the stream that the batch came from, where it is known. */
  readonly shard?: string;
  /** Honey to look for in everything that is read; none unless given. */
  readonly honey?: HoneyIndex;
}

export interface Detected {
  /** Position of the first record that must be delivered again, if any. */
  readonly retryFrom: number | undefined;
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<string, number>>;
}

/** One Kinesis batch, in the steps of the design. Every effect is an assignment: running it twice is harmless. */
export async function detect(
  records: readonly StreamRecord[],
  ports: DetectPorts,
  options: DetectOptions,
): Promise<Detected> {
  const decoded = decodeBatch(records, { ...options, namesFields: true });
  const assessed = await assessArrivals(groupByEntity(decoded.activities, options.enrich), ports, options);
  await ports.quarantine.setAside(
    recordsAside(records, decoded.malformed, assessed.failed.filter(isPermanent)),
  );
  const nudged = await ports.nudge(assessed.findings.filter(isDue).map(({ id }) => id));
  // Last: that a feed is alive is less urgent than what it brings.
  const arrivals = feedArrivals(records, decoded);
  const feeds = await enterFeeds(ports.state, arrivals, options.shard ?? '0', ports.feeds);
  return {
    retryFrom: earliest([
      decoded.next,
      ...assessed.failed.filter(isRetried).flatMap(({ arrival }) => arrival.records),
      ...feeds.filter(isRetried).map(({ arrival }) => arrival.record),
    ]),
    findings: assessed.findings,
    counts: {
      ...countsOf(records, decoded, assessed),
      NudgesFailed: nudged.failed,
      // Its events are judged all the same; only what is known of the feed itself has a hole.
      FeedsFailed: feeds.filter(isPermanent).length,
    },
  };
}

const isRetried = ({ error }: { readonly error: unknown }) => isTransient(error);
const isPermanent = ({ error }: { readonly error: unknown }) => !isTransient(error);

/** Without spreading: a batch of packed records can hold more accounts than a call takes arguments. */
function earliest(positions: readonly (number | undefined)[]): number | undefined {
  return positions.reduce(
    (first, one) => (one !== undefined && (first === undefined || one < first) ? one : first),
    undefined,
  );
}

function countsOf(
  records: readonly StreamRecord[],
  decoded: Decoded,
  { committed, findings, failed, lostRaces }: Assessed,
): Record<string, number> {
  return {
    Records: decoded.next ?? records.length,
    Activities: decoded.activities.length,
    Ignored: sum(decoded.ignored.map(({ count }) => count)),
    Quarantined: sum(decoded.malformed.filter(({ processed }) => !processed).map(({ count }) => count)),
    // Judged all the same, and set aside as well.
    Repaired: sum(decoded.malformed.filter(({ processed }) => processed).map(({ count }) => count)),
    Entities: new Set(committed.map(({ arrival }) => arrival.entity)).size,
    Historical: sum(committed.map(({ historical }) => historical)),
    Findings: findings.length,
    EntitiesRetried: failed.filter(isRetried).length,
    EntitiesQuarantined: failed.filter(isPermanent).length,
    LostRaces: lostRaces,
  };
}
