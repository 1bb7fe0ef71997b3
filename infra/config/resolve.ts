import type {
  AlarmConfig,
  Alerting,
  Capacity,
  Concurrency,
  Existing,
  Retention,
  Source,
  StackConfig,
} from './config.ts';

/** A stack's configuration with every default in its place. */
export interface StackSettings {
  readonly existing: Existing;
  readonly capacity: Capacity;
  readonly windowSeconds: number;
  readonly concurrency: Concurrency;
  readonly retention: Required<Retention>;
  readonly alarms: AlarmConfig & Required<Pick<AlarmConfig, 'behindSeconds' | 'overdueSeconds'>>;
  readonly alerting: Alerting;
  readonly heartbeat: { readonly everyMinutes: number; readonly watchedFrom: string | undefined };
  readonly archive: boolean;
  readonly consoleUrl: string | undefined;
  readonly sources: readonly Source[];
}

export function resolveStack(config: StackConfig): StackSettings {
  return {
    existing: config.existing ?? {},
    capacity: config.capacity ?? { mode: 'on-demand' },
    windowSeconds: config.windowSeconds ?? 1,
    concurrency: config.concurrency ?? {},
    retention: {
      stream: 7,
      // As long as a profile lives: after that nothing is left that a replay could change.
      quarantine: 400,
      failedBatches: 400,
      archive: 400,
      drop: 30,
      logs: 90,
      ...config.retention,
    },
    alarms: { behindSeconds: 60, overdueSeconds: 300, ...config.alarms },
    alerting: config.alerting ?? {},
    heartbeat: { everyMinutes: 5, watchedFrom: undefined, ...config.heartbeat },
    archive: config.archive ?? true,
    consoleUrl: config.consoleUrl,
    sources: config.sources ?? [],
  };
}
