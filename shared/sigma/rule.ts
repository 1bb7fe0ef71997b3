import { sha256Hex } from '../hash.ts';
import { cleanText } from '../text.ts';
import { isObject } from '../vendors/field.ts';
import { VENDORS } from '../vendors/index.ts';
import type { Json, JsonObject } from '../vendors/vendor.ts';
import { compileDetection } from './detection.ts';
import { vendorOfSource } from './logsource.ts';
import { Refused } from './refused.ts';
import { keyField } from './taxonomy.ts';
import type { Test } from './test.ts';

export const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type Level = (typeof LEVELS)[number];

/** A rule is recorded and never pages until its owner promotes it to `live`; `off` asks it nothing. */
export const STAGES = ['staging', 'live', 'off'] as const;
export type Stage = (typeof STAGES)[number];

/** A Sigma rule (https://sigmahq.io), ready to be asked about raw events of its vendor. */
export interface SigmaRule extends RuleText {
  readonly test: Test;
}

/** What a finding tells of a rule. */
export interface RuleText {
  /** The rule's `id`, or a hash of its vendor and title where it has none. */
  readonly uid: string;
  readonly title: string;
  readonly vendor: string;
  readonly level: Level;
  readonly stage: Stage;
  /** `T1098.001`, from the tags of the namespace `attack`. */
  readonly techniques: readonly string[];
  readonly description?: string;
  readonly falsepositives: readonly string[];
  readonly references: readonly string[];
}

/** A rule that cannot be used, and why; `title` as far as it is known. */
export interface RefusedRule {
  readonly kind: 'refused';
  readonly title?: string;
  /** The same for every rule with this trouble: what a report counts by. */
  readonly reason: string;
  readonly detail: string;
}

export type CompiledRule = { readonly kind: 'rule'; readonly rule: SigmaRule } | RefusedRule;

const SHIPPED_VENDORS: ReadonlySet<string> = new Set(VENDORS.map(({ uid }) => uid));

/** A Sigma rule from its document: any JSON gives a rule or the reason why it is none, never a throw. */
export function compileRule(document: Json): CompiledRule {
  try {
    return { kind: 'rule', rule: compile(document) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { reason, message } = error;
    const title = isObject(document) ? plain(document, 'title') : undefined;
    const refused = { kind: 'refused', reason, detail: cleanText(message, MAX_TEXT) } as const;
    return title === undefined ? refused : { ...refused, title };
  }
}

function compile(document: Json): SigmaRule {
  if (!isObject(document))
    throw new Refused('no rule', 'the document is no map with title, logsource and detection');
  refuseOtherKinds(document);
  const title = plain(document, 'title');
  if (title === undefined) throw new Refused('no title', 'the rule has no title');
  const { logsource, detection } = document;
  if (!isObject(logsource)) throw new Refused('no logsource', 'the rule has no logsource');
  if (!isObject(detection)) throw new Refused('no detection', 'the rule has no detection');
  const [product, service, category] = ['product', 'service', 'category'].map((name) =>
    plain(logsource, name)?.toLowerCase(),
  );
  const vendor = vendorOfSource({ product, service, category }, SHIPPED_VENDORS);
  const description = plain(document, 'description');
  const rule = {
    uid: uidOf(document, vendor, title),
    title,
    vendor,
    level: oneOf(LEVELS, folded(document['level']) ?? 'informational', 'level'),
    stage: stageOf(document),
    techniques: techniquesOf(document),
    falsepositives: texts(document, 'falsepositives'),
    references: texts(document, 'references'),
    test: compileDetection(detection, { vendor, key: keyField(vendor)?.name }),
  };
  return description === undefined ? rule : { ...rule, description };
}

/** What Sigma has besides rules about single events, by its name. */
function refuseOtherKinds(document: JsonObject): void {
  if (document['correlation'] !== undefined)
    throw new Refused(
      'correlation rule',
      'correlation rules are not supported: a rule sees one event at a time; amounts over time are what the detectors judge',
    );
  if (document['filter'] !== undefined)
    throw new Refused('filter', 'Sigma filters are not supported: write the exclusion into the rule');
  if (document['action'] !== undefined && document['detection'] === undefined)
    throw new Refused(
      'rule collection',
      'collections with action: global are not supported: one document, one rule',
    );
  const status = folded(document['status']);
  if (status === 'deprecated' || status === 'unsupported')
    throw new Refused(`status ${status}`, `its author says that the rule is ${status}`);
}

const MAX_TEXT = 256;
const MAX_DESCRIPTION = 2_000;
const MAX_LIST = 16;

function plain(parent: JsonObject, name: string): string | undefined {
  const value = parent[name];
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = cleanText(String(value).trim(), name === 'description' ? MAX_DESCRIPTION : MAX_TEXT);
  return text === '' ? undefined : text;
}

/** A list of texts, or the one text that some authors write in its place. */
function texts(parent: JsonObject, name: string): readonly string[] {
  const value = parent[name];
  const items = Array.isArray(value) ? value : [value];
  return items
    .filter((item) => typeof item === 'string')
    .slice(0, MAX_LIST)
    .map((item) => cleanText(item.trim(), MAX_TEXT))
    .filter((item) => item !== '');
}

function folded(value: Json | undefined): Json | undefined {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function oneOf<T extends string>(values: readonly T[], value: Json, name: string): T {
  const found = values.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new Refused(`unknown ${name}`, `${name}: ${JSON.stringify(value)} is none of ${values.join(', ')}`);
}

function stageOf(document: JsonObject): Stage {
  const { outflow } = document;
  const stage = isObject(outflow) ? outflow['stage'] : undefined;
  return oneOf(STAGES, stage ?? 'staging', 'outflow.stage');
}

const UID = /^[\w.-]{1,64}$/;

function uidOf(document: JsonObject, vendor: string, title: string): string {
  const id = plain(document, 'id')?.toLowerCase();
  if (id === undefined) return sha256Hex(`${vendor}\0${title}`).slice(0, 16);
  if (UID.test(id)) return id;
  throw new Refused('unusable id', 'its id is neither a UUID nor 1 to 64 letters, digits, dots and hyphens');
}

const TECHNIQUE = /^attack\.(t\d{4}(?:\.\d{3})?)$/;

function techniquesOf(document: JsonObject): readonly string[] {
  const found = texts(document, 'tags').map((tag) => TECHNIQUE.exec(tag.toLowerCase())?.[1]?.toUpperCase());
  return [...new Set(found.filter((technique) => technique !== undefined))];
}
