import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseJson } from '../../shared/decode/json.ts';
import { type Cases, readCases } from '../../shared/sigma/cases.ts';
import { type ReadDocument, readDocuments } from '../../shared/sigma/read-rules.ts';
import { type CompiledRule, compileRule, type SigmaRule } from '../../shared/sigma/rule.ts';
import { type RuleSet, ruleSet } from '../../shared/sigma/rule-set.ts';
import { shippedRules } from '../../shared/sigma/shipped.ts';
import { UserError } from '../errors.ts';
import { readTextFile } from '../text-file.ts';

/** Where rules of one's own are, unless `--rules` says otherwise. */
export const RULES_FOLDER = 'outflow-rules';

/** One document of a rule file. */
export interface FoundRule {
  readonly path: string;
  readonly read: CompiledRule;
}

export interface FoundDocument {
  readonly path: string;
  readonly read: ReadDocument;
}

const MAX_FILES = 20_000;
const MAX_BYTES = 1024 * 1024;
const RULE_FILE = /\.ya?ml$/i;

/**
 * The rules of files and of folders with everything under them, in the order of their names. Of two with one id only one
 * could be asked: whoever copies a file and forgets the id must hear of it.
 */
export async function loadRules(paths: readonly string[]): Promise<readonly FoundRule[]> {
  const found = await loadDocuments(paths);
  const taken = new Map<string, string>();
  return found.map(({ path, read }) => {
    const compiled = read.kind === 'refused' ? read : compileRule(read.document);
    if (compiled.kind === 'refused') return { path, read: compiled };
    const other = taken.get(compiled.rule.uid);
    if (other !== undefined)
      return {
        path,
        read: {
          kind: 'refused',
          reason: 'id of another rule',
          detail: `its id, made of vendor and title where it states none, is that of ${other}: give it one of its own`,
        },
      };
    taken.set(compiled.rule.uid, path);
    return { path, read: compiled };
  });
}

export async function loadDocuments(paths: readonly string[]): Promise<readonly FoundDocument[]> {
  const named = (await Promise.all(paths.map(ruleFiles))).flat();
  // `rules ./rules/one.yml` names one of them twice.
  const files = [...Map.groupBy(named, (path) => resolve(path)).values()].flatMap(([first]) => first ?? []);
  if (files.length > MAX_FILES)
    throw new UserError(`There are more than ${MAX_FILES} rule files: name a folder further down.`);
  const found: FoundDocument[] = [];
  for (const path of files)
    for (const read of await documentsOf(path, paths.includes(path))) found.push({ path, read });
  return found;
}

/** A pipe is read where it is named; in a folder that somebody made it would wait for ever, and a link lead to a device. */
async function documentsOf(path: string, isNamed: boolean): Promise<readonly ReadDocument[]> {
  const found = await statOf(path);
  if (!(found?.isFile() || (isNamed && found?.isFIFO())))
    return [{ kind: 'refused', reason: 'no file', detail: 'is no file that can be read' }];
  if (found.size > MAX_BYTES)
    return [
      { kind: 'refused', reason: 'file too long', detail: 'is larger than 1 MiB: a rule is not a log' },
    ];
  return readDocuments(await readTextFile(path));
}

async function ruleFiles(path: string): Promise<string[]> {
  const found = await statOf(path);
  if (found === undefined)
    throw new UserError(`${path} is no file or folder that can be read: name one with Sigma rules (*.yml).`);
  if (!found.isDirectory()) return [path];
  const names = await readdir(path, { recursive: true });
  return names
    .filter((name) => RULE_FILE.test(name))
    .sort()
    .map((name) => join(path, name));
}

/** The folder that is named, which must be there, or the usual one, if it is. */
export async function rulesFolder(named: string | undefined): Promise<string | undefined> {
  const folder = named ?? RULES_FOLDER;
  if ((await statOf(folder))?.isDirectory()) return folder;
  if (named === undefined) return undefined;
  throw new UserError(
    `${named} is no folder: name the one with your rules, or make it by npx outflow rules new.`,
  );
}

/** The shipped rules and, in place of those with the same id, one's own: what the Lambda is deployed with. */
export async function loadRuleSet(named: string | undefined): Promise<RuleSet> {
  return withShipped(await loadOwnRules(named));
}

/** One's own alone; none where there is no folder. */
export async function loadOwnRules(named: string | undefined): Promise<readonly SigmaRule[]> {
  const folder = await rulesFolder(named);
  return folder === undefined ? [] : (await loadRules([folder])).map(usable);
}

export function withShipped(own: readonly SigmaRule[]): RuleSet {
  return ruleSet([...shippedRules(), ...own]);
}

function usable({ path, read }: FoundRule): SigmaRule {
  if (read.kind === 'rule') return read.rule;
  throw new UserError(
    `The rule ${path} cannot be used: ${read.detail}. Mend it or take it out of the folder.`,
  );
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch {
    return undefined;
  }
}

export function casesPathOf(rulePath: string): string {
  return rulePath.replace(RULE_FILE, '.cases.json');
}

/** The cases beside a rule; undefined where it has none, and a UserError where they cannot be read. */
export async function loadCases(rulePath: string): Promise<Cases | undefined> {
  const path = casesPathOf(rulePath);
  const found = await statOf(path);
  if (found === undefined) return undefined;
  if (!found.isFile()) throw new UserError(`The cases ${path} are no file that can be read.`);
  const value = parseJson(await readTextFile(path));
  if (value === undefined)
    throw new UserError(`The cases ${path} are not JSON: check their commas, quotes and brackets.`);
  const read = readCases(value);
  if (read.kind === 'cases') return read.cases;
  throw new UserError(`The cases ${path} cannot be used: ${read.reason}.`);
}
