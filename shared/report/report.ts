import type { DatasetExposure, Exposure } from '../exposure.ts';
import type { Finding, Severity } from '../finding.ts';
import { canonicalJson, sha256Hex } from '../hash.ts';
import type { Incident } from '../incident.ts';
import { changeLines } from '../page/changes.ts';
import { stopSteps } from '../page/containment.ts';
import { nounsIn } from '../page/days.ts';
import { callName, unverifiedNote, vendorName } from '../page/names.ts';
import { enteredTexts, takenText } from '../page/taken.ts';
import { untrusted } from '../page/untrusted.ts';
import { firstSteps, fromLines, sumLine, whenLine, whoLine } from '../page/view.ts';
import type { Profile } from '../profile/profile.ts';
import type { Related } from '../related.ts';
import type { SettingsDocument } from '../settings/document.ts';
import { changed, DEFAULT_SETTINGS, type Settings } from '../settings.ts';
import { dayText } from '../time.ts';
import { type Phase, type Triage, UNTOUCHED } from '../triage.ts';
import { findVendor } from '../vendors/index.ts';
import { type Nouns, nounsOf } from '../vendors/nouns.ts';
import { capitalised } from '../words.ts';
import { type Answer, answersOf, boundsOf, reportHeadline } from './answers.ts';
import { catalogueLines } from './catalogue.ts';
import type { Clock } from './clock.ts';
import { type LedgerRow, ledgerRows, type Pivot, pivotsOf } from './ledger-rows.ts';
import { requestsOf, type VendorRequest } from './requests.ts';
import { type Seen, type Step, seenOf, waterfallOf } from './signals.ts';
import { daysOf, hoursOf, type Timeline } from './timeline.ts';

/**
 * The one view model of a report: what it says, before anybody decides how it looks. Plain data, a pure function
 * of what is passed in, so that the same findings give the same report and the same hash.
 */
export interface Report {
  readonly headline: string;
  readonly answers: readonly Answer[];
  readonly parts: readonly Part[];
  /** Not part of the totals. */
  readonly others: readonly Other[];
  readonly exposure: Exposure;
  readonly datasets: readonly DatasetExposure[];
  /** What its vendors' records are called. */
  readonly nouns: Nouns;
  /** Bounds and unknowns, in words. */
  readonly bounds: readonly string[];
  readonly blindSpots: readonly { readonly vendor: string; readonly spots: readonly string[] }[];
  readonly ledger: readonly LedgerRow[];
  readonly pivots: readonly Pivot[];
  readonly requests: readonly VendorRequest[];
  readonly clock: Clock;
  readonly provenance: Provenance;
}

/** One finding: a UTC day of one account at one vendor. */
export interface Part {
  readonly finding: Finding;
  /** What people have made of it. */
  readonly handling: Handling;
  readonly vendor: string;
  readonly headline: string;
  readonly who: string;
  readonly when: string;
  /** Networks, addresses, clients and names of sessions. */
  readonly from: readonly string[];
  /** Who changed the account's access, and from where. */
  readonly changes: readonly string[];
  readonly sum: string;
  readonly waterfall: readonly Step[];
  readonly seen: readonly Seen[];
  readonly hours: Timeline;
  readonly days: Timeline | undefined;
  /** How to stop it, what to check first. */
  readonly containment: readonly string[];
  readonly steps: readonly string[];
}

/** Another account's finding: it changed the access or had it changed, or shares what was new for one of the two. */
export interface Other {
  readonly id: string;
  readonly text: string;
}

export interface Handling {
  readonly status: Phase;
  readonly triage: Triage;
  /** When on-call was told, and as what; null: never. */
  readonly paged: { readonly at: number; readonly severity: Severity } | null;
  /** The suppression that keeps it from on-call, or the finding that tells it for several accounts; empty: none. */
  readonly suppressedBy: string;
}

