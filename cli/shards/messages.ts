import type { StateItem } from '../../functions/ports/state.ts';
import type { SeenCause } from '../../shared/feeds/common-cause.ts';
import type { Rate } from '../../shared/feeds/crowd.ts';
import type { Finding } from '../../shared/finding.ts';
import type { WayOptions } from '../backtest/ways.ts';
import type { PageMoment } from '../history/moments.ts';
import type { Told } from '../history/told.ts';
import type { LogRecord } from '../input/records.ts';
import type { Owners, Seen } from './owners.ts';
import type { SharedUse } from './shard.ts';

/** What a thread is begun with: it loads rules, settings and honey by itself. */
export interface Beginning {
  readonly options: WayOptions;
  /** Epoch milliseconds; what is dated later is of the future. */
  readonly arrival: number;
}

export type Task =
  | { readonly kind: 'decode'; readonly records: readonly LogRecord[] }
  | ({ readonly kind: 'judge' } & JudgeTask)
  | { readonly kind: 'uses'; readonly uses: readonly SharedUse[] };

export interface JudgeTask {
  /** Number of the way of judging. */
  readonly way: number;
  /** Where the spool lies. */
  readonly folder: string;
  readonly days: ReadonlyMap<number, number>;
  readonly activities: number;
  readonly owners: Owners;
  readonly shard: number;
  readonly shards: number;
}

export interface Judged {
  readonly findings: readonly Finding[];
  /** Of the accounts and addresses of the shard. */
  readonly profiles: readonly StateItem[];
  /** What accounts of all shards have taken up together. */
  readonly causes: readonly SeenCause[];
  readonly rates: readonly Rate[];
  /** When findings would have paged, by their id. */
  readonly moments: ReadonlyMap<string, PageMoment>;
}

export interface Decoded {
  readonly told: readonly Told[];
  readonly seen: readonly Seen[];
}

export type Message =
  | ({ readonly kind: 'decoded' } & Decoded)
  | ({ readonly kind: 'judged' } & Judged)
  | Aside
  | Failed;

/** What is told in the middle of a task. */
export type Aside =
  | { readonly kind: 'uses'; readonly uses: readonly SharedUse[] }
  | { readonly kind: 'progress'; readonly count: number };

/** Classes of errors do not survive the way between threads. */
export interface Failed {
  readonly kind: 'failed';
  readonly isUserError: boolean;
  readonly message: string;
  readonly stack: string | undefined;
}
