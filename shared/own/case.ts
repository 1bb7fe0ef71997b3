import type { ActorType, Kind, Outcome } from '../activity.ts';
import type { Context } from '../context.ts';

/** A life of one account, and what the detector says of its last day. */
export interface DetectorCase {
  readonly name: string;
  /**
   * What happened on each of the days before, or a function of how many days before; nothing unless given. Days of the
   * last week define nothing yet.
   */
  readonly history?: readonly CaseEvent[] | ((daysBefore: number) => readonly CaseEvent[]);
  /** How many days before there were; 64, of which 49 define what is normal, unless given. */
  readonly days?: number;
  readonly day: readonly CaseEvent[];
  /** A person's account unless given. */
  readonly type?: ActorType;
  /** What is known beside the account. */
  readonly context?: Partial<Context>;
  /** In raw decades, before the population says what they are worth. */
  readonly expect: 'quiet' | { readonly atLeast: number; readonly atMost?: number };
}

/** One event, or several like it a minute apart, as the vendor's parser would have read them. */
export interface CaseEvent {
  /** UTC, such as `09:30`. */
  readonly at: string;
  readonly times?: number;
  readonly kind: Kind;
  readonly operation?: string;
  readonly outcome?: Outcome;
  readonly records?: number;
  readonly bytes?: number;
  /** `type:name`. */
  readonly datasets?: readonly string[];
  /** `AS64500`. */
  readonly network?: string;
  readonly country?: string;
  readonly client?: string;
  readonly app?: string;
  readonly credential?: string;
  readonly hosting?: boolean;
  /** Of a share: with outsiders or with anybody. */
  readonly outside?: boolean;
  /** Done to the account by another one, such as a reset of its factor. */
  readonly byOther?: boolean;
}
