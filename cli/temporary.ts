import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that only its owner can read and that is gone when the program is, also after Ctrl-C. */
export interface Temporary {
  readonly path: string;
  remove(): void;
}

export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export async function temporaryFolder(): Promise<Temporary> {
  const path = await mkdtemp(join(tmpdir(), 'outflow-'));
  // Tried again: a write that is under way may put a file into the folder while it is being emptied.
  const erase = () => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  return { path, remove: atTheEnd(erase) };
}

/** Does it when it is called, or when the program ends before that, also by Ctrl-C. */
export function atTheEnd(what: () => void): () => void {
  const onSignal = (signal: (typeof SIGNALS)[number]) => process.exit(128 + constants.signals[signal]);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on('exit', what);
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off('exit', what);
    what();
  };
}
