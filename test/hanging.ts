import { spawnSync } from 'node:child_process';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

type Named = Pick<TestModule, 'relativeModuleId'>;

/** No file takes as long, on however busy a machine. */
const LIMIT_MS = 15 * 60_000;

/**
 * Ends a run in which no file has ended for a quarter of an hour, and says which were under way. Vitest waits for
 * whoever waits; a test that computes without an end, or for a program that does not end, keeps it waiting for ever.
 */
export class Hanging implements Reporter {
  private readonly underWay = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;

  private readonly end: (why: string) => void;
  private readonly limit: number;

  constructor(end: (why: string) => void = stop, limit = LIMIT_MS) {
    this.end = end;
    this.limit = limit;
  }

  onTestRunStart(): void {
    this.underWay.clear();
    this.goOn();
  }

  onTestModuleQueued({ relativeModuleId }: Named): void {
    this.underWay.set(relativeModuleId, 'none of its tests has begun');
    this.goOn();
  }

  onTestCaseReady({ module, fullName }: Pick<TestCase, 'fullName'> & { module: Named }): void {
    this.underWay.set(module.relativeModuleId, `the last that is known to have begun: ${fullName}`);
  }

  onTestModuleEnd({ relativeModuleId }: Named): void {
    this.underWay.delete(relativeModuleId);
    this.goOn();
  }

  onTestRunEnd(): void {
    clearTimeout(this.timer);
  }

  private goOn(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.end(this.said()), this.limit).unref();
  }

  private said(): string {
    const files = [...this.underWay].map(([file, test]) => `  ${file} (${test})`);
    const { stdout } = spawnSync('ps', ['-eo', 'pid,ppid,etimes,times,args'], { encoding: 'utf8' });
    const processes = (stdout ?? '')
      .split('\n')
      .filter((line) => line.includes('node'))
      .map((line) => line.slice(0, 200));
    return [
      `No test file has ended for ${this.limit / 60_000} minutes. Under way:`,
      ...files,
      ...processes,
    ].join('\n');
  }
}

/** A worker that computes without an end outlives what it was asked by. */
function stop(why: string): never {
  console.error(why);
  spawnSync('pkill', ['-KILL', '-P', String(process.pid)]);
  process.exit(1);
}
