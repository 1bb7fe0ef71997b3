import type { Guard } from '../../shared/settings/guard.ts';
import type { Suppression } from '../../shared/settings/suppression.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';
import { HOUR_MS, MINUTE_MS } from '../../shared/time.ts';
import type { Budget } from '../ports/budget.ts';
import type { FindingReader, Outbox } from '../ports/findings.ts';
import type { Heartbeat } from '../ports/heartbeat.ts';
import type { Publisher } from '../ports/publisher.ts';
import type { ThreadStore } from '../ports/threads.ts';

export interface AlertPorts {
  readonly findings: Outbox & Pick<FindingReader, 'byEntity' | 'ledgerOf' | 'recent'>;
  readonly threads: ThreadStore;
  readonly publisher: Publisher;
  readonly budget: Budget;
  readonly heartbeat: Heartbeat;
  /** Wall clock, epoch milliseconds. */
  readonly now: () => number;
  /** Fails where work takes longer than that; absent: it may take as long as it does. */
  readonly within?: <Result>(work: Promise<Result>, ms: number) => Promise<Result>;
  /** Takes what failed and kept nothing from being told. */
  readonly warn?: (message: string, error: unknown) => void;
  /** A text that no other claim has. */
  readonly newToken: () => string;
}

export interface AlertOptions {
  /** Address under which a page about one finding is found by its id. */
  readonly consoleUrl?: string;
  readonly limits?: Limits;
  /** What is not to be told. */
  readonly suppressions?: readonly Suppression[];
  readonly settings?: Settings;
  /** Rules and detectors that page; absent where it is not known. */
  readonly live?: readonly Guard[];
}

export interface Limits {
  /** Messages that leave one by one in a window, of addresses a quarter as many, and as many CRITICAL ones; further ones leave as digests. */
  readonly ordinary: number;
  /** CRITICAL findings of others that leave at once in a window, whatever else does. */
  readonly critical: number;
  readonly windowMs: number;
  /** After this a CRITICAL page that nobody has taken on is repeated. */
  readonly repeatMs: number;
  readonly maxRepeats: number;
  /** 0: none. */
  readonly heartbeatMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  ordinary: 20,
  critical: 100,
  windowMs: 10 * MINUTE_MS,
  repeatMs: 30 * MINUTE_MS,
  maxRepeats: 4,
  heartbeatMs: 24 * HOUR_MS,
};

/** Longer than the function may run: whoever holds a claim is done, or dead, before it ends. */
export const CLAIM_MS = 75_000;

export function limitsOf({ limits = DEFAULT_LIMITS }: AlertOptions): Limits {
  return limits;
}

export function settingsOf({ settings = DEFAULT_SETTINGS }: AlertOptions): Settings {
  return settings;
}
