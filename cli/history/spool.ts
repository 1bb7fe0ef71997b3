import { createReadStream } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Activity } from '../../shared/activity.ts';
import { dayOf } from '../../shared/time.ts';
import { temporaryFolder } from '../temporary.ts';

/** An activity as it stands in a spool. */
export interface Line {
  /** Days since the epoch. */
  readonly day: number;
  readonly vendor: string;
  readonly text: string;
}

/** Activities on disk, one file for each UTC day: a log of any length and order is judged day by day out of it. */
export interface Spool {
  add(line: Line): Promise<void>;
  /** Number of activities by day, days ascending. All of it is on disk then. */
  days(): Promise<ReadonlyMap<number, number>>;
  /** What one day holds, in the order in which it was added, cut so that no more than a batch is held. */
  read(day: number): AsyncGenerator<readonly Activity[]>;
  /** Where it lies. */
  readonly folder: string;
  /** Characters that wait to be written. */
  heldCharacters(): number;
  remove(): void;
}

export interface SpoolLimits {
  readonly batchActivities: number;
  readonly heldCharacters: number;
}

const LIMITS: SpoolLimits = { batchActivities: 50_000, heldCharacters: 8 * 1024 * 1024 };

export async function openSpool(limits: SpoolLimits = LIMITS): Promise<Spool> {
  const folder = await temporaryFolder();
  const counts = new Map<number, number>();
  const waiting = new Map<number, string[]>();
  let held = 0;

  async function flush(): Promise<void> {
    for (const [day, lines] of waiting) await appendFile(pathOf(folder.path, day), lines.join(''));
    waiting.clear();
    held = 0;
  }

  return {
    async add({ day, text }) {
      const line = `${text}\n`;
      const lines = waiting.get(day);
      if (lines) lines.push(line);
      else waiting.set(day, [line]);
      counts.set(day, (counts.get(day) ?? 0) + 1);
      held += line.length;
      if (held > limits.heldCharacters) await flush();
    },
    async days() {
      await flush();
      return new Map([...counts].sort(([a], [b]) => a - b));
    },
    read: spoolIn(folder.path, limits).read,
    folder: folder.path,
    heldCharacters: () => held,
    remove: () => folder.remove(),
  };
}

/** What lies in the folder of a spool that somebody else fills and removes. */
export function spoolIn(folder: string, { batchActivities }: SpoolLimits = LIMITS): Pick<Spool, 'read'> {
  return {
    async *read(day) {
      let batch: Activity[] = [];
      for await (const line of createInterface({ input: createReadStream(pathOf(folder, day)) })) {
        // Written by `add` above and by nothing else.
        batch.push(JSON.parse(line) as Activity);
        if (batch.length < batchActivities) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    },
  };
}

function pathOf(folder: string, day: number): string {
  return join(folder, `${day}.ndjson`);
}

export function lineOf(activity: Activity): Line {
  return { day: dayOf(activity.time), vendor: activity.vendor, text: JSON.stringify(activity) };
}
