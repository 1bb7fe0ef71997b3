import { addHundredths } from '../assess.ts';
import { contextNovelty } from '../detectors/context-novelty.ts';
import type { Signal } from '../detectors/detector.ts';
import { granting } from '../detectors/granting.ts';
import { findDetector } from '../detectors/index.ts';
import { newOperation } from '../detectors/new-operation.ts';
import { youngContext } from '../detectors/young-context.ts';
import { type Finding, isPageWorthy, type Severity, severityOf } from '../finding.ts';
import type { Settings } from '../settings.ts';

/**
 * Not credentials: those that two accounts share are stolen, or badly kept. Not countries: those of new networks.
 */
export const SHARED_FACETS = ['network', 'client', 'app', 'operation'] as const;
export type SharedFacet = (typeof SHARED_FACETS)[number];

/** What is new of an account. */
export interface News {
  readonly facet: SharedFacet;
  readonly value: string;
}

/** What a finding calls new, and which of its detectors does. */
interface Told extends News {
  readonly detector: string;
}

/**
 * The detectors that a common cause explains: never amounts by themselves, sequences, refusals or tripwires. Of a new country the
 * network is told: whoever has the one in common has the other. What an application took is explained apart.
 */
const EXPLAINED = [contextNovelty.uid, newOperation.uid, youngContext.uid, granting.uid];

function noveltyOf({ signals }: Pick<Finding, 'signals'>): Told[] {
  return signals
    .filter(({ detector }) => EXPLAINED.includes(detector))
    .flatMap(({ detector, facts }) =>
      SHARED_FACETS.flatMap((facet) => valuesIn(facts, facet).map((value) => ({ facet, value, detector }))),
    );
}

/** Of one facet the most surprising is told, or all that surprise: each has to be explained. */
function valuesIn(facts: Signal['facts'], facet: SharedFacet): readonly string[] {
  const { [facet]: told, operations } = facts;
  if (facet === 'operation' && Array.isArray(operations)) return operations;
  if (Array.isArray(told)) return told;
  return typeof told === 'string' ? [told] : [];
}

/** Whether a detector calls something new that no cause can explain. */
function hasOwnNovelty({ signals }: Pick<Finding, 'signals'>, detector: string): boolean {
  const facts = signals.find((one) => one.detector === detector)?.facts ?? {};
  return 'credential' in facts || ('country' in facts && !('network' in facts));
}

/** What has to be explained for a finding not to page; nothing where it pages by the rest of what it says. */
export function newsToExplain(finding: Finding, settings: Settings): News[] {
  const app = appToExplain(finding, settings);
  const novelty = noveltyToExplain(finding, settings);
  const places = app.length === 0 ? [] : ownPlaces(finding);
  const isTold = (place: News) =>
    novelty.some(({ facet, value }) => facet === place.facet && value === place.value);
  return [...app, ...novelty, ...places.filter((place) => !isTold(place))];
}

/** The new application without which the day would not page; none where a machine left its network or its contract. */
function appToExplain(finding: Finding, settings: Settings): News[] {
  const { apart, signals, state, exposure, actor } = finding;
  if (apart === undefined || state !== 'open') return [];
  if (signals.some(({ detector }) => findDetector(detector)?.tripwire)) return [];
  const rest = severityOf({ ...finding, score: apart.score }, exposure, settings, actor.type);
  return isPageWorthy({ severity: rest }) ? [] : [{ facet: 'app', value: apart.app }];
}

/** What its application does not explain by itself. */
function ownPlaces({ apart }: Pick<Finding, 'apart'>): News[] {
  return (apart?.networks ?? []).map((value) => ({ facet: 'network', value }));
}

function noveltyToExplain(finding: Finding, settings: Settings): Told[] {
  const news = noveltyOf(finding);
  const isMute = finding.state === 'open' && !pagesWithout(finding, new Set(news.map(detectorOf)), settings);
  return isMute ? news : [];
}

/**
 * What tells what this finding would tell: what is new of the account has been taken up by several others with it. It
 * mutes novelty, and what a new application took: what would page without these pages. `causeOf`: the cause of one new
 * thing, if it has one.
 */
export function explainedBy<Cause>(
  finding: Finding,
  settings: Settings,
  causeOf: (news: News) => Cause | undefined,
): Cause | undefined {
  const [ofApp] = appToExplain(finding, settings).map(causeOf);
  if (ofApp !== undefined && ownPlaces(finding).every((place) => causeOf(place) !== undefined)) return ofApp;
  const causes = new Map<string, Cause>();
  for (const [detector, news] of Map.groupBy(noveltyToExplain(finding, settings), detectorOf)) {
    if (hasOwnNovelty(finding, detector)) continue;
    // One that is not shared, and the account is on its own.
    const found = news.map(causeOf);
    const [cause] = found;
    if (cause !== undefined && !found.includes(undefined)) causes.set(detector, cause);
  }
  const [cause] = causes.values();
  return pagesWithout(finding, causes, settings) ? undefined : cause;
}

const detectorOf = ({ detector }: Told) => detector;

function pagesWithout(
  finding: Finding,
  detectors: Pick<ReadonlySet<string>, 'has'>,
  settings: Settings,
): boolean {
  return isPageWorthy({ severity: severityWithout(finding, detectors, settings) });
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
