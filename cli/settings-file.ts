import { isScalar, LineCounter, parseDocument, stringify, visit } from 'yaml';
import { checkSettings } from '../shared/settings/check.ts';
import type { SettingsDocument } from '../shared/settings/document.ts';
import type { Json } from '../shared/vendors/vendor.ts';
import { UserError } from './errors.ts';
import { loadCalibration } from './load-calibration.ts';
import { replaceFile } from './replace-file.ts';
import { readTextFile } from './text-file.ts';

/** Settings in a file, YAML or JSON (which is YAML): checked as a whole, on what the stack is deployed with, before anything is done with them. */
export async function readSettings(path: string): Promise<SettingsDocument> {
  const { settings } = await loadCalibration(undefined);
  const checked = checkSettings(parsed(path, await contents(path)), settings);
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

/** In a file that was exported: now that it was applied, it rests on what it says itself. */
export async function rebase(path: string, from: string, to: string): Promise<void> {
  const text = await readText(path);
  try {
    await replaceFile(path, text.replace(from, to));
  } catch {
    console.error(`${path} cannot be written: export again before you change it further.`);
  }
}

function parsed(path: string, text: string): Json {
  const settings = yamlOf(path, text);
  // What stands and is in no file is removed, and a command that failed leaves an empty file.
  if (settings === undefined || settings === null)
    throw new UserError(`The settings ${path} say nothing. To have none at all, write {}.`);
  return settings;
}

function yamlOf(path: string, text: string): Json | undefined {
  try {
    return readYaml(text);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new UserError(`The settings ${path} are neither YAML nor JSON: ${reason}`);
  }
}

/** With checks of the library left out that take the square of the length, and made here. */
function readYaml(text: string): Json | undefined {
  const lines = new LineCounter();
  const options = { prettyErrors: false, uniqueKeys: false, lineCounter: lines, logLevel: 'error' } as const;
  const document = withoutStacks(() => parseDocument(text, options));
  const [error] = [...document.errors, ...document.warnings];
  const problem = error === undefined ? repeatedKey(document) : { text: error.message, at: error.pos[0] };
  if (problem !== undefined) throw new Error(`${problem.text} at line ${lines.linePos(problem.at).line}`);
  // No aliases: a file of a few lines could stand for gigabytes.
  return document.toJS({ maxAliasCount: 0 }) as Json | undefined;
}

/** A broken file has as many errors as characters, and where in the library each of them arose is of no use. */
function withoutStacks<Result>(work: () => Result): Result {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** Of two entries under one name the first would be lost without a word. */
function repeatedKey(document: ReturnType<typeof parseDocument>) {
  let found: { readonly text: string; readonly at: number } | undefined;
  visit(document, {
    Map: (_, { items }) => {
      const known = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (known.has(String(key.value))) {
          found = { text: `${String(key.value)} stands there twice`, at: key.range?.[0] ?? 0 };
          return visit.BREAK;
        }
        known.add(String(key.value));
      }
      return undefined;
    },
  });
  return found;
}

/** Thousands of entries. What is broken takes YAML's reader a few seconds for so much. */
const MAX_BYTES = 1024 * 1024;

async function contents(path: string): Promise<string> {
  const text = await readText(path);
  if (Buffer.byteLength(text) > MAX_BYTES)
    throw new UserError(`The settings ${path} are larger than 1 MiB: leave out what has expired.`);
  return text;
}

async function readText(path: string): Promise<string> {
  try {
    return await readTextFile(path);
  } catch {
    throw new UserError(
      `${path} is not a file that can be read: npx outflow settings export > settings.yaml makes one.`,
    );
  }
}
