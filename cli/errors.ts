/** What the user can mend: shown as one sentence, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** Exit codes, as the README states them. */
export const EXIT = {
  ok: 0,
  /** The call or its input is wrong; the message says how to mend it. */
  usage: 2,
  /** Something broke that should not. */
  failure: 3,
} as const;
