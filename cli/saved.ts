import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Finding } from '../shared/finding.ts';
import { type DetectionFinding, fromOcsf, toOcsf } from '../shared/ocsf.ts';
import { UserError } from './errors.ts';

/** Findings on disk, one OCSF document a line: what `demo` and `backtest` leave behind for the other commands. */
export async function saveFindings(name: string, findings: readonly Finding[]): Promise<string> {
  const path = savedPath(name);
  await mkdir(dirname(path), { recursive: true });
  // Renamed into place, so that Ctrl-C never leaves half a file.
  await writeFile(`${path}.part`, findings.map((finding) => `${JSON.stringify(toOcsf(finding))}\n`).join(''));
  await rename(`${path}.part`, path);
  return path;
}

/** `from`: a name under `.outflow/`, such as `demo`, or a file. */
export async function loadFindings(from: string): Promise<Finding[]> {
  const path = savedFile(from);
  if (!existsSync(path))
    throw new UserError(
      from === 'demo'
        ? 'There are no findings of a demo here yet: run `npx outflow demo` first, in this folder.'
        : `There is no file ${from} and no saved run of that name: use --from demo, --from backtest or a file of findings.`,
    );
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line, index) => parseLine(line, `${path}:${index + 1}`));
}

/** The file that `from` means. */
export function savedFile(from: string): string {
  return existsSync(savedPath(from)) ? savedPath(from) : from;
}

function parseLine(line: string, place: string): Finding {
  try {
    const document = JSON.parse(line) as DetectionFinding;
    if (typeof document.unmapped?.outflow?.id === 'string') return fromOcsf(document);
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
