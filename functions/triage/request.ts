import { type Action, MAX_NAME_LENGTH, VERDICTS, type Verdict } from '../../shared/triage.ts';

/** What the function is invoked with. */
export interface TriageRequest {
  /** The whole id. */
  readonly id: string;
  /** Who acts, as the caller says; the account's CloudTrail says who called. */
  readonly by: string;
  readonly action: Action;
  /** Drawn by the caller, the same each time that it asks for this: then it is done once. */
  readonly request?: string;
}

export type Read =
  | { readonly kind: 'request'; readonly request: TriageRequest }
  | { readonly kind: 'refused'; readonly reason: string };

const EXAMPLE = '{"id": "OF-…", "by": "omar", "action": {"kind": "close", "verdict": "benign"}}';

/** Takes nothing over that it does not know: the request comes from outside. */
export function readRequest(event: unknown): Read {
  const { id, by, action, request } = fieldsOf(event);
  // Of the finding itself: what stands beside it under its id, such as its ledger, is none.
  if (typeof id !== 'string' || !/^OF-[0-9A-Z-]{1,40}$/.test(id))
    return refused(`There is no finding id in the request. Send ${EXAMPLE}.`);
  if (typeof by !== 'string' || by.trim() === '' || by.length > MAX_NAME_LENGTH)
    return refused(`Say in "by" who acts, in at most ${MAX_NAME_LENGTH} characters.`);
  if (request !== undefined && (typeof request !== 'string' || !/^[\w-]{8,64}$/.test(request)))
    return refused('In "request" there is no id: send 8 to 64 letters, digits and -, or leave it out.');
  const known = actionOf(fieldsOf(action));
  return known === undefined
    ? refused(`There is no such action as ${JSON.stringify(action)?.slice(0, 200)}. Send ${EXAMPLE}.`)
    : { kind: 'request', request: { id, by, action: known, ...(request === undefined ? {} : { request }) } };
}

function actionOf(fields: Readonly<Record<string, unknown>>): Action | undefined {
  const { kind, assignee, text, verdict, normalFromDay, note } = fields;
  if (note !== undefined && typeof note !== 'string') return undefined;
  const noted = note === undefined ? {} : { note };
  switch (kind) {
    case 'assign':
      return typeof assignee === 'string' ? { kind, assignee } : undefined;
    case 'note':
      return typeof text === 'string' ? { kind, text } : undefined;
    case 'close': {
      const known = VERDICTS.find((one): one is Verdict => one === verdict);
      if (known === undefined) return undefined;
      if (normalFromDay === undefined) return { kind, verdict: known, ...noted };
      if (typeof normalFromDay !== 'number' || !Number.isInteger(normalFromDay)) return undefined;
      return { kind, verdict: known, normalFromDay, ...noted };
    }
    case 'reopen':
      return { kind, ...noted };
    default:
      return undefined;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function refused(reason: string): Read {
  return { kind: 'refused', reason };
}
