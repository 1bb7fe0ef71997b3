import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OWN_UID } from '../../shared/own/detector.ts';
import { LEVELS, type RuleText, type SigmaRule } from '../../shared/sigma/rule.ts';
import { shippedRules } from '../../shared/sigma/shipped.ts';
import { plural } from '../../shared/words.ts';
import { UserError } from '../errors.ts';
import { table } from '../render/table.ts';
import { detectorTemplate, uidOf } from '../rules/detector-template.ts';
import { findDetectors } from '../rules/detectors.ts';
import { casesPathOf, loadDocuments, loadRules, RULES_FOLDER, rulesFolder } from '../rules/folder.ts';
import { ruleTemplate } from '../rules/template.ts';
import { vendorOf } from './coverage.ts';

export interface RulesOptions {
  readonly rules?: string;
  readonly json?: boolean;
}

interface ListedRule extends RuleText {
  /** `shipped`, or the file. */
  readonly source: string;
}

/** The rules that are asked, gravest first: those of one's own take the place of shipped ones with the same id. */
export async function listRules({ rules, json }: RulesOptions): Promise<void> {
  const folder = await rulesFolder(rules);
  const found = folder === undefined ? [] : await loadRules([folder]);
  const own = found.flatMap(({ path, read }) => (read.kind === 'rule' ? [listed(read.rule, path)] : []));
  const shipped = shippedRules().map((rule) => listed(rule, 'shipped'));
  const all = [...new Map([...shipped, ...own].map((rule) => [rule.uid, rule])).values()].sort(byGravity);
  const foundDetectors = folder === undefined ? [] : await findDetectors([folder]);
  const detectors = foundDetectors.flatMap(({ path, read }) =>
    'problem' in read ? [] : [{ uid: read.uid, title: read.title, stage: read.stage, source: path }],
  );
  if (json) console.log(JSON.stringify([...all, ...detectors], null, 2));
  else console.log([...listLines(all), ...detectorLines(detectors)].join('\n'));
  const refused = found.length - own.length + foundDetectors.length - detectors.length;
  if (refused > 0)
    console.error(
      `${plural(refused, 'file')} of ${folder} cannot be used: npx outflow rules test ${folder} says why.`,
    );
}

function listed({ test: _, ...text }: SigmaRule, source: string): ListedRule {
  return { ...text, source };
}

function byGravity(a: RuleText, b: RuleText): number {
  const order = LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level);
  return order || (a.vendor === b.vendor ? (a.title < b.title ? -1 : 1) : a.vendor < b.vendor ? -1 : 1);
}

function listLines(rules: readonly ListedRule[]): string[] {
  const live = rules.filter(({ stage }) => stage === 'live').length;
  return [
    ...table([
      ['LEVEL', 'VENDOR', 'STAGE', 'SOURCE', 'TITLE'],
      ...rules.map(({ level, vendor, stage, source, title }) => [level, vendor, stage, source, title]),
    ]),
    '',
    `${plural(rules.length, 'rule')}, ${live} live; those in staging are recorded and never page.`,
  ];
}

type ListedDetector = Pick<ListedRule, 'uid' | 'title' | 'source'> & { readonly stage: string };

function detectorLines(detectors: readonly ListedDetector[]): string[] {
  if (detectors.length === 0) return [];
  return [
    '',
    ...table([
      ['DETECTOR', 'STAGE', 'SOURCE', 'TITLE'],
      ...detectors.map(({ uid, stage, source, title }) => [uid, stage, source, title]),
    ]),
  ];
}

const NAME = /^[a-z0-9][a-z0-9_-]{2,69}$/;

interface NewOptions {
  readonly vendor?: string;
  readonly detector?: boolean;
  readonly rules?: string;
}

/** Writes a rule with its cases, or a detector, to be changed. */
export async function newRule(name: string, options: NewOptions): Promise<void> {
  const { vendor, detector = false, rules = RULES_FOLDER } = options;
  if (!NAME.test(name))
    throw new UserError(
      `"${name}" cannot be the name of a rule: 3 to 70 lower-case letters, digits, hyphens and underscores.`,
    );
  if (detector && vendor !== undefined)
    throw new UserError('A detector judges accounts of every vendor: leave --vendor out, or --detector.');
  if (detector) return newDetector(name, rules);
  if (vendor === undefined)
    throw new UserError('Say whose events the rule is about, such as --vendor okta, or --detector for code.');
  const path = join(rules, `${name}.yml`);
  const template = ruleTemplate(name, vendorOf(vendor));
  await mkdir(rules, { recursive: true });
  await writeNew(path, template.rule);
  await writeNew(casesPathOf(path), template.cases);
  console.log(`Wrote ${path} and ${casesPathOf(path)}. Next: npx outflow rules test ${path}`);
}

async function newDetector(name: string, folder: string): Promise<void> {
  if (!OWN_UID.test(uidOf(name)))
    throw new UserError(
      `"${name}" cannot be the name of a detector: at most 36 lower-case letters, digits and hyphens.`,
    );
  const path = join(folder, `${name}.ts`);
  await mkdir(folder, { recursive: true });
  await writeNew(path, detectorTemplate(name, folder));
  console.log(`Wrote ${path}. Next: npx outflow rules test ${path}`);
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new UserError(`${path} is there already: choose another name, or remove it first.`);
    throw error;
  }
}

/** The documents of a folder as JSON, which needs no YAML to be read: how rules get into a Lambda. */
export async function packRules(folder: string): Promise<void> {
  const found = await loadDocuments([folder]);
  const documents = found.map(({ path, read }) => {
    if (read.kind === 'document') return read.document;
    throw new UserError(`${path} cannot be packed: ${read.detail}.`);
  });
  process.stdout.write(`${JSON.stringify(documents, null, 2)}\n`);
}
