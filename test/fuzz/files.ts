import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStateFile } from '../../cli/backfill/state-file.ts';
import { UserError } from '../../cli/errors.ts';
import { exportOf } from '../../cli/exported.ts';
import { openRegistry, readHoney } from '../../cli/honey/registry.ts';
import { recordsOf as recordsOfLog } from '../../cli/input/records.ts';
import { loadCalibration } from '../../cli/load-calibration.ts';
import { loadMapping } from '../../cli/load-mapping.ts';
import { recordsOf } from '../../cli/quarantine/held.ts';
import { loadRules } from '../../cli/rules/folder.ts';
import { loadFindings } from '../../cli/saved.ts';
import { readSettings, settingsText } from '../../cli/settings-file.ts';
import type { FindingItem } from '../../functions/ports/finding-item.ts';
import { stored } from '../../functions/ports/finding-item.ts';
import { memoryFindingStore } from '../../functions/ports/memory/findings.ts';
import { ConfigError } from '../../infra/config/error.ts';
import { readConfig } from '../../infra/config/load.ts';
import { parseJson } from '../../shared/decode/json.ts';
import { decodeText } from '../../shared/decode.ts';
import { honeyHits, honeyIn, honeyIndex } from '../../shared/honey.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { readCases } from '../../shared/sigma/cases.ts';
import { ruleSet } from '../../shared/sigma/rule-set.ts';
import { DEFAULT_TAILS } from '../../shared/tails.ts';
import { FINDING } from '../fixtures/findings.ts';
import type { Target } from './targets.ts';

/** What a command reads beside logs: people write these files, copy them from somewhere, and find them in buckets. */
interface FileKind {
  readonly name: string;
  readonly file: string;
  readonly seeds: readonly string[];
  /** Uses what was read as far as the command does. A text says how it was read. */
  readonly read: (path: string, text: string) => Promise<unknown>;
}

const json = (value: unknown) => JSON.stringify(value);
const inDocs = (file: string, block: RegExp) =>
  [...readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8').matchAll(block)].map(
    ([, text = '']) => text,
  );
const inRules = (name: string) =>
  readFileSync(new URL(`../../shared/sigma/rules/${name}`, import.meta.url), 'utf8');
const hashKey = new Uint8Array(32).fill(7);

const SETTINGS = {
  thresholds: { pageScore: 5.2, service: { pageScore: 5 } },
  suppressions: [
    {
      id: 'pentest',
      author: 'mara',
      reason: 'test',
      expires: '2026-12-01',
      scope: { network: '192.0.2.0/24' },
    },
  ],
  contracts: [
    {
      vendor: 'snowflake',
      tenant: 'default',
      actor: 'LOADER',
      author: 'mara',
      reason: 'loads',
      fromDay: '2026-03-01',
      networks: ['AS64500'],
    },
  ],
  datasets: [{ vendor: 'salesforce', name: 'object:Contact', classes: ['contact details'], subjects: 100 }],
  feeds: [{ vendor: 'okta', tenant: 'default', silentHours: 12 }],
};
const HONEY = {
  secret: 'ab'.repeat(32),
  domain: 'mail.example.com',
  datasets: [{ vendor: 'salesforce', dataset: 'Contact', code: 1, used: 5, count: 5, plantedMs: 0 }],
};
const HELD = {
  partitionKey: 'p',
  sequenceNumber: '1',
  arrival: 0,
  data: 'e30=',
  causes: [{ path: 'a', reason: 'b' }],
};
const FAILED = {
  requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
  payload: {
    Records: [
      { kinesis: { partitionKey: 'p', sequenceNumber: '1', data: 'e30=', approximateArrivalTimestamp: 1 } },
    ],
  },
};
const CONFIG = {
  stacks: {
    Outflow: {
      region: 'eu-central-1',
      tenants: ['a'],
      publicEndpoints: true,
      sources: [{ kind: 'webhook', name: 's', vendor: 'segment', tenant: 'a' }],
    },
  },
};

async function findingLine(): Promise<string> {
  const items = new Map<string, FindingItem>();
  await memoryFindingStore(items).upsert(FINDING, 1, 0);
  return [...items.values()].map((item) => json(exportOf(stored(item)))).join('\n');
}

