import type { Tell, Told } from '../history/told.ts';
import type { LogRecord } from '../input/records.ts';
import type { createOwners } from './owners.ts';
import type { Pool } from './pool.ts';

/** Of a batch that one thread decodes. */
const BATCH_CHARACTERS = 256 * 1024;
const BATCH_RECORDS = 500;
/** Of each thread: the next one waits while it works on the first. */
const BATCHES_AHEAD = 2;

/** Has the records of a log decoded by all threads, and gives what they say in the order of the log. */
export function tellIn(pool: Pool, owners: Pick<ReturnType<typeof createOwners>, 'see'>): Tell {
  return async function* (records) {
    const ahead: Promise<readonly Told[]>[] = [];
    const decoded = async (batch: readonly LogRecord[]) => {
      const { told, seen } = await pool.decode(batch);
      owners.see(seen);
      return told;
    };
    for await (const batch of batchesOf(records)) {
      const telling = decoded(batch);
      // It is awaited below; until then its failure is not unheard.
      telling.catch(() => {});
      ahead.push(telling);
      if (ahead.length > BATCHES_AHEAD * pool.size) yield* await (ahead.shift() ?? []);
    }
    for (const telling of ahead) yield* await telling;
  };
}

async function* batchesOf(records: AsyncIterable<LogRecord>): AsyncGenerator<readonly LogRecord[]> {
  let batch: LogRecord[] = [];
  let characters = 0;
  for await (const record of records) {
    batch.push(record);
    characters += record.kind === 'text' ? record.text.length : 0;
    if (batch.length < BATCH_RECORDS && characters < BATCH_CHARACTERS) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}
