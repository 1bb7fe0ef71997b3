import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { memoryStateStore } from '../../functions/ports/memory/state.ts';
import { itemKey, type StateItem, type StateStore } from '../../functions/ports/state.ts';
import { messageOf } from '../../shared/text.ts';
import { UserError } from '../errors.ts';
import { replaceFile } from '../replace-file.ts';

/** A state table in one file: the hash key on the first line, then an item a line. */
export interface StateFile {
  readonly hashKey: Uint8Array;
  readonly state: StateStore;
  save(): Promise<void>;
}

/** Made with a new key where there is none. */
export async function openStateFile(path: string): Promise<StateFile> {
  const items = new Map<string, StateItem>();
  const hashKey = existsSync(path) ? await load(path, items) : randomBytes(32);
  return {
    hashKey,
    state: memoryStateStore(items),
    save: async () => {
      const head = JSON.stringify({ outflowState: 1, hashKey: base64(hashKey) });
      const lines = [...items.values()].map((item) => JSON.stringify({ ...item, bytes: base64(item.bytes) }));
      // Readable by its owner only, as the key in it is.
      await replaceFile(path, `${[head, ...lines].join('\n')}\n`, 0o600);
    },
  };
}

async function load(path: string, items: Map<string, StateItem>): Promise<Uint8Array> {
  try {
    const [head = '', ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
    const { outflowState, hashKey } = JSON.parse(head) as { outflowState?: number; hashKey?: string };
    const key = Buffer.from(hashKey ?? '', 'base64');
    if (outflowState !== 1 || key.length !== 32) throw new Error('its first line is not one');
    for (const line of lines) {
      // Written by `save` above.
      const item = JSON.parse(line) as Omit<StateItem, 'bytes'> & { readonly bytes: string };
      items.set(itemKey(item), { ...item, bytes: Buffer.from(item.bytes, 'base64') });
    }
    return key;
  } catch (error) {
    const reason = messageOf(error);
    throw new UserError(
      `${path} is not a state file that Outflow wrote (${reason}): name another file, or one that is not there yet.`,
    );
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
