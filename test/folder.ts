import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** For what several files share; goes when the last of them is done. */
    readonly folder: string;
  }
}

export default function setup(project: Pick<TestProject, 'provide' | 'onTestsRerun'>): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'outflow-test-'));
  project.provide('folder', folder);
  // Hundreds of processes load the same modules: what one has compiled serves the next.
  process.env['NODE_COMPILE_CACHE'] ??= join(folder, 'compiled');
  // While `vitest` watches, sources change: what was made of them is made again.
  project.onTestsRerun(() => {
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
  });
  return () => rmSync(folder, { recursive: true, force: true });
}
