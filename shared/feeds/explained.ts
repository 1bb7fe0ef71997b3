import { addHundredths, THROUGH_APP } from '../assess.ts';
import { contextNovelty } from '../detectors/context-novelty.ts';
import type { Signal } from '../detectors/detector.ts';
import { granting } from '../detectors/granting.ts';
import { findDetector } from '../detectors/index.ts';
import { newOperation } from '../detectors/new-operation.ts';
import { youngContext } from '../detectors/young-context.ts';
import { type Finding, rankOf, type Severity, severityOf } from '../finding.ts';
import type { Settings } from '../settings.ts';

/**
 * Not credentials: those that two accounts share are stolen, or badly kept. Not countries: those of new networks.
 */
export const SHARED_FACETS = ['network', 'client', 'app', 'operation'] as const;
export type SharedFacet = (typeof SHARED_FACETS)[number];

/** What a finding calls new, and which of its detectors does. */
export interface News {
  readonly facet: SharedFacet;
  readonly value: string;
  readonly detector: string;
}

/**
 * The detectors that a common cause explains: never sequences, refusals or tripwires, and amounts only as far as they went
 * through an application that all took up: what copies a company's files copies those of each. Of a new country the network
 * is told: whoever has the one in common has the other.
 */
const EXPLAINED = [contextNovelty.uid, newOperation.uid, youngContext.uid, granting.uid];

/** A signal that somebody else's finding may tell as well. */
interface Explicable {
  readonly detector: string;
  /** What it calls new: each of it has to be explained. */
  readonly news: readonly News[];
  /** The new application that took nearly all of the data: with it the whole signal is explained. */
  readonly through?: News;
}

function explicableIn({ signals }: Pick<Finding, 'signals'>): Explicable[] {
  return signals.flatMap(({ detector, facts }) => {
    const news = EXPLAINED.includes(detector) ? newsIn(detector, facts) : [];
    const { [THROUGH_APP]: app } = facts;
    if (typeof app === 'string')
      return [{ detector, news, through: { facet: 'app' as const, value: app, detector } }];
    return news.length === 0 ? [] : [{ detector, news }];
  });
}

/** None where the detector calls something else new, which no cause can explain. */
function newsIn(detector: string, facts: Signal['facts']): News[] {
  if ('credential' in facts || ('country' in facts && !('network' in facts))) return [];
  return SHARED_FACETS.flatMap((facet) =>
    valuesIn(facts, facet).map((value) => ({ facet, value, detector })),
  );
}

/** Of one facet the most surprising is told, or all that surprise: each has to be explained. */
function valuesIn(facts: Signal['facts'], facet: SharedFacet): readonly string[] {
  const { [facet]: told, operations } = facts;
  if (facet === 'operation' && Array.isArray(operations)) return operations;
  if (Array.isArray(told)) return told;
  return typeof told === 'string' ? [told] : [];
}

/** Nothing where it pages by the rest of what it says. */
function toExplain(finding: Finding, settings: Settings): Explicable[] {
  const signals = explicableIn(finding);
  const detectors = new Set(signals.map(({ detector }) => detector));
  return finding.state === 'open' && !pagesWithout(finding, detectors, settings) ? signals : [];
}

/** What has to be explained for a finding not to page. */
export function newsToExplain(finding: Finding, settings: Settings): News[] {
  return toExplain(finding, settings).flatMap(({ news, through }) =>
    through === undefined ? news : [through, ...news],
  );
}

/**
 * What tells what this finding would tell: what is new of the account has been taken up by several others with it. It
 * mutes nothing but novelty, and what an application that is new to all took by itself: what would page without that
 * pages. `causeOf`: the cause of one new thing, if it has one.
 */
export function explainedBy<Cause>(
  finding: Finding,
  settings: Settings,
  causeOf: (news: News) => Cause | undefined,
): Cause | undefined {
  const causes = new Map<string, Cause>();
  for (const signal of toExplain(finding, settings)) {
    const cause = causeBehind(signal, causeOf);
    if (cause !== undefined) causes.set(signal.detector, cause);
  }
  const [cause] = causes.values();
  return pagesWithout(finding, causes, settings) ? undefined : cause;
}

function causeBehind<Cause>(
  { news, through }: Explicable,
  causeOf: (news: News) => Cause | undefined,
): Cause | undefined {
  const ofAll = through && causeOf(through);
  if (ofAll !== undefined) return ofAll;
  const found = news.map(causeOf);
  // One that is not shared, and the account is on its own.
  return found.includes(undefined) ? undefined : found[0];
}

function pagesWithout(
  finding: Finding,
  detectors: Pick<ReadonlySet<string>, 'has'>,
  settings: Settings,
): boolean {
  return rankOf(severityWithout(finding, detectors, settings)) >= rankOf('medium');
}

/** What it would be if these detectors had said nothing. A tripwire pages whatever is left. */
function severityWithout(
  finding: Finding,
  detectors: Pick<ReadonlySet<string>, 'has'>,
  settings: Settings,
): Severity {
  const rest = finding.signals.filter(({ detector }) => !detectors.has(detector));
  if (rest.some(({ detector }) => findDetector(detector)?.tripwire)) return finding.severity;
  const score = addHundredths(rest.map((signal) => signal.score));
  return severityOf({ ...finding, score }, finding.exposure, settings, finding.actor.type);
}
