import type { AccessChange, Maker } from './access-change.ts';
import type { ActorType } from './activity.ts';
import type { Apart } from './apart.ts';
import type { Assessment } from './assess.ts';
import type { Signal } from './detectors/detector.ts';
import type { Exposure } from './exposure.ts';
import type { FindingLedger } from './finding-ledger.ts';
import { keyedHash } from './hash.ts';
import type { Quiet } from './page-line.ts';
import type { Way } from './profile/hour.ts';
import { exposureSize, pageLineOf, type Settings, type Size, thresholdsOf } from './settings.ts';

/** A UTC day of one actor that deserves a look: a projection, replaced as a whole whenever the day changes. */
export interface Finding {
  /** `OF-7K2Q-9MABCDEF`; `shortId` is its spoken prefix. */
  readonly id: string;
  readonly entity: string;
  readonly day: number;
  readonly vendor: string;
  readonly tenant: string;
  readonly actor: {
    readonly uid: string;
    readonly type: ActorType;
    readonly email: string;
    readonly name: string;
  };
  /** `withdrawn`: late evidence took the day below the review line. */
  readonly state: 'open' | 'withdrawn';
  readonly severity: Severity;
  /** Decades, the exact sum of the signals' scores. */
  readonly score: number;
  /** Why it pages from a lower score on than elsewhere; absent where it does not. */
  readonly quiet?: Quiet;
  /** The same without what an application took that is new to the account; absent where none took anything. */
  readonly apart?: Apart;
  readonly signals: readonly Signal[];
  readonly exposure: Exposure;
  /** Of what speaks for several accounts: what they took, which their own findings hold; absent of everything else. */
  readonly theirs?: Exposure;
  readonly context: Readonly<Record<Way | 'ip', readonly string[]>>;
  /** Of an address: its networks whose provider rents out machines; absent where none does, and of accounts. */
  readonly rented?: readonly string[];
  /** What those who opened sessions of a role called them, those that carried most first; absent: none. */
  readonly sessionNames?: readonly string[];
  readonly evidence: readonly Evidence[];
  /** What others changed of the account's or its person's access, on the day and the two before it; absent: nothing. */
  readonly changes?: readonly AccessChange[];
  /** How many more there were. */
  readonly moreChanges?: number;
  /** Everything that left; absent where findings are listed, because it is long and kept apart. */
  readonly ledger?: FindingLedger;
  /** Judged long after its day: for review, never to wake anybody. */
  readonly historical?: true;
  readonly firstTime: number;
  readonly lastTime: number;
}

export const SEVERITIES = ['informational', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One event that the finding rests on. */
export interface Evidence {
  readonly time: number;
  readonly operation: string;
  readonly eventId: string;
  /** null: the vendor states none. */
  readonly records: number | null;
  readonly bytes: number | null;
  readonly datasets: readonly string[];
  readonly ip: string;
  /** As the account's profile knows them, such as `AS64500`; absent where the event shows none. */
  readonly network?: string;
  readonly country?: string;
  readonly client: string;
  /** Application, and the vendor's id of the token, key or grant; each absent where the event names none. */
  readonly app?: string;
  readonly credential?: string;
  /** As whoever opened the session called it; absent where nobody could. */
  readonly sessionName?: string;
  /** Who did it, where that was not the account itself: of an address, who tried. */
  readonly by?: Maker;
  /** SHA-256 of the raw event's canonical JSON; empty where the event moves no data. */
  readonly sha256: string;
}

/** It carried data: of other events no hash of the raw record is kept, and no size. */
export function carriedData({ sha256, records, bytes }: Evidence): boolean {
  return sha256 !== '' || records !== null || bytes !== null;
}

/**
 * By score and by what is known to be taken: a large amount raises a finding that pages anyway by one step, and
 * makes one page that would else have been left for review. So does what may have been everything, but it raises nothing.
 */
export function severityOf(
  { score, quiet }: Pick<Assessment, 'score'> & Pick<Finding, 'quiet'>,
  exposure: Pick<Exposure, 'records' | 'mayBeLarge'>,
  settings: Settings,
  type: ActorType = 'user',
): Severity {
  return severityAt(score, exposureSize(exposure, settings), settings, type, quiet?.headStart);
}

/** The same where it is known already how large the amount is. */
export function severityAt(
  score: number,
  size: Size,
  settings: Settings,
  type: ActorType,
  headStart = 0,
): Severity {
  const { pageScore, highScore, criticalScore } = thresholdsOf(settings, type);
  if (score < pageScore)
    return score >= pageLineOf(settings, type, size, headStart) ? 'medium' : 'informational';
  const byScore = score >= criticalScore ? 3 : score >= highScore ? 2 : 1;
  return SEVERITIES[Math.min(byScore + (size === 'large' ? 1 : 0), SEVERITIES.length - 1)] ?? 'critical';
}

/** It pages here and would not elsewhere. */
export function isEarly({ severity, score, quiet }: Pick<Finding, 'severity' | 'score' | 'quiet'>): boolean {
  return severity === 'medium' && quiet !== undefined && score < quiet.elsewhere;
}

export function rankOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** Whether somebody is woken for it. */
export function isPageWorthy({ severity }: Pick<Finding, 'severity'>): boolean {
  return rankOf(severity) >= rankOf('medium');
}

/** Nothing speaks of the day but rules and detectors in staging: it is recorded for whoever tries them out. */
export function isStaged({ state, signals }: Pick<Finding, 'state' | 'signals'>): boolean {
  const speaksOfIt = ({ score, notable }: Signal) => score === 0 && notable === true;
  return state === 'open' && signals.length > 0 && signals.every(speaksOfIt);
}

/** Crockford's base 32: no I, L, O or U, so that an id can be read out over the phone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ID_LENGTH = 12;

/** 60 bits of a keyed hash of entity and day alone: every replay of the day lands on the same finding. */
export function findingId(hashKey: Uint8Array, entity: string, day: number): string {
  const bits = BigInt(`0x${keyedHash(hashKey, 'finding', entity, String(day))}`);
  let text = '';
  for (let i = ID_LENGTH - 1; i >= 0; i--) text += ALPHABET[Number((bits >> BigInt(5 * i)) & 31n)];
  return `OF-${text.slice(0, 4)}-${text.slice(4)}`;
}

/** `OF-7K2Q-9M`: short enough to be said, and a prefix of the id. */
export function shortId(id: string): string {
  return id.slice(0, 'OF-7K2Q-9M'.length);
}

/**
 * The id, or a beginning of one, as people type it: `7k2q9m`, `of-7k2q-9m`, `[OF-7K2Q-9M]` out of a subject. Who heard it
 * may have written letters that no id has: they are the digits that they look like (Crockford). Undefined if no id begins
 * like that.
 */
export function idPrefix(typed: string): string | undefined {
  const plain = typed
    .replace(/^\s*\[|\]\s*$/g, '')
    .replace(/[\s-]/g, '')
    .toUpperCase()
    .replace(/^OF/, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  if (plain === '' || plain.length > ID_LENGTH || [...plain].some((letter) => !ALPHABET.includes(letter)))
    return undefined;
  return plain.length <= 4 ? `OF-${plain}` : `OF-${plain.slice(0, 4)}-${plain.slice(4)}`;
}
