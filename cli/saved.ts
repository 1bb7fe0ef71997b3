import { existsSync, statSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StoredFinding } from '../functions/ports/findings.ts';
import type { StateItem } from '../functions/ports/state.ts';
import { parseJson } from '../shared/decode/json.ts';
import type { Finding } from '../shared/finding.ts';
import type { DetectionFinding } from '../shared/ocsf.ts';
import { UserError } from './errors.ts';
import { exportOf, fromExport } from './exported.ts';
import { replaceFile } from './replace-file.ts';
import { checkWritable } from './writable.ts';

/**
 * A run on disk, for the other commands: findings, one OCSF document a line, and the profiles that they were held
 * against.
 */
export interface SavedRun {
  readonly findings: readonly StoredFinding[];
  readonly profiles: readonly StateItem[];
}

export async function saveRun(name: string, { findings, profiles }: SavedRun): Promise<string> {
  const path = savedPath(name);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await replace(
    profilesPath(path),
    profiles.map((item) => ({ ...item, bytes: Buffer.from(item.bytes).toString('base64') })),
  );
  await replace(path, findings.map(exportOf));
  return path;
}

/** A run takes minutes to hours: that it has a place is known before. */
export async function checkSavable(name: string): Promise<void> {
  const path = savedPath(name);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await checkWritable(path, 'The run');
}

/** Readable by its owner only, for it holds names, addresses and habits of people. */
export async function replace(path: string, lines: readonly object[]): Promise<void> {
  await replaceFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), 0o600);
}

/** `from`: a name under `.outflow/`, such as `demo`, or a file of findings, which brings no profiles. */
export async function loadRun(from: string): Promise<SavedRun> {
  const path = savedFile(from);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found && !found.isFile() && !found.isFIFO() && !found.isDirectory())
    throw new UserError(`${from} is no file: use --from demo, --from backtest or a file of findings.`);
  if (found?.isDirectory())
    throw new UserError(`${from} is a folder: use --from demo, --from backtest or a file of findings.`);
  if (!existsSync(path))
    throw new UserError(
      from === 'demo'
        ? 'There are no findings of a demo in this folder: name the deployed stack by --stack NAME (or OUTFLOW_STACK), or run `npx outflow demo` here first.'
        : `There is no file ${from} and no saved run of that name: use --from demo, --from backtest or a file of findings.`,
    );
  const profiles = existsSync(profilesPath(path)) ? await linesOf(profilesPath(path)) : [];
  return {
    findings: (await findingLines(path)).map((line, index) => parseLine(line, `${path}:${index + 1}`)),
    profiles: profiles.map((line, index) => parseItem(line, `${profilesPath(path)}:${index + 1}`)),
  };
}

export async function loadFindings(from: string): Promise<Finding[]> {
  return (await loadRun(from)).findings.map(({ finding }) => finding);
}

/** The file that `from` means. */
export function savedFile(from: string): string {
  return existsSync(savedPath(from)) ? savedPath(from) : from;
}

async function findingLines(path: string): Promise<string[]> {
  const lines = await linesOf(path);
  if (lines[0] === '{')
    throw new UserError(
      `${path} is what a command printed with --json, not a file of findings: the newest backtest is read with --from backtest.`,
    );
  return lines;
}

async function linesOf(path: string): Promise<string[]> {
  return (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
}

function parseItem(line: string, place: string): StateItem {
  // Written by saveRun above, unless somebody has changed the file.
  const item = parseJson(line) as (Omit<StateItem, 'bytes'> & { readonly bytes: string }) | undefined;
  if (typeof item?.entity !== 'string' || typeof item.bytes !== 'string')
    throw new UserError(
      `${place} is not a profile that Outflow wrote: run the demo or backtest again to renew it.`,
    );
  return { ...item, bytes: Buffer.from(item.bytes, 'base64') };
}

function parseLine(line: string, place: string): StoredFinding {
  try {
    const document = JSON.parse(line) as DetectionFinding;
    if (typeof document.unmapped?.outflow?.id === 'string') return fromExport(document);
  } catch {
    // Said below: a line that is no JSON and one that is no finding need the same remedy.
  }
  throw new UserError(
    `${place} is not a finding that Outflow wrote: run the demo or backtest again to renew the file.`,
  );
}

function savedPath(name: string): string {
  return join('.outflow', `${name.replace(/[^\w-]/g, '')}.jsonl`);
}

function profilesPath(path: string): string {
  return path.replace(/(\.\w+)?$/, '.profiles$1');
}
