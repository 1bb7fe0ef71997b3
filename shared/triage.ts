import { addHundredths } from './assess.ts';
import { amountOf, type Exposure, exposureTold, isFarMore } from './exposure.ts';
import { rankOf, type Severity } from './finding.ts';
import { cleanText } from './text.ts';

/**
 * What people have made of a finding. It stands beside what the detectors say and neither overwrites the other;
 * whether new evidence reopens a closed finding is told from both, and stored nowhere.
 */
export interface Triage {
  readonly status: Status;
  /** Empty: nobody yet. */
  readonly assignee: string;
  /** Of a closed finding. */
  readonly closed?: Closed;
  readonly notes: readonly Note[];
  /** Who changed what, oldest first. */
  readonly history: readonly Change[];
  /** Entries of the history that had to make room for newer ones. */
  readonly forgotten: number;
}

export const STATUSES = ['new', 'in progress', 'closed'] as const;
export type Status = (typeof STATUSES)[number];
/** What a person sees: `reopened` is a closed finding that has become clearly worse since. */
export type Phase = Status | 'reopened';

export const VERDICTS = ['malicious', 'suspicious', 'benign', 'false positive', 'test'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Closed {
  readonly verdict: Verdict;
  /** `benign` only: from this UTC day on, days like this one are this account's normal. */
  readonly normalFromDay?: number;
  /** The revision of the finding that was judged. */
  readonly rev: number;
  readonly score: number;
  readonly severity: Severity;
  /** How much had been taken, in records; absent where older versions closed. */
  readonly amount?: number;
}

export interface Note {
  readonly by: string;
  readonly atMs: number;
  readonly text: string;
}

export interface Change {
  readonly by: string;
  readonly atMs: number;
  /** `closed as benign`. */
  readonly what: string;
  /** By which request; absent where older versions asked. */
  readonly request?: string;
}

export type Action =
  | { readonly kind: 'assign'; readonly assignee: string }
  | { readonly kind: 'note'; readonly text: string }
  | {
      readonly kind: 'close';
      readonly verdict: Verdict;
      readonly normalFromDay?: number;
      readonly note?: string;
    }
  | { readonly kind: 'reopen'; readonly note?: string };

/** The finding as it stands when it is acted on. */
export interface Standing {
  readonly rev: number;
  readonly day: number;
  readonly score: number;
  readonly severity: Severity;
  readonly exposure?: Exposure;
  readonly theirs?: Exposure;
}

export interface By {
  readonly by: string;
  readonly atMs: number;
  /** Names the request, so that whoever gets no answer may send it again. */
  readonly request?: string;
}

/** An action that cannot be carried out says why, and what can be done instead. */
export type Acted =
  | { readonly kind: 'done'; readonly triage: Triage }
  | { readonly kind: 'refused'; readonly reason: string };

export const UNTOUCHED: Triage = { status: 'new', assignee: '', notes: [], history: [], forgotten: 0 };

export const REOPEN_STEP = 3;
const MAX_NOTES = 50;
const MAX_HISTORY = 100;
export const MAX_NOTE_LENGTH = 1000;
export const MAX_NAME_LENGTH = 80;

/** One that was carried out already is done, and changes nothing. */
export function act(triage: Triage, action: Action, standing: Standing, { request, ...by }: By): Acted {
  if (request !== undefined && triage.history.some((change) => change.request === request))
    return { kind: 'done', triage };
  const fault = faultOf(triage, action, standing);
  if (fault !== undefined) return { kind: 'refused', reason: fault };
  const changed = changedBy(triage, action, standing);
  const text = 'text' in action ? action.text : 'note' in action ? action.note : undefined;
  const note = text === undefined ? [] : [{ ...by, text: cleanText(text, MAX_NOTE_LENGTH) }];
  const asked = request === undefined ? {} : { request };
  const history = [...triage.history, { ...by, what: whatOf(action), ...asked }];
  const forgotten = Math.max(0, history.length - MAX_HISTORY);
  return {
    kind: 'done',
    triage: {
      ...changed,
      notes: [...triage.notes, ...note],
      history: history.slice(forgotten),
      forgotten: triage.forgotten + forgotten,
    },
  };
}

const NOTED = 'added a note';

/** Who changed what and who said what, oldest first, each with its time; a note speaks for itself. */
export function doneBy({ history, notes }: Triage): Change[] {
  const said = notes.map(({ text, ...by }) => ({ ...by, what: `“${text}”` }));
  return [...history.filter(({ what }) => what !== NOTED), ...said].sort((a, b) => a.atMs - b.atMs);
}

/** Whether who was last at it takes back that the day was harmless, as it was said to be at `atMs`. */
export function isTakenBack({ history }: Pick<Triage, 'history'>, atMs: number): boolean {
  const last = history.at(-1);
  const then = history.findLast((change) => change.atMs < atMs && decides(change));
  return then !== undefined && last !== undefined && isHarmless(then) && decides(last) && !isHarmless(last);
}

const CLOSED = 'closed as ';
const REOPENED = 'reopened';

function decides({ what }: Change): boolean {
  return what === REOPENED || what.startsWith(CLOSED);
}

function isHarmless({ what }: Change): boolean {
  return what.startsWith(`${CLOSED}benign`) || what.startsWith(`${CLOSED}false positive`);
}

/** What a phase is told from. */
type Now = Pick<Standing, 'score' | 'severity' | 'exposure' | 'theirs'>;

export function phaseOf({ status, closed }: Triage, now: Now): Phase {
  if (status !== 'closed' || closed === undefined) return status;
  const isWorse =
    now.score >= addHundredths([closed.score, REOPEN_STEP]) ||
    rankOf(now.severity) > rankOf(closed.severity) ||
    isFarMore(amountIn(now) ?? 0, closed.amount);
  return isWorse ? 'reopened' : 'closed';
}

/** In records; undefined where it is not known. */
function amountIn({ exposure, ...one }: Pick<Now, 'exposure' | 'theirs'>): number | undefined {
  return exposure && amountOf(exposureTold({ exposure, ...one }));
}

/** Somebody has taken the finding on, or is done with it: nobody needs to be woken again. */
export function isAcknowledged(triage: Triage, now: Now): boolean {
  const phase = phaseOf(triage, now);
  return phase === 'in progress' || phase === 'closed';
}

function faultOf(triage: Triage, action: Action, standing: Standing): string | undefined {
  const adds = ('text' in action ? action.text : 'note' in action ? action.note : undefined) ?? '';
  if (adds.length > MAX_NOTE_LENGTH)
    return `The note has ${adds.length} characters: give at most ${MAX_NOTE_LENGTH}.`;
  if (adds !== '' && triage.notes.length >= MAX_NOTES)
    return `The finding has ${MAX_NOTES} notes, which is all that it holds: keep further ones in the ticket of the incident.`;
  switch (action.kind) {
    case 'assign':
      return action.assignee.length > MAX_NAME_LENGTH
        ? `The name has ${action.assignee.length} characters: give at most ${MAX_NAME_LENGTH}.`
        : undefined;
    case 'note':
      return action.text.trim() === '' ? 'The note is empty: say what was found.' : undefined;
    case 'close':
      return closingFault(action, standing);
    case 'reopen':
      return triage.status === 'closed' ? undefined : `The finding is ${triage.status}, not closed.`;
  }
}

function closingFault(
  { verdict, normalFromDay }: Extract<Action, { kind: 'close' }>,
  { day }: Standing,
): string | undefined {
  if (normalFromDay === undefined) return undefined;
  if (verdict !== 'benign')
    return `Only a benign finding can be the new normal, and this one is to be closed as ${verdict}.`;
  return normalFromDay > day
    ? 'The new normal would begin after the day of this finding: give that day or an earlier one.'
    : undefined;
}

function changedBy(triage: Triage, action: Action, standing: Standing): Triage {
  const { closed: _, ...open } = triage;
  switch (action.kind) {
    case 'assign': {
      const assignee = cleanText(action.assignee, MAX_NAME_LENGTH);
      // Taking on what new evidence reopened is what ends its being closed.
      const goesOn = phaseOf(triage, standing) !== 'closed';
      return goesOn
        ? { ...open, assignee, status: assignee === '' ? 'new' : 'in progress' }
        : { ...triage, assignee };
    }
    case 'note':
      return triage;
    case 'close': {
      const { verdict, normalFromDay } = action;
      const { rev, score, severity } = standing;
      const normal = normalFromDay === undefined ? {} : { normalFromDay };
      const amount = amountIn(standing);
      const taken = amount === undefined ? {} : { amount };
      return { ...triage, status: 'closed', closed: { verdict, ...normal, rev, score, severity, ...taken } };
    }
    case 'reopen':
      return { ...open, status: triage.assignee === '' ? 'new' : 'in progress' };
  }
}

function whatOf(action: Action): string {
  switch (action.kind) {
    case 'assign':
      return action.assignee === ''
        ? 'took the assignee away'
        : `assigned to ${cleanText(action.assignee, MAX_NAME_LENGTH)}`;
    case 'note':
      return NOTED;
    case 'close':
      return `${CLOSED}${action.verdict}${action.normalFromDay === undefined ? '' : ', the new normal'}`;
    case 'reopen':
      return REOPENED;
  }
}
