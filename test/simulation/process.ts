import type { Scheduler } from './scheduler.ts';

/** One invocation of a function: its own clock, and an end that may come in the middle of anything. */
export interface Process {
  readonly name: string;
  isDead(): boolean;
  /** Nothing it does afterwards has an effect, and nobody hears of it: as SIGKILL does it. */
  die(): void;
  /** What the writers' clocks say; they differ by seconds. */
  now(): number;
  /** Faults that this process met. */
  faults: number;
  /** Of the faults that the weather has for others: a command that makes thousands of calls would never end. */
  readonly exposure: number;
}

export type Ended<Result> =
  | { readonly kind: 'returned'; readonly value: Result }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'died' };

export interface ProcessSettings extends Pick<Process, 'name'> {
  readonly timeoutMs: number;
  readonly skewMs: number;
  readonly exposure?: number;
}

/** Runs `body` as a process until it ends, dies, or Lambda's time limit kills it. Never rejects. */
export function runProcess<Result>(
  scheduler: Scheduler,
  { name, timeoutMs, skewMs, exposure = 1 }: ProcessSettings,
  body: (process: Process) => Promise<Result>,
): Promise<Ended<Result>> {
  return new Promise((resolve) => {
    let dead = false;
    const end = (ended: Ended<Result>) => {
      if (dead) return;
      dead = true;
      resolve(ended);
    };
    const process: Process = {
      name,
      isDead: () => dead,
      die: () => end({ kind: 'died' }),
      now: () => scheduler.now() + skewMs,
      faults: 0,
      exposure,
    };
    scheduler.at(scheduler.now() + timeoutMs, () => {
      if (!dead) process.faults++;
      process.die();
    });
    body(process).then(
      (value) => end({ kind: 'returned', value }),
      (error: unknown) => end({ kind: 'threw', error }),
    );
  });
}

/** What a dead process waits for: one of its own, for whatever waits for a promise lives as long as that. */
export function never(): Promise<never> {
  return new Promise(() => {});
}