export const FILES: readonly FileKind[] = [
  {
    name: 'settings',
    file: 'settings.yaml',
    seeds: [json(SETTINGS), 'thresholds:\n  pageScore: 5\nsuppressions: []\n'],
    read: async (path) => {
      settingsText(await readSettings(path));
    },
  },
  {
    name: 'a calibration',
    file: 'outflow-settings.json',
    seeds: [
      json({ thresholds: DEFAULT_SETTINGS, tails: DEFAULT_TAILS }),
      json({ thresholds: { pageScore: 5 } }),
    ],
    read: (path) => loadCalibration(path),
  },
  {
    name: 'a mapping',
    file: 'acme.json',
    seeds: inDocs('vendors.md', /```json mapping\n([\s\S]*?)```/g),
    read: async (path) => {
      const vendor = await loadMapping(path);
      for (const event of inDocs('vendors.md', /```json event\n([\s\S]*?)```/g)) {
        vendor.recognises(JSON.parse(event));
        decodeText(event, { hashKey, vendor });
      }
    },
  },
  {
    name: 'a rule',
    file: 'rule.yml',
    seeds: [
      inRules('anthropic-data-exported.yml'),
      inRules('amplitude-project-exported.yml'),
      'title: x\ndetection: {}',
    ],
    read: async (path) => {
      const found = await loadRules([path]);
      ruleSet(found.flatMap(({ read }) => (read.kind === 'rule' ? [read.rule] : [])));
      return found.map(({ read }) => (read.kind === 'rule' ? 'a rule' : read.reason)).join(', ');
    },
  },
  {
    name: 'cases of a rule',
    file: 'rule.cases.json',
    seeds: [inRules('anthropic-data-exported.cases.json')],
    read: async (_, text) => {
      const value = parseJson(text);
      return value === undefined ? 'no JSON' : readCases(value).kind;
    },
  },
  {
    name: 'a registry of honey',
    file: 'outflow.honey.json',
    seeds: [json(HONEY)],
    read: async (path) => {
      const honey = await readHoney(await openRegistry({ registry: path }));
      honeyIn('x', honeyIndex(Buffer.from(honey.secret, 'hex'), honey.datasets));
    },
  },
  {
    name: 'a dump that may hold honey',
    file: 'dump.csv',
    seeds: ['id,name\n1,Ada\n', json({ id: '1', name: 'Ada' }), 'Ada Lindholm <ada@mail.example.com>\n'],
    read: async (path) => {
      const index = honeyIndex(Buffer.from(HONEY.secret, 'hex'), HONEY.datasets);
      for await (const record of recordsOfLog(path))
        if (record.kind === 'row') honeyHits(record.row, index);
        else if (record.kind !== 'unreadable') honeyIn(record.text, index);
    },
  },
  {
    name: 'saved findings',
    file: 'findings.jsonl',
    seeds: [await findingLine()],
    read: (path) => loadFindings(path),
  },
  {
    name: 'a state file',
    file: 'state.jsonl',
    seeds: [
      `${json({ outflowState: 1, hashKey: Buffer.from(hashKey).toString('base64') })}\n${json({ entity: 'actor/okta/default/ada', part: 'open', version: 1, expires: 1, bytes: '' })}\n`,
    ],
    read: (path) => openStateFile(path),
  },
  {
    name: 'unreadable records',
    file: 'object',
    seeds: [json(HELD), `${json(HELD)}\n${json(HELD)}`, json({ ...HELD, causes: [null] })],
    read: async (path, text) => `${recordsOf('unreadable', path, text).length} records`,
  },
  {
    name: 'a failed batch',
    file: 'object',
    seeds: [json(FAILED)],
    read: async (path, text) => `${recordsOf('failed', path, text).length} records`,
  },
  {
    name: 'the configuration of stacks',
    file: 'outflow.config.json',
    seeds: [json(CONFIG)],
    read: async (_, text) => {
      const value = parseJson(text);
      if (value !== undefined) readConfig(value);
    },
  },
];

/** Every file is either read or refused in words for whoever called the command. */
export const FILE_TARGETS: readonly Target[] = FILES.map(({ name, file, seeds, read }) => ({
  name,
  seeds,
  /** YAML takes its time, most of all to count what is wrong with broken text; nobody sends many of these. */
  msPerMib: 5_000,
  read: async (text) => {
    const folder = mkdtempSync(join(tmpdir(), 'outflow-fuzz-'));
    const path = join(folder, file);
    try {
      writeFileSync(path, text);
      const how = await read(path, text);
      const signature = typeof how === 'string' ? how.slice(0, 60) : 'read';
      return { problem: undefined, signature, expandedBytes: text.length };
    } catch (error) {
      if (!isRefusal(error, path)) throw error;
      return { problem: undefined, signature: kindOf(error.message, path), expandedBytes: text.length };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
}));

/** An error of its own kind that names the file, or what in it is wrong. */
function isRefusal(error: unknown, path: string): error is Error {
  if (error instanceof UserError || error instanceof ConfigError) return true;
  return (
    error instanceof Error &&
    error.message.startsWith(`${path} is not an object that Outflow or Lambda wrote`)
  );
}

/** Without what is different each time. */
function kindOf(message: string, path: string): string {
  return message
    .replaceAll(path, 'FILE')
    .replace(/\d+/g, '0')
    .split('\n')
    .slice(0, 2)
    .join(' ')
    .slice(0, 160);
}
