/**
 * Why a rule cannot be used. Thrown while a rule is compiled, because a mistake can sit at any depth of it, and
 * caught in one place: whoever calls `compileRule` gets it as a value.
 */
export class Refused extends Error {
  override readonly name = 'Refused';
  /** The same for every rule with this trouble, such as `modifier expand`: what a report counts by. */
  readonly reason: string;

  constructor(reason: string, detail: string) {
    super(detail);
    this.reason = reason;
  }
}
