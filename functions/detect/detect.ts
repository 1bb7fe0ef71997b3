import { type Decoded, decodeBatch, type StreamRecord } from '../../shared/decode.ts';
import type { Finding } from '../../shared/finding.ts';
import type { HoneyIndex } from '../../shared/honey.ts';
import { isDue } from '../../shared/page/paging.ts';
import type { RuleSet } from '../../shared/sigma/rule-set.ts';
import type { Nudge } from '../ports/nudge.ts';
import type { Quarantine } from '../ports/quarantine.ts';
import { type Enrich, groupByEntity } from './arrivals.ts';
import { type Assessed, type AssessOptions, type AssessPorts, assessArrivals } from './assess-arrivals.ts';
import { isTransient } from './errors.ts';
import type { Refused } from './profiles.ts';
import { recordsAside } from './set-aside.ts';

export interface DetectPorts extends AssessPorts {
  readonly quarantine: Quarantine;
  readonly nudge: Nudge;
}

export interface DetectOptions extends AssessOptions {
  /** Bytes of JSON that one call may expand and parse. */
  readonly budgetBytes?: number;
  /** What addresses tell; nothing unless given. */
  readonly enrich?: Enrich;
  /** Match rules to ask about raw events; none unless given. */
  readonly rules?: RuleSet;
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
  const decoded = decodeBatch(records, options);
  const assessed = await assessArrivals(groupByEntity(decoded.activities, options.enrich), ports, options);
  await ports.quarantine.setAside(
    recordsAside(records, decoded.malformed, assessed.failed.filter(isPermanent)),
  );
  const nudged = await ports.nudge(assessed.findings.filter(isDue).map(({ id }) => id));
  return {
    retryFrom: earliest([
      decoded.next,
      ...assessed.failed.filter(isRetried).flatMap(({ arrival }) => arrival.records),
    ]),
    findings: assessed.findings,
    counts: { ...countsOf(records, decoded, assessed), NudgesFailed: nudged.failed },
  };
}

const isRetried = ({ error }: Refused) => isTransient(error);
const isPermanent = ({ error }: Refused) => !isTransient(error);

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
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  return {
    Records: decoded.next ?? records.length,
    Activities: decoded.activities.length,
    Ignored: total(decoded.ignored.map(({ count }) => count)),
    Quarantined: total(decoded.malformed.filter(({ processed }) => !processed).map(({ count }) => count)),
    // Judged all the same, and set aside as well.
    Repaired: total(decoded.malformed.filter(({ processed }) => processed).map(({ count }) => count)),
    Entities: new Set(committed.map(({ arrival }) => arrival.entity)).size,
    Historical: total(committed.map(({ historical }) => historical)),
    Findings: findings.length,
    EntitiesRetried: failed.filter(isRetried).length,
    EntitiesQuarantined: failed.filter(isPermanent).length,
    LostRaces: lostRaces,
  };
}
