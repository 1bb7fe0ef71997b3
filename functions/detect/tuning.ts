import type { HoneyIndex } from '../../shared/honey.ts';
import type { Contract } from '../../shared/settings/contract.ts';
import { documentOf } from '../../shared/settings/document.ts';
import type { Settings } from '../../shared/settings.ts';
import { type HoneyStore, indexOf } from '../ports/honey.ts';
import { keptFor } from '../ports/kept.ts';
import type { SettingsReader } from '../ports/settings.ts';
import { readThresholds } from '../ports/thresholds.ts';

/** Of the settings, what detection rests on. */
export const TUNING_KINDS = ['contracts', 'thresholds'] as const;

export interface Tuning {
  /** What the stack was deployed with, and on top what people have applied since. */
  readonly settings: Settings;
  readonly contracts: readonly Contract[];
}

/**
 * Reads the tuning, and keeps it for a while: a table that is throttled must not stop detection. Without a last one the
 * batch fails and comes again, because judging without contracts would page what an owner has said is usual, and not
 * what he has said never happens.
 */
export function keptTuning(
  reader: SettingsReader,
  deployed: Settings,
  now: () => number,
): () => Promise<Tuning> {
  return keptFor(
    () => read(reader, deployed),
    'The settings cannot be read; those of the last time stand.',
    now,
  );
}

/**
 * The honey that is planted, kept alike. Undefined where there is none; without a first answer the batch fails and
 * comes again, because what is not recognised when it is read is never asked about again.
 */
export function keptHoney(
  store: Pick<HoneyStore, 'read'>,
  now: () => number,
): () => Promise<HoneyIndex | undefined> {
  const readIndex = async () => {
    const honey = await store.read();
    return honey === undefined || honey.datasets.length === 0 ? undefined : indexOf(honey);
  };
  return keptFor(readIndex, 'The honey cannot be read; that of the last time stands.', now);
}

async function read(reader: SettingsReader, deployed: Settings): Promise<Tuning> {
  const [settings, contracts] = await Promise.all([
    readThresholds(reader, deployed),
    reader.ofKind('contracts'),
  ]);
  return { settings, contracts: documentOf(contracts).contracts };
}
