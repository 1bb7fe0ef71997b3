import { runDetectorCases } from '../../shared/own/cases.ts';
import { isDetectorFile } from '../../shared/own/detector.ts';
import { runCases, whyNeverAsked } from '../../shared/sigma/cases.ts';
import { EXIT, UserError } from '../errors.ts';
import { type FoundDetector, findDetectors } from '../rules/detectors.ts';
import { type FoundRule, loadCases, loadRules, RULES_FOLDER, rulesFolder } from '../rules/folder.ts';
import { type TestedDetector, type TestedRule, testReport } from '../rules/test-report.ts';

/**
 * Loads rules and runs the cases beside them. A folder of somebody else's rules is reported as it is: what loads,
 * and what does not and why. A rule that has cases must load and do what they say, and so must every detector.
 */
export async function testRules(
  paths: readonly string[],
  { json = false }: { readonly json?: boolean },
): Promise<void> {
  const named = paths.length > 0 ? paths : [await ownFolder()];
  const found = await loadRules(named.filter((path) => !isDetectorFile(path)));
  const detectors = (await findDetectors(named)).map(tryDetector);
  if (found.length + detectors.length === 0)
    throw new UserError(
      `There are no rules (*.yml) or detectors (*.ts) in ${named.join(', ')}: name a folder that has some.`,
    );
  const tested: TestedRule[] = [];
  for (const one of found) tested.push(await tryRule(one));
  const report = testReport(tested, detectors);
  console.log(json ? JSON.stringify(report.json, null, 2) : report.lines.join('\n'));
  if (report.failed > 0) process.exitCode = EXIT.usage;
}

async function ownFolder(): Promise<string> {
  const folder = await rulesFolder(undefined);
  if (folder !== undefined) return folder;
  throw new UserError(
    `There is no folder ${RULES_FOLDER}: name the one with the rules, or begin with npx outflow rules new NAME --vendor okta.`,
  );
}

async function tryRule({ path, read }: FoundRule): Promise<TestedRule> {
  const cases = await loadCases(path);
  if (read.kind === 'refused') return { path, read, hasCases: cases !== undefined, failures: [] };
  const failures = cases === undefined ? [] : runCases(read.rule, cases);
  const never = whyNeverAsked(read.rule);
  const notes = never === undefined ? [] : [{ at: 'rule', kind: 'unread' as const, reason: never }];
  return { path, read, hasCases: cases !== undefined, failures: [...failures, ...notes] };
}

function tryDetector({ path, read }: FoundDetector): TestedDetector {
  if ('problem' in read) return { path, failures: [{ case: 'detector', reason: read.problem }] };
  return { path, failures: runDetectorCases(read) };
}