export interface Provenance {
  readonly version: string;
  /** SHA-256 of the canonical JSON of all that the operator says, with the thresholds that hold. */
  readonly settings: string;
  /** Thresholds, for the chart of the score. */
  readonly thresholds: Settings;
  /** SHA-256 of everything that the report says, its own hash and the time it was made left out. */
  readonly hash: string;
  readonly madeAt: number;
}

export interface ReportInput {
  readonly incident: Incident;
  /** What else may belong to the story, and is not in the incident. */
  readonly related: readonly Related[];
  /** By the id of the finding; of others nobody has made anything. */
  readonly handling: ReadonlyMap<string, Handling>;
  /** By entity; those that are not there have charts from evidence alone. */
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly clock: Clock;
  readonly settings: SettingsDocument;
  readonly version: string;
  readonly madeAt: number;
}

export function reportOf({
  incident,
  related,
  handling,
  profiles,
  clock,
  settings,
  version,
  madeAt,
}: ReportInput): Report {
  const { findings, exposure } = incident;
  const ledger = ledgerRows(findings);
  const entered = enteredTexts(
    findings,
    related.map((one) => one.finding),
  );
  const said = {
    headline: reportHeadline(incident),
    answers: answersOf(incident, ledger),
    parts: findings.map((finding) =>
      partOf(finding, handling.get(finding.id) ?? UNHANDLED, ledger, profiles.get(finding.entity)),
    ),
    others: related.map(otherOf),
    exposure,
    datasets: exposure.datasets.map((dataset) => ({ ...dataset, name: untrusted(dataset.name, 64) })),
    nouns: nounsIn(findings),
    bounds: [
      ...(entered?.map((text) => `${capitalised(text)}.`) ?? boundsOf(incident)),
      ...catalogueLines(findings, settings.datasets),
    ],
    blindSpots: blindSpotsOf(findings),
    ledger,
    pivots: pivotsOf(ledger),
    requests: requestsOf(findings),
    clock,
  };
  const thresholds = changed(DEFAULT_SETTINGS, settings.thresholds);
  const facts = {
    version,
    settings: sha256Hex(canonicalJson({ ...settings, thresholds }) ?? ''),
    thresholds,
  };
  const hash = sha256Hex(canonicalJson({ ...said, ...facts }) ?? '');
  return { ...said, provenance: { ...facts, hash, madeAt } };
}

const UNHANDLED: Handling = { status: 'new', triage: UNTOUCHED, paged: null, suppressedBy: '' };

function partOf(
  finding: Finding,
  handling: Handling,
  ledger: readonly LedgerRow[],
  profile: Profile | undefined,
): Part {
  const own = ledger.filter(({ findingId }) => findingId === finding.id);
  return {
    finding,
    handling,
    vendor: vendorName(finding),
    headline: reportHeadline({ findings: [finding], exposure: finding.exposure }),
    who: whoLine(finding),
    when: whenLine(finding),
    from: fromLines(finding),
    changes: changeLines(finding, 8),
    sum: sumLine(finding),
    waterfall: waterfallOf(finding),
    seen: seenOf(finding),
    hours: hoursOf(finding, own, profile),
    days: daysOf(finding, profile),
    containment: stopSteps(finding),
    steps: firstSteps(finding),
  };
}

function otherOf({ finding, relation, by }: Related): Other {
  const amount = takenText(finding.exposure, nounsOf(finding.vendor));
  const text = `${callName(finding)} at ${vendorName(finding)}, ${dayText(finding.day)}, ${relation}: ${untrusted(by, 60)}${amount === undefined ? '' : `; ${amount}`}`;
  return { id: finding.id, text };
}

function blindSpotsOf(findings: readonly Finding[]): Report['blindSpots'] {
  return [...new Set(findings.map(({ vendor }) => vendor))].flatMap((vendor) => {
    const spots = findVendor(vendor)?.coverage.blindSpots ?? [];
    const note = unverifiedNote({ vendor });
    const all = [...(note === undefined ? [] : [`${capitalised(note)}.`]), ...spots];
    return all.length > 0 ? [{ vendor: vendorName({ vendor }), spots: all }] : [];
  });
}
