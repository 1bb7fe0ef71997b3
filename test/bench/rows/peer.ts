import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeBatch, type StreamRecord } from '../../../shared/decode.ts';
import { floor } from '../floor.ts';
import { interleaved, type Row } from '../measure.ts';
import { purePath, pureStateOf } from '../pure-path.ts';
import { BATCH_RECORDS, batchesOf, OPTIONS } from '../warm.ts';

const PEER = 'json-rules-engine@7.3.1';

/**
 * A public rule engine that asks each event by itself. It parses, and asks ten conditions of the kind that a rule has; it
 * reads no vendor, knows no account, remembers nothing from one event to the next, and weighs nothing.
 */
export const row: Row = {
  title: `A peer, ${PEER}: ten rules asked of each event of Okta, without any memory`,
  measure: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'outflow-bench-'));
    try {
      const engine = installed(folder);
      const { pure } = await pureStateOf('okta');
      const times = await interleaved(
        (round) => {
          const [batch = []] = batchesOf('okta', { actors: 1000, perEntity: 100, batches: 1, from: round });
          return batch;
        },
        {
          floor,
          peer: (records) => askAll(engine, records),
          rules: (records) => decodeBatch(records, OPTIONS),
          whole: (records) => purePath(records, pure),
        },
        5,
        6,
      );
      return [
        {
          name: 'the peer: parse and ten rules',
          value: times.peer / times.floor,
          unit: 'x floor',
          note: us(times.peer),
        },
        {
          name: 'Outflow: parse, read and all shipped rules of the vendor',
          value: times.rules / times.floor,
          unit: 'x floor',
          note: us(times.rules),
        },
        {
          name: 'Outflow: whole pure path, 100 events of an account',
          value: times.whole / times.floor,
          unit: 'x floor',
          note: us(times.whole),
        },
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function us(timeMs: number): string {
  return `${((1000 * timeMs) / BATCH_RECORDS).toFixed(1)} us an event`;
}

interface Engine {
  addRule(rule: object): void;
  run(facts: object): Promise<{ readonly events: readonly unknown[] }>;
}

/** Installed for this row only: it is no dependency. */
function installed(folder: string): Engine {
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', PEER], { cwd: folder });
  const { Engine } = createRequire(join(folder, 'package.json'))('json-rules-engine') as {
    Engine: new (rules: readonly object[], options: object) => Engine;
  };
  const engine = new Engine([], { allowUndefinedFacts: true });
  for (const eventType of TYPES) engine.addRule(ruleFor(eventType));
  return engine;
}

const TYPES = [
  'user.mfa.factor.reset_all',
  'user.mfa.factor.deactivate',
  'user.account.privilege.grant',
  'group.privilege.grant',
  'system.api_token.create',
  'system.idp.lifecycle.create',
  'system.log_stream.lifecycle.deactivate',
  'user.account.report_suspicious_activity_by_enduser',
  'application.user_membership.show_password',
  'analytics.reports.export.download',
] as const;

function ruleFor(eventType: string): object {
  return {
    conditions: {
      all: [
        { fact: 'eventType', operator: 'equal', value: eventType },
        { fact: 'outcome', path: '$.result', operator: 'equal', value: 'SUCCESS' },
      ],
    },
    event: { type: eventType },
  };
}

async function askAll(engine: Engine, records: readonly StreamRecord[]): Promise<number> {
  let matches = 0;
  for (const { data } of records) {
    const event = JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
    matches += (await engine.run(event)).events.length;
  }
  return matches;
}
