import type { Json } from '../../../shared/vendors/vendor.ts';
import type { LogRecord } from '../log.ts';
import type { Api } from './api.ts';

/** How one vendor's log is fetched: one file in `vendors/`, one line in its `index.ts`. docs/deploy.md is a recipe. */
export interface Poller {
  /** Fields that its secret has to have. */
  readonly fields: readonly string[];
  /** How late an event may appear in the log: so much of it is fetched again each time. */
  readonly overlapMs: number;
  /** How far back the first run goes, and one that has lost its place. */
  readonly firstMs: number;
  /** One page of what the window holds. The same window and place may be asked for again at any time. */
  page(window: Window, next: string | undefined, login: Login): Promise<Page>;
}

/** From and to when, epoch milliseconds. */
export interface Window {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface Login {
  readonly api: Api;
  readonly secret: Readonly<Record<string, string>>;
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
}

export interface Page {
  /** A generator of a file whose records are the same, in the same order, whenever it is asked for. */
  readonly events: readonly Json[] | AsyncGenerator<LogRecord>;
  /** Where this page is, where that is more than was asked for: a file is gone on with by it. */
  readonly here?: string;
  /** Where the window goes on; absent at its end. Text that only this poller understands. */
  readonly next?: string;
}
