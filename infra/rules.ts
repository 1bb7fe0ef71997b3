import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readDocuments } from '../shared/sigma/read-rules.ts';
import { compileRule, type RefusedRule } from '../shared/sigma/rule.ts';
import type { Json } from '../shared/vendors/vendor.ts';
import { ConfigError } from './config/error.ts';

/** The rules of one's own as JSON documents, for a Lambda that reads no YAML. None without the folder. */
export function packedRules(folder: string): readonly Json[] {
  if (!existsSync(folder)) return [];
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/i.test(name))
    .sort()
    .map((name) => join(folder, name));
  return paths.flatMap((path) => readDocuments(readFileSync(path, 'utf8')).map((read) => usable(path, read)));
}

/** A rule that cannot be used stops the deployment: otherwise somebody would rely on it. */
function usable(path: string, read: ReturnType<typeof readDocuments>[number]): Json {
  if (read.kind === 'refused') throw unusable(path, read);
  const compiled = compileRule(read.document);
  if (compiled.kind === 'refused') throw unusable(path, compiled);
  return read.document;
}

function unusable(path: string, { detail }: RefusedRule): ConfigError {
  const named = relative(process.cwd(), path);
  return new ConfigError(
    `The rule ${named} cannot be used: ${detail}. Mend it or take it out of the folder.`,
  );
}
