import { existsSync } from 'node:fs';
import { indexOf } from '../../functions/ports/honey.ts';
import type { HoneyIndex } from '../../shared/honey.ts';
import { REGISTRY_FILE } from './registry-file.ts';

/** Of the file that is named, or of this folder; undefined where there is none. */
export async function loadHoney(path: string | undefined): Promise<HoneyIndex | undefined> {
  if (path === undefined && !existsSync(REGISTRY_FILE)) return undefined;
  // A registry may be a stack's, and brings the SDK along: a fifth of a second that others need not wait.
  const { openRegistry, readHoney } = await import('./registry.ts');
  return indexOf(await readHoney(await openRegistry({ registry: path ?? REGISTRY_FILE })));
}
