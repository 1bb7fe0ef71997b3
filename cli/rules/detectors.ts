import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Detector } from '../../shared/detectors/detector.ts';
import { DETECTORS } from '../../shared/detectors/index.ts';
import { problemOfDetector } from '../../shared/own/check.ts';
import { askedOwn, isDetectorFile, type OwnDetector } from '../../shared/own/detector.ts';
import { UserError } from '../errors.ts';
import { rulesFolder } from './folder.ts';

export interface FoundDetector {
  readonly path: string;
  /** The default export of the file, or why it cannot be asked. */
  readonly read: OwnDetector | { readonly problem: string };
}

/** The detectors of files and of folders with everything under them, in the order of their names: their code is run. */
export async function findDetectors(paths: readonly string[]): Promise<readonly FoundDetector[]> {
  const files = (await Promise.all(paths.map(detectorFiles))).flat();
  const taken = new Set(DETECTORS.map(({ uid }) => uid));
  const found: FoundDetector[] = [];
  for (const path of files) {
    const value = await defaultExport(path);
    const problem = value instanceof Problem ? value.reason : problemOfDetector(value, taken);
    if (problem !== undefined) found.push({ path, read: { problem } });
    else {
      const own = value as OwnDetector;
      taken.add(own.uid);
      found.push({ path, read: own });
    }
  }
  return found;
}

class Problem {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

async function defaultExport(path: string): Promise<unknown> {
  if (!existsSync(path))
    throw new UserError(`${path} is no file that can be read: name one with a detector (*.ts).`);
  try {
    return (await import(pathToFileURL(resolve(path)).href)).default;
  } catch (error) {
    return new Problem(`it cannot be loaded: ${error instanceof Error ? error.message : error}`);
  }
}

/** Files with code, of a file or of a folder with everything under it. */
export async function detectorFiles(path: string): Promise<string[]> {
  if (isDetectorFile(path)) return [path];
  try {
    const names = await readdir(path, { recursive: true });
    return names
      .filter((name) => isDetectorFile(basename(name)))
      .sort()
      .map((name) => join(path, name));
  } catch {
    // A file with rules in it, or one that whoever reads those complains of.
    return [];
  }
}

/** One's own detectors as the Lambda asks them: those that are not off. What one throws is told once. */
export async function loadDetectors(named: string | undefined): Promise<readonly Detector[]> {
  const folder = await rulesFolder(named);
  const found = folder === undefined ? [] : await findDetectors([folder]);
  return found
    .map(usable)
    .filter(({ stage }) => stage !== 'off')
    .map((own) => askedOwn(own, toldOnce()));
}

function usable({ path, read }: FoundDetector): OwnDetector {
  if (!('problem' in read)) return read;
  throw new UserError(
    `The detector ${path} cannot be used: ${read.problem}. Mend it or take it out of the folder.`,
  );
}

function toldOnce(): (uid: string, error: unknown) => void {
  let isTold = false;
  return (uid, error) => {
    if (!isTold) console.error(`The detector ${uid} failed, and days are judged without it: ${error}`);
    isTold = true;
  };
}
