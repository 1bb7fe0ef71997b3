import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Activity } from '../../../shared/activity.ts';
import { sha256Hex } from '../../../shared/hash.ts';
import { dayOf } from '../../../shared/time.ts';
import type { FileName, FileStore } from '../../ports/files.ts';
import { settle, throwFirst } from '../../ports/parallel.ts';

/** Activities by UTC day, in files: history of any length and order is judged day by day out of them. */
export interface DayFiles {
  /** Each file is named by what it holds, and how many: added again, it is the same file. */
  add(activities: readonly Activity[]): Promise<void>;
  /** Days ascending. */
  list(): Promise<readonly DayFile[]>;
  read(files: readonly DayFile[]): Promise<readonly Activity[]>;
}

export interface DayFile extends FileName {
  readonly day: number;
  readonly activities: number;
}

const FOLDER = 'spool/days/';
const IN_FLIGHT = 16;

export function dayFiles(files: FileStore): DayFiles {
  return {
    add: async (activities) => {
      const byDay = [...Map.groupBy(activities, ({ time }) => dayOf(time))];
      const outcomes = await settle(byDay, IN_FLIGHT, async ([day, own]) => {
        const text = own.map((activity) => `${JSON.stringify(activity)}\n`).join('');
        const name = `${FOLDER}${day}/${sha256Hex(text).slice(0, 32)}-${own.length}.ndjson.gz`;
        await files.put(name, await zip(text));
      });
      throwFirst(outcomes);
    },
    list: async () => {
      const found = (await files.list(FOLDER)).map((file) => ({
        ...file,
        day: dayIn(file.name),
        activities: Number(file.name.slice(file.name.lastIndexOf('-') + 1, file.name.lastIndexOf('.ndjson'))),
      }));
      return found.sort((a, b) => a.day - b.day || (a.name < b.name ? -1 : 1));
    },
    read: async (wanted) => {
      const outcomes = await settle(wanted, IN_FLIGHT, async ({ name }) => unpacked(await files.get(name)));
      return throwFirst(outcomes).flatMap((text) =>
        text
          .split('\n')
          .filter((line) => line !== '')
          // Written by `add` above and by nothing else.
          .map((line) => JSON.parse(line) as Activity),
      );
    },
  };
}

function dayIn(name: string): number {
  return Number(name.slice(FOLDER.length, name.indexOf('/', FOLDER.length)));
}

const zip = promisify(gzip);
const unzip = promisify(gunzip);

async function unpacked(bytes: Uint8Array): Promise<string> {
  return (await unzip(bytes)).toString('utf8');
}
