import { resolve, sep } from 'node:path';
import { runDetectorCases } from '../../shared/own/cases.ts';
import { isDetectorFile } from '../../shared/own/detector.ts';
import { runCases, whyNeverAsked } from '../../shared/sigma/cases.ts';
import { plural } from '../../shared/words.ts';
import { EXIT, UserError } from '../errors.ts';
import { detectorFiles, type FoundDetector, findDetectors } from '../rules/detectors.ts';
import { type FoundRule, loadCases, loadRules, RULES_FOLDER, rulesFolder } from '../rules/folder.ts';
import { type TestedDetector, type TestedRule, testReport } from '../rules/test-report.ts';

interface TestOptions {
  readonly json?: boolean;
  /** The folder of one's own: what lies there is code that may be run. */
  readonly rules?: string;
}

/**
 * Loads rules and runs the cases beside them. A folder of somebody else's rules is reported as it is: what loads,
 * and what does not and why; code in it is not run. A rule of one's own, and any that has cases, must load and do what
 * they say, and so must every detector.
 */
export async function testRules(
  paths: readonly string[],
  { json = false, rules }: TestOptions,
): Promise<void> {
  const named = paths.length > 0 ? paths : [await ownFolder(rules)];
  const found = await loadRules(named.filter((path) => !isDetectorFile(path)));
  const isOwn = (path: string) => isDetectorFile(path) || resolve(path) === resolve(rules ?? RULES_FOLDER);
  const detectors = (await findDetectors(named.filter(isOwn))).map(tryDetector);
  const strange = (await Promise.all(named.filter((path) => !isOwn(path)).map(detectorFiles))).flat();
  if (found.length + detectors.length + strange.length === 0)
    throw new UserError(
      `There are no rules (*.yml) or detectors (*.ts) in ${named.join(', ')}: name a folder that has some.`,
    );
  const tested: TestedRule[] = [];
  const own = resolve(rules ?? RULES_FOLDER);
  for (const one of found) tested.push(await tryRule(one, isWithin(own, one.path)));
  const report = testReport(tested, detectors);
  console.log(json ? JSON.stringify(report.json, null, 2) : report.lines.join('\n'));
  if (strange.length > 0)
    console.error(
      `${plural(strange.length, 'file')} with code (*.ts) ${strange.length === 1 ? 'was' : 'were'} not run: name a file itself, or by --rules the folder that is yours.`,
    );
  if (report.failed > 0) process.exitCode = EXIT.usage;
}

async function ownFolder(named: string | undefined): Promise<string> {
  const folder = await rulesFolder(named);
  if (folder !== undefined) return folder;
  throw new UserError(
    `There is no folder ${RULES_FOLDER}: name the one with the rules, or begin with npx outflow rules new NAME --vendor okta.`,
  );
}

function isWithin(folder: string, path: string): boolean {
  return resolve(path).startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

async function tryRule({ path, read }: FoundRule, isOwn: boolean): Promise<TestedRule> {
  const cases = await loadCases(path);
  if (read.kind === 'refused') return { path, read, isOwn, hasCases: cases !== undefined, failures: [] };
  const failures = cases === undefined ? [] : runCases(read.rule, cases);
  const never = whyNeverAsked(read.rule);
  const notes = never === undefined ? [] : [{ at: 'rule', kind: 'unread' as const, reason: never }];
  return { path, read, isOwn, hasCases: cases !== undefined, failures: [...failures, ...notes] };
}

function tryDetector({ path, read }: FoundDetector): TestedDetector {
  if ('problem' in read) return { path, failures: [{ case: 'detector', reason: read.problem }] };
  return { path, failures: runDetectorCases(read) };
}
