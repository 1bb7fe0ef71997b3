import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { UserError } from './errors.ts';
import { partOf } from './replace-file.ts';

export interface Output {
  readonly line: (text: string) => Promise<void>;
  readonly end: () => Promise<void>;
}

const BATCH_CHARACTERS = 64 * 1024;

/** Lines to standard output, no faster than its reader takes them, so that a large result is never held. */
export function standardOutput(): Output {
  let held = '';
  async function flush(): Promise<void> {
    const text = held;
    held = '';
    if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
  }
  return {
    async line(text) {
      held += `${text}\n`;
      if (held.length >= BATCH_CHARACTERS) await flush();
    },
    end: flush,
  };
}

/** Readable by its owner only: what is in it are people's data. There once it is whole: half of it would pass for all. */
export async function fileOutput(path: string): Promise<Output> {
  const part = await partOf(path, 0o600);
  const file = createWriteStream(part.path, { mode: 0o600 });
  const failed = new Promise<never>((_, reject) => {
    file.once('error', (error) =>
      reject(new UserError(`${path} cannot be written (${error.message}): name another file.`)),
    );
  });
  failed.catch(() => {});
  return {
    line: async (text) => {
      if (!file.write(`${text}\n`)) await Promise.race([once(file, 'drain'), failed]);
    },
    end: async () => {
      file.end();
      await Promise.race([finished(file), failed]);
      await part.replace();
    },
  };
}
