import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, relative, resolve } from 'node:path';
import { type BuildFailure, type BuildOptions, buildSync, formatMessagesSync } from 'esbuild';
import { DETECTORS } from '../shared/detectors/index.ts';
import { runDetectorCases } from '../shared/own/cases.ts';
import { problemOfDetector } from '../shared/own/check.ts';
import { isDetectorFile, type OwnDetector } from '../shared/own/detector.ts';
import { ConfigError } from './config/error.ts';

/**
 * Bundles the detectors of a folder into one file with `detectors`, and asks that each does what its cases say: one
 * that does not stops the deployment, because somebody would rely on it. Without any there is no file.
 */
export function bundleDetectors(folder: string, outFile: string): void {
  const paths = detectorFiles(folder);
  // Of an earlier bundle.
  rmSync(outFile, { force: true });
  if (paths.length === 0) return;
  build(folder, {
    stdin: { contents: entryOf(paths), resolveDir: resolve(folder), loader: 'ts' },
    outfile: outFile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minifySyntax: true,
    logLevel: 'silent',
  });
  const detectors = loaded(outFile);
  const taken = new Set(DETECTORS.map(({ uid }) => uid));
  for (const [at, path] of paths.entries()) {
    const problem = problemOfDetector(detectors[at], taken);
    if (problem !== undefined) throw unusable(path, problem);
    const own = detectors[at] as OwnDetector;
    const [failure] = runDetectorCases(own);
    if (failure !== undefined) throw unusable(path, `in “${failure.case}” it ${failure.reason}`);
    taken.add(own.uid);
  }
}

/** What cannot be bundled is mostly a detector that is written wrong: esbuild says where. */
function build(folder: string, options: BuildOptions): void {
  try {
    const { warnings } = buildSync(options);
    for (const text of formatMessagesSync(warnings, { kind: 'warning' })) console.warn(text);
  } catch (error) {
    const [first] = (error as Partial<BuildFailure>).errors ?? [];
    if (first === undefined) throw error;
    const { file = '', line = 0 } = first.location ?? {};
    throw new ConfigError(
      `The detectors in ${relative(process.cwd(), folder)} cannot be used: ${first.text}${file === '' ? '' : `, in ${file}, line ${line}`}. Mend them or take them out of the folder.`,
    );
  }
}

function loaded(path: string): readonly unknown[] {
  const load = createRequire(path);
  // Of an earlier bundle in this process.
  delete load.cache[load.resolve(path)];
  return load(path).detectors;
}

function detectorFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => isDetectorFile(basename(name)))
    .sort()
    .map((name) => join(folder, name));
}

function entryOf(paths: readonly string[]): string {
  const imports = paths.map((path, at) => `import own${at} from ${JSON.stringify(resolve(path))};`);
  return [...imports, `export const detectors = [${paths.map((_, at) => `own${at}`).join(', ')}];`].join(
    '\n',
  );
}

function unusable(path: string, detail: string): ConfigError {
  const named = relative(process.cwd(), path);
  return new ConfigError(
    `The detector ${named} cannot be used: ${detail}. Mend it or take it out of the folder.`,
  );
}
