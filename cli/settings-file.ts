import { readFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import { checkSettings } from '../shared/settings/check.ts';
import type { SettingsDocument } from '../shared/settings/document.ts';
import type { Json } from '../shared/vendors/vendor.ts';
import { UserError } from './errors.ts';

/** Settings in a file, YAML or JSON (which is YAML): checked as a whole before anything is done with them. */
export async function readSettings(path: string): Promise<SettingsDocument> {
  const checked = checkSettings(parsed(path, await contents(path)));
  if (checked.kind === 'settings') {
    for (const { path: at, reason } of checked.ignored ?? []) console.error(`In ${path}, ${at} ${reason}.`);
    return checked.document;
  }
  const problems = checked.problems.map(({ path: at, reason }) => (at === '' ? reason : `${at}: ${reason}`));
  throw new UserError([`The settings ${path} cannot be used:`, ...problems].join('\n  '));
}

/** Reviewable line by line: one field a line, empty parts left out. */
export function settingsText(document: SettingsDocument): string {
  const parts = Object.entries(document).filter(([, part]) => Object.keys(part).length > 0);
  return parts.length === 0 ? '{}\n' : stringify(Object.fromEntries(parts), { lineWidth: 100 });
}

function parsed(path: string, text: string): Json {
  try {
    // No aliases: a file of a few lines could stand for gigabytes.
    return (parse(text, { maxAliasCount: 0 }) as Json | undefined) ?? {};
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new UserError(`The settings ${path} are neither YAML nor JSON: ${reason}`);
  }
}

/** Hundreds of entries of each kind. What is broken takes YAML's reader some five seconds for so much. */
const MAX_BYTES = 1024 * 1024;

async function contents(path: string): Promise<string> {
  const text = await readText(path);
  if (Buffer.byteLength(text) > MAX_BYTES)
    throw new UserError(`The settings ${path} are larger than 1 MiB: leave out what has expired.`);
  return text;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new UserError(
      `${path} is not a file that can be read: npx outflow settings export > settings.yaml makes one.`,
    );
  }
}
