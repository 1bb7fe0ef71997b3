import { randomUUID } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { groupByEntity } from '../../functions/detect/arrivals.ts';
import { decodeText } from '../../shared/decode.ts';
import { sha256Hex } from '../../shared/hash.ts';
import { DAY_MS, HOUR_MS } from '../../shared/time.ts';
import { VENDORS } from '../../shared/vendors/index.ts';
import type { Archive } from '../archive/archive.ts';
import { type ArchivedRecord, recordsOn } from '../archive/records.ts';
import { replaceFile } from '../replace-file.ts';
import { atTheEnd } from '../temporary.ts';
import { version } from '../version.ts';

/** What the archive holds of one account, by the date of its arrival, on disk: whoever is interrupted goes on there. */
export interface Collected {
  /** Dates that were looked through, ascending. */
  readonly dates: readonly string[];
  /** Ids of events that were asked about and are in the archive, whosever they are now. */
  readonly seen: ReadonlySet<string>;
  records(date: string): AsyncGenerator<Pick<ArchivedRecord, 'text' | 'arrival'>>;
  /** Once this command needs it no more; others of the same account may. */
  remove(): Promise<void>;
}

export interface Collecting {
  readonly archive: Archive;
  readonly folders: readonly string[];
  readonly dates: readonly string[];
  readonly entity: string;
  /** Ids of the events that the account's ledgers and findings rest on now. */
  readonly asked: ReadonlySet<string>;
  /** Where the files of the work lie; in the folder of the call unless given. */
  readonly workFolder?: string;
  readonly onDate?: (date: string) => void;
}

/** Identities rest on the installation's key; whether a record is about an account does not. */
const NO_KEY = new Uint8Array(32);

/** Looks through the archive once, a date after the other. The file of a date is there when all of it is in it. */
export async function collect(collecting: Collecting): Promise<Collected> {
  const { archive, folders, dates, entity, asked, onDate } = collecting;
  // Another version reads other events out of the same records, and another archive holds others.
  const parsers = VENDORS.map(({ uid, revision }) => `${uid} ${revision}`);
  const name = sha256Hex([archive.name, entity, version, ...parsers].join('\n')).slice(0, 16);
  const folder = join(collecting.workFolder ?? resolve('.outflow', 'rebuild'), name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const used = await use(folder);
  const seen = new Set<string>();
  try {
    for (const date of dates) {
      const path = join(folder, `${date}.ndjson`);
      if (!(await isWhole(path, date))) {
        onDate?.(date);
        await writeDate(path, recordsOn(archive, folders, date), entity, asked);
      }
      for (const id of JSON.parse(await readFile(`${path}.seen`, 'utf8')) as readonly string[]) seen.add(id);
    }
  } catch (error) {
    used.end();
    throw error;
  }
  return {
    dates,
    seen,
    async *records(date) {
      const lines = createInterface({ input: createReadStream(join(folder, `${date}.ndjson`)) });
      // Written below, and by nothing else.
      for await (const line of lines) yield JSON.parse(line) as Pick<ArchivedRecord, 'text' | 'arrival'>;
    },
    remove: async () => {
      used.end();
      if (await used.isLast()) await rm(folder, { recursive: true, force: true });
    },
  };
}

const MARK = /^(\d+)\.process$/;

/** Of two that rebuild the same account the first to end must not take away what the other has yet to read. */
async function use(folder: string): Promise<{ readonly end: () => void; isLast(): Promise<boolean> }> {
  const mark = join(folder, `${process.pid}.process`);
  await writeFile(mark, '', { mode: 0o600 });
  return {
    end: atTheEnd(() => rmSync(mark, { force: true })),
    isLast: async () => !(await readdir(folder)).some((name) => isRunning(Number(MARK.exec(name)?.[1] ?? 0))),
  };
}

function isRunning(pid: number): boolean {
  if (pid === 0) return false;
  try {
    // Signal 0 asks whether the process is there, and does nothing to it.
    return process.kill(pid, 0);
  } catch (error) {
    // It is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** How long after its end something may still be put into the archive of a date: it is written within minutes. */
const SETTLED_MS = HOUR_MS;

/** Of a date that was not over when it was looked through, more has come since. */
async function isWhole(path: string, date: string): Promise<boolean> {
  const written = await stat(path).catch(() => undefined);
  return written !== undefined && written.mtimeMs > Date.parse(date) + DAY_MS + SETTLED_MS;
}

const BATCH_CHARACTERS = 4 * 1024 * 1024;

async function writeDate(
  path: string,
  records: AsyncGenerator<ArchivedRecord>,
  entity: string,
  asked: ReadonlySet<string>,
): Promise<void> {
  // Of this one alone: of two at once the later would go on in the file of the earlier, and a part would stand for all.
  const part = `${path}.${randomUUID()}.part`;
  // Whoever is interrupted, or loses the connection, begins this date again: each time a part of it would stay.
  const remove = atTheEnd(() => rmSync(part, { force: true }));
  try {
    const seen = await writeRecords(part, records, entity, asked);
    await replaceFile(`${path}.seen`, JSON.stringify([...seen]), 0o600);
    // Renamed into place, so that Ctrl-C never leaves half a date.
    await rename(part, path);
  } finally {
    remove();
  }
}

async function writeRecords(
  part: string,
  records: AsyncGenerator<ArchivedRecord>,
  entity: string,
  asked: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  let lines = '';
  await writeFile(part, '', { mode: 0o600 });
  for await (const { text, arrival } of records) {
    for (const id of idsIn(text)) if (asked.has(id)) seen.add(id);
    if (isAbout(text, arrival, entity)) lines += `${JSON.stringify({ text, arrival })}\n`;
    if (lines.length < BATCH_CHARACTERS) continue;
    await writeFile(part, lines, { flag: 'a' });
    lines = '';
  }
  await writeFile(part, lines, { flag: 'a' });
  return seen;
}

export function isAbout(text: string, arrival: number, entity: string): boolean {
  const { activities } = decodeText(text, { hashKey: NO_KEY, arrival });
  const arrived = activities.map((activity, record) => ({ activity, record, arrival }));
  return groupByEntity(arrived).some((one) => one.entity === entity);
}

/** What could be an id of an event, wherever it stands. */
export function idsIn(text: string): readonly string[] {
  return text.match(/[\w.:+/=-]{4,128}/g) ?? [];
}
