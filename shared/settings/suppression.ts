import { addHundredths } from '../assess.ts';
import { findDetector } from '../detectors/index.ts';
import { type Finding, isPageWorthy, severityOf } from '../finding.ts';
import type { LedgerEntry } from '../finding-ledger.ts';
import { isInNetwork } from '../network.ts';
import { keptDataset, MAX_DATASETS } from '../reading.ts';
import type { Settings } from '../settings.ts';
import { parseDay } from './day.ts';

/**
 * What the owner does not want to be woken for. It acts where on-call is told, never where days are judged: the
 * finding is recorded as ever, and shown as suppressed.
 */
export interface Suppression {
  readonly id: string;
  readonly author: string;
  readonly reason: string;
  /** `YYYY-MM-DD`: the last UTC day that it holds for. */
  readonly expires: string;
  /** Everything that is given has to hold. */
  readonly scope: Scope;
}

export interface Scope {
  readonly vendor?: string;
  readonly tenant?: string;
  /** The vendor's immutable id of the account. */
  readonly actor?: string;
  readonly detector?: string;
  /** CIDR or `AS64500`: every network of the day lies in it, and whatever left did so from one. */
  readonly network?: string;
  /** `type:name`, `*` at its end for any rest: everything that left is of it. */
  readonly dataset?: string;
  /** The vendor's own name, `*` at its end for any rest: everything that left was done by it. */
  readonly operation?: string;
}

/** What is left for on-call, and by which suppression the rest was taken away. */
export type Effect =
  | { readonly kind: 'none' }
  | { readonly kind: 'suppressed'; readonly by: string; readonly until: string };

/** What decides besides the finding itself. */
export interface Circumstances {
  readonly settings: Settings;
  /** The UTC day of the clock: what expired yesterday holds no page back today. */
  readonly today: number;
  /** Everything that left, where it is known whole. */
  readonly ledger?: readonly LedgerEntry[];
  /** Whether a detector is one; unless given, as the detectors say themselves. */
  readonly isTripwire?: (detector: string) => boolean;
}

/**
 * Takes out the signals that suppressions speak of. What remains pages if it would have paged alone; a tripwire
 * always remains, because whoever walks into one is not to be excused by a rule written for something else.
 */
export function effectOn(
  finding: Finding,
  suppressions: readonly Suppression[],
  circumstances: Circumstances,
): Effect {
  if (finding.state === 'withdrawn') return { kind: 'none' };
  const holding = suppressions.filter(
    (one) => parseDay(one.expires) >= circumstances.today && covers(one.scope, finding, circumstances.ledger),
  );
  const [first] = holding;
  if (first === undefined) return { kind: 'none' };
  const { isTripwire = saysTripwire } = circumstances;
  const rest = finding.signals.filter(
    ({ detector }) => isTripwire(detector) || !holding.some(({ scope }) => speaksOf(scope, detector)),
  );
  if (rest.length === finding.signals.length) return { kind: 'none' };
  if (rest.some(({ detector }) => isTripwire(detector))) return { kind: 'none' };
  const score = addHundredths(rest.map((signal) => signal.score));
  const severity = severityOf(
    { ...finding, score },
    finding.exposure,
    circumstances.settings,
    finding.actor.type,
  );
  if (isPageWorthy({ severity })) return { kind: 'none' };
  return { kind: 'suppressed', by: first.id, until: first.expires };
}

/** One of a whole vendor or of everything would be a way to switch detection off, whoever wrote it and however. */
export function isTooWide({ actor, detector, network, dataset, operation }: Scope): boolean {
  const isNamed = [actor, detector, dataset, operation].some((one) => one !== undefined && one !== '*');
  return !isNamed && (network === undefined || Number(network.split('/')[1] ?? MIN_BITS) < MIN_BITS);
}

/** A wider network is most of a continent. */
const MIN_BITS = 8;

/** Whether only the ledger of a finding tells if it lies in the scope. */
export function asksWhatLeft({ network, dataset, operation }: Scope): boolean {
  return [network, dataset, operation].some((one) => one !== undefined);
}

function saysTripwire(detector: string): boolean {
  return findDetector(detector)?.tripwire === true;
}

/** Whether the newer one can hide something that the older one could not. */
export function isWider(newer: Suppression, older: Suppression): boolean {
  const narrowed = SCOPES.some(
    (name) => older.scope[name] !== undefined && newer.scope[name] !== older.scope[name],
  );
  // The older one may have had no day, and never have held.
  return (
    narrowed || (newer.expires !== older.expires && !(parseDay(newer.expires) <= parseDay(older.expires)))
  );
}

const SCOPES = ['vendor', 'tenant', 'actor', 'detector', 'network', 'dataset', 'operation'] as const;

function speaksOf(scope: Scope, detector: string): boolean {
  return scope.detector === undefined || scope.detector === detector;
}

/** Where it cannot be told that everything lies in the scope, it does not. */
function covers(scope: Scope, finding: Finding, ledger: readonly LedgerEntry[] | undefined): boolean {
  const { vendor, tenant, actor, network, dataset, operation } = scope;
  return (
    !isTooWide(scope) &&
    (vendor === undefined || vendor === finding.vendor) &&
    (tenant === undefined || tenant === finding.tenant) &&
    (actor === undefined || actor === finding.actor.uid) &&
    (network === undefined || (allInNetwork(network, finding) && allPlaced(ledger))) &&
    (dataset === undefined ||
      allOf(
        keptPattern(dataset),
        ledger?.map(({ datasets }) => datasets),
      )) &&
    (operation === undefined ||
      allOf(
        operation,
        ledger?.map((entry) => [entry.operation]),
      ))
  );
}

/** What left by no address that the log tells may have left from anywhere. */
function allPlaced(ledger: readonly LedgerEntry[] | undefined): boolean {
  return ledger?.every(({ ip, network }) => ip !== '' || network !== undefined) === true;
}

function allOf(pattern: string, names: readonly (readonly string[])[] | undefined): boolean {
  if (names === undefined || names.length === 0) return false;
  return names.every(
    // A full list may lack some.
    (of) => of.length > 0 && of.length < MAX_DATASETS && of.every((name) => matches(pattern, name)),
  );
}

/** An hour's summary keeps so many networks, a finding so many addresses: fuller lists may lack some. */
const MAX_LISTED = 8;

function allInNetwork(scope: string, { context: { network, ip } }: Finding): boolean {
  if (network.length === 0 || network.length >= MAX_LISTED) return false;
  if (network.every((one) => one === scope)) return true;
  return ip.length > 0 && ip.length < MAX_LISTED && ip.every((address) => isInNetwork(address, scope));
}

/** Of datasets: one that is named in full is meant as findings name it. */
export function keptPattern(pattern: string): string {
  return pattern.endsWith('*') ? pattern : keptDataset(pattern);
}

export function matches(pattern: string, text: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}
